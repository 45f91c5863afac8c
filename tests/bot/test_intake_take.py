"""What comes again is handled once, what only bears an old number is new: a token's change loses nothing."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.types import CallbackQuery, Message

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from storage.engine import Database
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
QUICK = IntakeRules(poll=1, listen=0, grace=2.0, handling=HandlingRules(first_pause=0.01, most_pause=0.02))
GROUP = {"id": -1001, "type": "supergroup", "title": "Кадры"}


class Ear:
    """A bot that writes down what it hears."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.heard: list[tuple[int, str | None]] = []
        self.telegram = Telegram()
        self.gate = asyncio.Event()
        self.gate.set()
        dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
        dispatcher.message.register(self.hear)
        dispatcher.callback_query.register(self.feel)
        self.intake = Intake(db, self.telegram.bot(), dispatcher, clock, rules=QUICK)

    async def hear(self, event: Message) -> None:
        await self.gate.wait()
        self.heard.append((event.chat.id, event.text))

    async def feel(self, event: CallbackQuery) -> None:
        self.heard.append((event.from_user.id, event.data))


@pytest.fixture
def ear(db: Database, clock: HandClock) -> Ear:
    return Ear(db, clock)


def renumbered(raw: dict[str, Any], update_id: int) -> dict[str, Any]:
    return {**raw, "update_id": update_id}


async def test_lower_numbers_after_a_change_of_token_lose_nothing(db: Database, ear: Ear) -> None:
    """The messenger counts anew and comes to numbers that it gave before, to other messages and presses."""
    async with running(ear.intake):
        ear.telegram.come(*(message(50 + n, f"старое {n}") for n in range(5)))
        await until(lambda: settled(db, 5))
        ear.telegram.confirmed = 0
        fresh = [renumbered(message(1000 + n, f"новое {n}"), 48 + n) for n in range(6)]
        await ear.intake.take([*fresh, renumbered(press(7, "нажато"), 54)])
        await until(lambda: settled(db, 12))
    assert [text for _, text in ear.heard if text] == [
        *(f"старое {n}" for n in range(5)), *(f"новое {n}" for n in range(6)), "нажато"
    ]  # fmt: skip
    numbers = [row.update_id for row in await rows(db)]
    assert numbers == [None] * 5 + list(range(48, 55))


async def test_one_that_is_still_waiting_gives_its_number_up_and_is_handled_all_the_same(
    db: Database, ear: Ear
) -> None:
    ear.gate.clear()
    async with running(ear.intake):
        await ear.intake.take([message(5, "старое"), message(6, "старое, ждёт")])
        await ear.intake.take([renumbered(message(1005, "новое"), 6)])
        ear.gate.set()
        await until(lambda: settled(db, 3))
    assert [text for _, text in ear.heard] == ["старое", "старое, ждёт", "новое"]
    assert [row.update_id for row in await rows(db)] == [5, None, 6]


async def test_the_same_number_twice_in_one_batch(db: Database, ear: Ear) -> None:
    async with running(ear.intake):
        await ear.intake.take([message(5, "раз"), message(5, "раз"), renumbered(message(6, "два"), 5)])
        await until(lambda: settled(db, 2))
    assert [text for _, text in ear.heard] == ["раз", "два"]


async def test_repeats_in_any_order_across_chats_are_handled_once_and_each_chat_in_its_order(
    db: Database, ear: Ear
) -> None:
    """A chat's own updates come in order; whatever else the messenger does with them, and however often."""
    chance = random.Random(7)
    sent = {chat: [message(chat * 100 + n, f"{n}", of=chat) for n in range(8)] for chat in range(1, 6)}
    came = {chat: list(known) for chat, known in sent.items()}
    async with running(ear.intake):
        while any(came.values()):
            batch = [came[chat].pop(0) for chat in chance.sample(list(came), 3) if came[chat]]
            known = [raw for chat, raws in sent.items() for raw in raws[: len(raws) - len(came[chat])]]
            await ear.intake.take([*chance.sample(known, min(4, len(known))), *batch])
        await until(lambda: settled(db, 40))
    for chat in sent:
        assert [text for of, text in ear.heard if of == chat] == [f"{n}" for n in range(8)]


async def test_what_a_group_says_is_never_stored(db: Database, ear: Ear) -> None:
    ear.telegram.come(*(message(n, "болтовня", chat=GROUP) for n in range(1, 4)), message(4, "/desk", chat=GROUP))
    ear.telegram.come(message(5, "болтовня", chat=GROUP))
    async with running(ear.intake):
        await until(lambda: settled(db, 1))
        await until(lambda: ear.telegram.confirmed == 5)
    (row,) = await rows(db)
    assert (row.kind, row.order_key) == ("message", "-1001/1001")
    assert ear.heard == [(-1001, "/desk")]


async def test_a_row_tells_its_kind_and_keeps_its_mark_when_it_is_blanked(db: Database, ear: Ear) -> None:
    async with running(ear.intake):
        await ear.intake.take([press(5, "x")])
        await until(lambda: settled(db, 1))
    (row,) = await rows(db)
    assert (row.kind, row.raw_sealed, len(row.mark or b"")) == ("callback_query", None, 32)
