"""Ten thousand updates of one chat: the others do not wait for them, the memory does not grow with them."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher
from aiogram.types import Message
from sqlalchemy import func, select

from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import Intake, IntakeRules
from bot.lanes import MOST, Lanes
from bot.shelf import FRESH
from storage.engine import Database
from storage.inbox import Update
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, message
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
FLOOD, LOUD, OTHERS = 10_000, 666, range(1, 51)


async def open_now(db: Database) -> int:
    async with db.read() as session:
        return await session.scalar(select(func.count()).where(Update.handled_at.is_(None))) or 0


async def test_a_flood_of_one_chat_holds_up_nobody_else(db: Database, clock: HandClock) -> None:
    telegram, heard, held = Telegram(), list[tuple[int, str | None]](), set[int]()
    dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    intake = Intake(db, telegram.bot(), dispatcher, clock, rules=IntakeRules(poll=1))

    @dispatcher.message()
    async def hear(event: Message) -> None:
        heard.append((event.chat.id, event.text))
        if isinstance(intake.worker, Lanes):  # elsewhere nothing is held but what was claimed
            held.add(max(len(line.jobs) for line in intake.worker._lines.values()))
            assert intake.worker._shelf._kept <= FRESH

    telegram.come(*(message(n, str(n), of=LOUD) for n in range(1, FLOOD + 1)))
    telegram.come(*(message(FLOOD + n, "тихо", of=n) for n in OTHERS))
    async with running(intake):
        await until(lambda: {chat for chat, _ in heard} == {LOUD, *OTHERS}, 90)
        assert await open_now(db) > 0, "the flood is still being worked on"
    loud = [text for chat, text in heard if chat == LOUD]
    assert loud == [str(n) for n in range(1, len(loud) + 1)]
    assert max(held, default=0) <= MOST
    assert telegram.confirmed >= FLOOD
