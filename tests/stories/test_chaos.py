"""kill -9 at random moments while people work: the story is finished, nothing is lost, nothing happens twice.

Over one process on SQLite, and over the five of a cluster on PostgreSQL, of which any may be hit. A short run belongs
to the tests; `make chaos` makes it long (CHAOS_KILLS, CHAOS_SEED).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter

import pytest

from tests.cluster import SHAPE, role
from tests.stories.chaos import AGAIN, Monkey, Work, at_rest, books, by_way_of_the_manager, days, straight
from tests.stories.crowd import Cluster
from tests.stories.process import Yard

KILLS = int(os.environ.get("CHAOS_KILLS") or 0)
"""0: the short run."""
SEED = int(os.environ.get("CHAOS_SEED") or (random.randrange(10**6) if KILLS else 4))
"""The short run hits each role by the 4."""
pytestmark = pytest.mark.timeout(600 + KILLS * 60)


async def finished(yard: Yard, monkey: Monkey) -> Work:
    """People work for as long as the monkey does, and finish."""
    work, calendars = Work(), (days(), days())
    killing = asyncio.ensure_future(monkey.run())
    while not killing.done() or not work.wanted:
        await asyncio.gather(
            straight(yard, work, next(calendars[0])), by_way_of_the_manager(yard, work, next(calendars[1]))
        )
    await killing
    await at_rest(yard)
    return work


async def test_people_finish_their_work_while_the_bot_is_killed_again_and_again(yard: Yard) -> None:
    await yard.bot()

    async def strike(_chance: random.Random) -> None:
        await yard.bots[-1].kill()
        await yard.bot()

    monkey = Monkey(strike, KILLS or 10, SEED)
    work = await finished(yard, monkey)
    again = await books(yard, work, monkey.done * AGAIN)
    print(f"seed {SEED}: {monkey.done} kills, {len(work.wanted)} requests, letters that came again: {again.total()}")


async def test_people_finish_their_work_while_any_of_five_processes_is_killed(cluster: Cluster) -> None:
    """Only a courier's death lets letters come again."""
    await cluster.bot()
    struck = Counter[str]()

    async def strike(chance: random.Random) -> None:
        name = chance.choice(SHAPE)
        struck[role(name)] += 1
        await cluster.crowd.processes[name].kill()
        await cluster.start(name)

    work = await finished(cluster, Monkey(strike, KILLS or 4, SEED))
    again = await books(cluster, work, struck["courier"] * AGAIN)
    assert cluster.crowd.alive
    print(f"seed {SEED}: {dict(struck)} killed, {len(work.wanted)} requests, letters that came again: {again.total()}")
