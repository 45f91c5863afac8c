"""Row 12: p95 of other people's clicks while a hundred sign at once and forty enter wrong PINs, beside the same process
idle.

What the pads and dialogs would add is left out: each of the 140 writes one word that unlocks and signs. They take half
a minute of a processor; clicks are counted only while some of them still wait.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from tests import signers
from tests.bench import planting
from tests.bench.figures import Row, Scale, percentile
from tests.bench.shown import FIRST
from tests.bench.sides import Side, ours, place

RATE = 10
"""Clicks a second, by one person after the other."""
SECONDS = 15
CLICKERS, RIGHT, WRONG = 20, 100, 40


async def measure(scale: Scale) -> list[Row]:
    """A counter with fourteen buttons."""
    right, wrong, seconds = scale.many(RIGHT, 2), scale.many(WRONG), scale.many(SECONDS)
    row = Row("unlock", "p95 of a click while 100 sign and 40 enter wrong PINs", 2.5, most=True)
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        side = await stack.enter_async_context(ours(api, folder, CLICKERS, employees=CLICKERS + right + wrong))
        assert side.tree is not None
        async with planting.opened(side.tree) as database:
            await signers.enlist(database, CLICKERS, right + wrong)
        await side.crowd.open("counter")
        await side.crowd.press(scale.many(100, 20))
        for _ in range(scale.pairs):
            calm = await side.crowd.press_at(RATE, seconds)
            before = side.account.calls["sendMessage"]
            _write(side, right, signers.PIN, CLICKERS)
            _write(side, wrong, signers.WRONG, CLICKERS + right)
            busy = await side.crowd.press_at(RATE, seconds)
            waited = before + right + wrong - side.account.calls["sendMessage"]
            if waited <= 0 and not scale.quick:
                row.faults.append("the rush was over before the clicks")
            while side.account.calls["sendMessage"] < before + right + wrong:
                side.subject.check()
                await asyncio.sleep(0.1)
            row.ratios.append(percentile(busy, 95) / percentile(calm, 95))
            told = [f"{percentile(one, 95) * 1e3:.1f}" for one in (calm, busy)]
            row.notes.append(f"p95 {told[0]} ms idle, {told[1]} ms meanwhile; {waited} still waited afterwards")
    return [row]


def _write(side: Side, many: int, pin: str, place: int) -> None:
    for person in range(FIRST + place, FIRST + place + many):
        side.crowd.write_as(person, f"/sign {pin}")
