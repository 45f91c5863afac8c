"""Ten thousand updates of one chat, a whole group that asks at once: nobody else waits, the memory does not grow."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.types import Message
from sqlalchemy import func, select

from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import Intake, IntakeRules
from bot.lanes import MOST, OF_A_GROUP, Lanes
from bot.shelf import FRESH
from storage.engine import Database
from storage.inbox import Update
from tests.bot.running import running, settled, until
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


async def test_a_group_that_asks_at_once_holds_up_nobody_else(db: Database, clock: HandClock) -> None:
    """Its members' answers wait for the pace of one chat: so few places are theirs that the others notice nothing."""
    telegram, pace, private = Telegram(), asyncio.Event(), list[int]()
    group = {"id": -100777, "type": "supergroup", "title": "Кадры"}
    dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    intake = Intake(db, telegram.bot(), dispatcher, clock, rules=IntakeRules(poll=1))

    async def slow(method: Any) -> None:
        if method.__api_method__ == "sendMessage":
            await pace.wait()

    @dispatcher.message()
    async def hear(event: Message) -> None:
        if event.chat.type == "private":
            private.append(event.chat.id)
        else:
            await event.reply("Пишите лично.")

    telegram.slow = slow
    crowd = 60
    telegram.come(*(message(n, "/help", of=5000 + n, chat=group) for n in range(1, crowd + 1)))
    async with running(intake):
        await until(lambda: len(telegram.made("sendMessage")) >= OF_A_GROUP)
        telegram.come(*(message(crowd + n, "тихо", of=n) for n in OTHERS))
        await until(lambda: set(private) == set(OTHERS))
        assert len(telegram.made("sendMessage")) == OF_A_GROUP
        pace.set()
        await until(lambda: settled(db, crowd + len(OTHERS)))
    assert len(telegram.made("sendMessage")) == crowd
