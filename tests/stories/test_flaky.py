"""A fifth of the messenger's answers is trouble of every kind, and people finish their work all the same."""

from __future__ import annotations

import asyncio

import pytest

from tests.stories.chaos import Work, at_rest, books, by_way_of_the_manager, days, straight
from tests.stories.process import Yard

pytestmark = pytest.mark.timeout(900)
SHARE, ROUNDS = 0.2, 2


async def test_a_story_ends_right_though_a_fifth_of_the_calls_fails(yard: Yard) -> None:
    bot, work = await yard.bot(), Work()
    await yard.world.faults(flaky={"share": SHARE, "seed": 7, "hang_seconds": 2})
    calendars = days(), days()
    for _ in range(ROUNDS):
        await asyncio.gather(
            straight(yard, work, next(calendars[0])), by_way_of_the_manager(yard, work, next(calendars[1]))
        )
    failed = [call for call in await yard.world.calls() if call["status"] not in (200, 409)]
    await yard.world.faults(flaky=None)
    await at_rest(yard)
    again = await books(yard, work, allowed=len(await yard.world.calls()))
    print(f"{len(failed)} calls failed, {len(work.wanted)} requests, letters that came again: {again.total()}")
    assert failed
    assert bot.process.exitcode is None
