"""What the courier meets on its way and others have to know: a chat that is shut, a group that moved."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.requests.desks import Desks
from handlers.spoken import Spoken
from storage.engine import Database
from storage.outbox import Card, Desk, LetterState
from tests.bot.outbox import GROUP, Voice, card_now, card_of, courier, is_in, letter, staff, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, bad_request, forbidden, migrated
from tests.conftest import HandClock

NEW = "-1002002"


class Office(Voice):
    """Knows the desk of the rows, and moves it."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        super().__init__()
        self.db, self.desks = db, Desks(db, clock)

    async def card(self, card: Card) -> Spoken | None:
        async with self.db.read() as session:
            desk = await session.get_one(Desk, card.desk_id)
            return Spoken(desk.address, self.card_text)

    async def moved(self, old: str, new: str) -> None:
        await super().moved(old, new)
        await self.desks.moved(Actor.system("messenger"), "telegram", old, new)


@pytest.mark.usefixtures("log")
async def test_a_chat_that_blocked_us_is_known_from_then_on(lite: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    telegram.faults["sendMessage"].extend([forbidden(), bad_request("chat not found")])
    _, anna = await staff(lite)
    blocked, unknown = letter(anna, "blocked"), letter(anna, "unknown")
    await write(lite, blocked, unknown)
    async with running(courier(lite, telegram.bot(), clock, voice)):
        for known in (blocked, unknown):
            await until(is_in(lite, known, LetterState.DEAD))
    assert voice.met == [("1001",)]


async def test_who_is_not_to_be_told_does_not_hold_the_letter_up(
    lite: Database, clock: HandClock, log: list[MutableMapping[str, Any]]
) -> None:
    class Deaf(Voice):
        async def shut(self, chat: str) -> None:
            raise ZeroDivisionError

    telegram = Telegram()
    telegram.faults["sendMessage"].append(forbidden())
    _, anna = await staff(lite)
    known = letter(anna, "blocked", trace="7-1")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, Deaf())):
        await until(is_in(lite, known, LetterState.DEAD))
    assert "nobody heard what the courier met" in [line["event"] for line in log]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("shown", [True, False])
async def test_a_group_that_became_a_supergroup_gets_its_cards_anew(
    db: Database, clock: HandClock, shown: bool
) -> None:
    """Though the update that tells of it never comes."""
    telegram, voice = Telegram(), Office(db, clock)
    firm, anna = await staff(db)
    cards = [await card_of(db, firm, anna, at_desk=True)]
    if shown:
        async with db.write() as session:
            card = await session.get_one(Card, cards[0].id)
            card.address, card.message_id, card.shown, card.wanted = GROUP, 50, 1, 2
    telegram.faults["editMessageText" if shown else "sendMessage"].append(migrated(int(NEW)))

    async def anew() -> bool:
        return (await card_now(db, cards[0])).address == NEW

    async with running(courier(db, telegram.bot(), clock, voice)) as carrier:
        await until(lambda: voice.met)

        async def soon() -> bool:
            clock.forward(seconds=1)
            carrier.wake()
            return await anew()

        await until(soon)
    assert voice.met == [(GROUP, NEW)]
    assert telegram.made("sendMessage")[-1].chat_id == int(NEW)
    assert len(telegram.calls) == 2
    async with db.read() as session:
        assert await session.scalar(select(Desk.address)) == NEW
