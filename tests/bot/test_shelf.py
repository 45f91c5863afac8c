"""Whose order an update belongs to, for how long its id is remembered, and what reaches a handler."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Message

from bot.envelope import lane_of
from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from bot.schedule import ACTOR
from bot.shelf import Shelf
from cabinet.upkeep import Upkeep
from storage.engine import Database
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Telegram, message, person, press, private
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
QUICK = IntakeRules(poll=1, handling=HandlingRules(first_pause=0.01))
GROUP = {"id": -1001, "type": "supergroup", "title": "Кадры"}


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def dispatcher(db: Database, clock: HandClock, handler: Any) -> Dispatcher:
    made = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    made.message.register(handler)
    return made


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        (message(1, "x"), "1001"),
        (press(1, "x"), "1001"),
        (message(1, "x", chat=GROUP), "-1001/1001"),
        ({"update_id": 1, "callback_query": {"from": person(5), "message": {"chat": GROUP}}}, "-1001/5"),
        ({"update_id": 1, "inline_query": {"from": person(1001)}}, "1001"),
        ({"update_id": 1, "my_chat_member": {"chat": private(7), "from": person(7)}}, "7"),
        ({"update_id": 1, "chat_member": {"chat": GROUP, "from": person(7)}}, "-1001/7"),
        ({"update_id": 1, "channel_post": {"chat": GROUP}}, "-1001/"),
        ({"update_id": 1, "poll_answer": {"user": person(9)}}, "9"),
        ({"update_id": 1}, ""),
        ({"update_id": 1, "callback_query": {"from": person(5), "message": None}}, "5"),
    ],
)
def test_the_lane_of_an_update(raw: dict[str, Any], lane: str) -> None:
    assert lane_of(raw) == lane


async def test_an_id_is_remembered_for_a_week(db: Database, clock: HandClock, telegram: Telegram) -> None:
    bot = telegram.bot()
    shelf = Shelf(db, bot.id, clock)
    (job,) = await shelf.put([message(5, "раз")])
    async with shelf.turn(job):
        pass
    assert await shelf.put([message(5, "раз")]) == []
    await Upkeep(db, clock).clean(ACTOR)
    assert await shelf.put([message(5, "раз")]) == []
    clock.forward(days=8)
    await Upkeep(db, clock).clean(ACTOR)
    assert len(await shelf.put([message(5, "раз")])) == 1
    clock.forward(days=8)
    await Upkeep(db, clock).clean(ACTOR)  # what nobody handled is never forgotten
    await shelf.put([message(6, "раз")])
    assert [row.update_id for row in await rows(db)] == [5, 6]


async def test_a_returned_answer_is_sent(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    async def handle(event: Message) -> Any:
        return event.answer("эхо")

    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert telegram.texts() == ["эхо"]


async def test_a_press_is_fed_whole(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    seen: list[Any] = []

    async def handle(event: CallbackQuery, bot: Bot) -> None:
        seen.append((event.data, event.message and event.message.chat.id, event.from_user.first_name, event.bot is bot))

    made = Dispatcher(storage=TalkStorage(lite, clock), events_isolation=ChatIsolation())
    made.callback_query.register(handle)
    telegram.come(press(1, "data"))
    async with running(Intake(lite, telegram.bot(), made, clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert seen == [("data", 1001, "Анна", True)]
