"""One file for each row of the table; ``ROWS`` is the only list of them, in its order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.bench.figures import Row, Scale
from tests.bench.rows import answer, batch, broadcast, click, memory, paper, send, sign, start, unlock, waiting, workers

Measure = Callable[[Scale], Awaitable[list[Row]]]

ROWS: dict[str, Measure] = {
    "click": click.measure,
    "answer": answer.measure,
    "waiting": waiting.measure,
    "broadcast": broadcast.measure,
    "send": send.measure,
    "paper": paper.measure,
    "start": start.measure,
    "workers": workers.measure,
    "memory": memory.measure,
    "sign": sign.measure,
    "batch": batch.measure,
    "unlock": unlock.measure,
}
APART: dict[str, Measure] = {"soak": broadcast.soak}
"""Too long for «all»."""
