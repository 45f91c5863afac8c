"""kill -9 at random moments while people work: the story is finished, nothing is lost, nothing happens twice.

A short run belongs to the tests; `make chaos` makes it long (CHAOS_KILLS, CHAOS_SEED).
"""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from tests.stories.chaos import AGAIN, Monkey, Work, at_rest, books, by_way_of_the_manager, days, straight
from tests.stories.process import Yard

KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
pytestmark = pytest.mark.timeout(600 + KILLS * 60)


async def test_people_finish_their_work_while_the_bot_is_killed_again_and_again(yard: Yard) -> None:
    await yard.bot()

    async def strike(_chance: random.Random) -> None:
        await yard.bots[-1].kill()
        await yard.bot()

    monkey, work = Monkey(strike, KILLS, SEED), Work()
    killing = asyncio.ensure_future(monkey.run())
    calendars = days(), days()
    while not killing.done() or not work.wanted:
        await asyncio.gather(
            straight(yard, work, next(calendars[0])), by_way_of_the_manager(yard, work, next(calendars[1]))
        )
    await killing
    await at_rest(yard)
    again = await books(yard, work, monkey.done * AGAIN)
    print(f"{monkey.done} kills, {len(work.wanted)} requests, letters that came again: {again.total()}")
