"""Row 2: CPU from an update to its answer, stored and handled in between, beside bare aiogram that stores nothing."""

from __future__ import annotations

from statistics import mean

from tests.bench.figures import Row, Scale
from tests.bench.sides import both, cost

TEXTS = 1500
"""Of each side in each turn."""


async def measure(scale: Scale) -> list[Row]:
    """A plain text, answered plainly."""
    texts, people = scale.many(TEXTS, 4), scale.many(100, 4)
    row = Row("answer", "update → stored → handled → answered, CPU", 2.0, most=True)
    async with both("answer", people) as sides:
        spent: dict[str, list[float]] = {side.name: [] for side in sides}
        for side in sides:
            await side.crowd.write(people * 2)  # warm
        for _ in range(scale.pairs):
            for side in sides:
                spent[side.name].append(await cost(side.subject, lambda side=side: side.crowd.write(texts)) / texts)
    row.ratios = [ours / bare for ours, bare in zip(spent["ours"], spent["bare"], strict=True)]
    row.notes = [f"CPU ms of one: bare {mean(spent['bare']) * 1e3:.2f}, ours {mean(spent['ours']) * 1e3:.2f}"]
    return [row]
