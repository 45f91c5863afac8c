"""Row 8: memory with 10,000 employees and 1,000 open dialogs, beside the same process idle over ten employees."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from tests.bench.figures import Row, Scale
from tests.bench.sides import Side, ours, place

EMPLOYEES, DIALOGS = 10_000, 1_000
CALM = 2.0
"""Seconds in which a process comes to rest."""


async def measure(scale: Scale) -> list[Row]:
    """Both processes run at once; each has served a few people before it counts as idle."""
    employees, dialogs = scale.many(EMPLOYEES, 20), scale.many(DIALOGS, 10)
    row = Row("memory", "MB more with 10,000 employees and 1,000 open dialogs", 40, most=True)
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        small = await stack.enter_async_context(ours(api, folder / "small", 10))
        large = await stack.enter_async_context(ours(api, folder / "large", dialogs, employees=employees))
        idle = await _used(small, 10)
        await large.crowd.open("counter")
        full = await _used(large, dialogs * 3)
    row.ratios = [max(full - idle, 0.1)]
    row.notes = [f"MB: idle {idle:.1f}, full {full:.1f}"]
    return [row]


async def _used(side: Side, clicks: int) -> float:
    if not side.crowd.button:
        await side.crowd.open("counter")
    await side.crowd.press(clicks)
    await asyncio.sleep(CALM)
    return side.subject.memory
