"""Row 3: p95 of a click while a broadcast runs at its pace, beside the same process idle. Limits as they are set.

The broadcast is paused and continued, so that both are measured in turns in one process.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from statistics import median

from tests.bench import planting
from tests.bench.figures import Row, Scale, percentile
from tests.bench.sides import ours, place

RATE = 5
"""Clicks a second, by one person after the other: with 22 copies they are within the pace of all."""
SECONDS = 30
CHANGE = 2.5
"""Seconds until a pause or its end is heard of, and what is in hand has left."""


async def measure(scale: Scale) -> list[Row]:
    """A counter with fourteen buttons."""
    seconds = scale.many(SECONDS)
    row = Row("waiting", "p95 of a click while a broadcast runs", 1.5, most=True)
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        readers = (scale.pairs + 1) * (seconds + 10) * 22
        side = await stack.enter_async_context(ours(api, folder, 20, employees=readers, PACE_ALL="28"))
        assert side.tree is not None
        await side.crowd.open("counter")
        await side.crowd.press(scale.many(100, 20))
        running = await stack.enter_async_context(planting.announced(side.tree))
        calm, busy, copies = list[list[float]](), list[list[float]](), list[float]()
        for _ in range(scale.pairs):
            await running.pause()
            await asyncio.sleep(CHANGE)
            calm.append(await side.crowd.press_at(RATE, seconds))
            await running.go_on()
            await asyncio.sleep(CHANGE)
            before = side.account.calls["sendMessage"]
            busy.append(await side.crowd.press_at(RATE, seconds))
            copies.append((side.account.calls["sendMessage"] - before) / seconds)
    row.ratios = [percentile(one, 95) / percentile(other, 95) for one, other in zip(busy, calm, strict=True)]
    row.notes = [_told(name, took) for name, took in (("idle", calm), ("broadcast", busy))]
    row.notes.append(f"{median(copies):.1f} copies a second meanwhile")
    return [row]


def _told(name: str, took: list[list[float]]) -> str:
    every = [one for part in took for one in part]
    return f"{name}, ms: p50 {percentile(every, 50) * 1e3:.1f}, p95 {percentile(every, 95) * 1e3:.1f} of {len(every)}"
