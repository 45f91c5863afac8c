"""Row 4: a broadcast keeps its pace, in every second that the server sees, without a 429 and without growing.

22 a second for a minute, the API answering at once and after 150 ms; then 20,000 letters at 200 a second (``soak``:
100,000). The API refuses what comes faster than the messenger would allow in proportion (30 where 22 is the pace).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.bench import planting
from tests.bench.figures import Row, Scale
from tests.bench.sides import Side, ours, place

CALM = 2.0
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """One broadcast. ``all``: PACE_ALL, of which four fifths are the broadcast's; ``delay``: seconds to an answer."""

    title: str
    all: int
    letters: int
    delay: float = 0.0

    @property
    def pace(self) -> int:
        """Copies a second."""
        return self.all * 4 // 5


MINUTE = (Run("22/s, API 0 ms", 28, 22 * 60), Run("22/s, API 150 ms", 28, 22 * 60, 0.15))
LONG = Run("20,000 at 200/s", 250, 20_000)
SOAK = Run("100,000 at 200/s", 250, 100_000)


async def measure(scale: Scale) -> list[Row]:
    """The minutes and the long one."""
    runs = MINUTE[:1] if scale.quick else (*MINUTE, LONG)
    return [row for run in runs for row in await _run(run, scale)]


async def soak(scale: Scale) -> list[Row]:
    """100,000 letters."""
    return await _run(SOAK, scale)


async def _run(run: Run, scale: Scale) -> list[Row]:
    letters = max(40, scale.many(run.letters))
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        side = await stack.enter_async_context(ours(api, folder, 1, employees=letters, PACE_ALL=str(run.all)))
        side.account.delay, side.account.ceiling = run.delay, run.pace * 30 // 22
        assert side.tree is not None
        await stack.enter_async_context(planting.announced(side.tree))
        memory = await _watched(side, letters)
    return _rows(run, side, memory)


async def _watched(side: Side, letters: int) -> list[float]:
    """Resident megabytes every few seconds, from a tenth of the way on."""
    seen = list[float]()
    while len(side.account.arrivals) < letters:
        side.subject.check()
        await asyncio.sleep(CALM if letters > 100 else 0.1)
        if len(side.account.arrivals) >= letters // 10:
            seen.append(side.subject.memory)
    return seen


def _rows(run: Run, side: Side, memory: list[float]) -> list[Row]:
    arrivals = side.account.arrivals
    rate = (len(arrivals) - 1) / (arrivals[-1] - arrivals[0])
    sliding, calendar = _worst(arrivals), max(Counter(int(at) for at in arrivals).values())
    pace = Row("broadcast", f"{run.title}: share of its pace", 0.99, most=False, ratios=[rate / run.pace])
    pace.notes = [f"{len(arrivals)} letters, {rate:.2f}/s, 429: {side.account.refused}"]
    pace.faults = [f"{side.account.refused} times 429"] if side.account.refused else []
    second = Row("broadcast", f"{run.title}: fullest second", 1.0, most=True, ratios=[sliding / run.pace])
    second.notes = [
        f"at the server: {sliding} in the fullest sliding second, {calendar} in the fullest calendar second"
    ]
    grown = Row("broadcast", f"{run.title}: MB grown", 5, most=True, ratios=[max(0.1, memory[-1] - memory[0])])
    grown.notes = [f"MB: {memory[0]:.1f} after a tenth, {max(memory):.1f} at most, {memory[-1]:.1f} at the end"]
    return [pace, second, grown]


def _worst(arrivals: list[float]) -> int:
    """The most that came within any second."""
    worst, first = 0, 0
    for last, at in enumerate(arrivals):
        while at - arrivals[first] >= 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst
