"""Every row of the table runs and tells its line. What it measures in a moment is asked nothing of."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import QUICK
from tests.bench.figures import Row
from tests.bench.rows import ROWS


@pytest.mark.parametrize("name", ROWS)
async def test_a_row_runs(name: str) -> None:
    rows = await ROWS[name](QUICK)
    assert rows
    for row in rows:
        assert row.ratios
        assert all(ratio > 0 for ratio in row.ratios)
        assert row.told().startswith(f"| {row.what} |")


def test_a_ceiling_and_a_floor_are_told_apart() -> None:
    floor, ceiling = Row("a", "a", 0.6, most=False, ratios=[0.5, 0.7, 0.9]), Row("b", "b", 2, most=True, ratios=[2.5])
    assert (floor.ratio, floor.reached) == (0.7, True)
    assert (ceiling.ratio, ceiling.reached) == (2.5, False)
    assert floor.told() == "| a | ≥ 0.6 | **0.70** | 0.50 … 0.90 | 3 | reached |"
