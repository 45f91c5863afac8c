"""Each process says that it lives and what it does, takes its word back at the end, and sweeps the dead."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta

from sqlalchemy import select

from bot.beats import Beats
from storage.engine import Database
from storage.processes import Beat
from tests.bot.running import until
from tests.conftest import START, HandClock


async def beats(db: Database) -> dict[str, tuple[int, bool]]:
    """Role → (process, active)."""
    async with db.read() as session:
        return {beat.role: (beat.pid, beat.active) for beat in await session.scalars(select(Beat))}


async def test_a_process_says_what_it_does_and_takes_it_back(db: Database, clock: HandClock) -> None:
    leads = False
    pulse = Beats(db, clock, {"worker": lambda: True, "courier": lambda: leads})
    task = asyncio.create_task(pulse.run())
    await until(lambda: beats(db))
    assert await beats(db) == {"worker": (os.getpid(), True), "courier": (os.getpid(), False)}
    leads = True
    pulse.wake()
    await until(lambda: active(db))
    task.cancel()
    await asyncio.wait({task})
    assert await beats(db) == {}


async def active(db: Database) -> bool:
    """Whether the courier leads by now."""
    return (await beats(db))["courier"][1]


async def test_the_dead_are_swept_and_a_moved_clock_makes_nobody_dead(db: Database, clock: HandClock) -> None:
    silent = Beat(role="worker", host="a", pid=7, started_at=START, seen_at=START - timedelta(seconds=61))
    slow = Beat(role="schedule", host="a", pid=8, started_at=START, seen_at=START - timedelta(seconds=59))
    async with db.write() as session:
        session.add_all([silent, slow])
    pulse = Beats(db, clock, {"courier": lambda: True})
    task = asyncio.create_task(pulse.run())
    await until(lambda: seen(db, {"schedule", "courier"}))
    clock.forward(hours=1)
    pulse.wake()
    await until(lambda: seen(db, {"courier"}))
    task.cancel()
    await asyncio.wait({task})


async def seen(db: Database, roles: set[str]) -> bool:
    """Whether just these are there."""
    return set(await beats(db)) == roles


async def test_others_are_those_of_the_role_that_were_heard_of_lately(db: Database, clock: HandClock) -> None:
    pulse = Beats(db, clock, {"courier": lambda: True})
    async with db.write() as session:
        session.add(Beat(role="courier", host="a", pid=7, started_at=START, seen_at=START))
    assert await pulse.others("courier")
    assert not await pulse.others("schedule")
    clock.forward(seconds=16)
    await pulse._beat()
    assert not await pulse.others("courier")
