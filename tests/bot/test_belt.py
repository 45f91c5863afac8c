"""A belt that goes straight on while pages are full asks what is due no oftener than it must, and sleeps no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.belt import Belt, BeltRules, Parcel
from tests.bot.running import running, until
from tests.conftest import START, HandClock


class Load:
    """``left`` rows that are due; every look and every claim is noted."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.deeds: list[str] = []
        self.done = 0

    async def due(self, busy: Set[UUID]) -> datetime | None:
        self.deeds.append("due")
        return START if self.left else START + timedelta(minutes=1)

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        taken = min(places, self.left)
        self.left -= taken
        self.deeds.append(f"claim {taken}")
        return [(uuid4(), self._carry) for _ in range(taken)]

    async def _carry(self) -> None:
        self.done += 1


class Run:
    """A belt as its courier runs it."""

    def __init__(self, load: Load, rules: BeltRules) -> None:
        self.belt = Belt(load, HandClock(START), rules)

    async def run(self) -> None:
        await self.belt.run(1.0)

    def stop(self) -> None:
        self.belt.stop()


async def test_full_pages_follow_each_other_and_after_an_empty_one_it_asks_at_once() -> None:
    load = Load(9)
    async with running(Run(load, BeltRules(places=3, group=3, net=60.0, straight=True))):
        await until(lambda: load.deeds[-1:] == ["due"] and load.done == 9)
    assert load.deeds == ["due", "claim 3", "claim 3", "claim 3", "claim 0", "due"]


async def test_without_it_every_page_is_asked_for() -> None:
    load = Load(6)
    async with running(Run(load, BeltRules(places=3, group=3, net=60.0))):
        await until(lambda: load.deeds[-1:] == ["due"] and load.done == 6)
    assert load.deeds == ["due", "claim 3", "due", "claim 3", "due"]


async def test_what_has_to_be_looked_at_now_and_then_is_looked_at_however_full_the_pages_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load = Load(12)
    loop = asyncio.get_running_loop()
    real, begun = loop.time, loop.time()
    monkeypatch.setattr(loop, "time", lambda: real() + load.done * 0.2)  # a letter takes a fifth of a second
    async with running(Run(load, BeltRules(places=3, group=3, net=1.0, straight=True))):
        await until(lambda: load.done == 12)
    assert real() - begun < 1.0
    assert load.deeds[:6] == ["due", "claim 3", "claim 3", "due", "claim 3", "claim 3"]
