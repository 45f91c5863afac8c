"""One file for each row of the table; ``ROWS`` is the only list of them, in its order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.bench.figures import Row, Scale
from tests.bench.rows import answer, click, memory, send, start

Measure = Callable[[Scale], Awaitable[list[Row]]]

ROWS: dict[str, Measure] = {
    "click": click.measure,
    "answer": answer.measure,
    "send": send.measure,
    "start": start.measure,
    "memory": memory.measure,
}
