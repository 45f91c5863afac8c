"""A dialog of aiogram-dialog over our storage, isolation and lanes: no press is lost, and a restart changes nothing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo
from aiogram_dialog.widgets.text import Const, Format
from sqlalchemy import select

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from storage.engine import Database
from storage.talks import Talk
from tests.bot.running import running, settled
from tests.bot.running import until as wait
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
RULES = IntakeRules(poll=1, handling=HandlingRules(first_pause=0.01, most_pause=0.02))
DIGITS = "0123456789"


class Pad(StatesGroup):
    typing = State()
    done = State()


async def typed(event: Any, button: Any, manager: DialogManager) -> None:
    held = manager.dialog_data.get("typed", "")
    manager.dialog_data["typed"] = held + (button.widget_id or "")[1:]


async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, str]:
    return {"typed": dialog_manager.dialog_data.get("typed", "")}


async def begin(event: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Pad.typing, mode=StartMode.RESET_STACK)


async def dispatcher(db: Database, clock: HandClock) -> Dispatcher:
    """All of it anew, as after a restart."""
    isolation = ChatIsolation()
    made = Dispatcher(storage=TalkStorage(db, clock), events_isolation=isolation)
    made.message.register(begin, CommandStart())
    keys = Group(*(Button(Const(d), id=f"d{d}", on_click=typed) for d in DIGITS), width=5)
    made.include_router(
        Dialog(
            Window(Format("[{typed}]"), keys, SwitchTo(Const("Готово"), id="done", state=Pad.done), state=Pad.typing),
            Window(Format("всего [{typed}]"), state=Pad.done),
            getter=getter,
        )
    )
    setup_dialogs(made, events_isolation=isolation)
    await made.emit_startup(dispatcher=made)
    return made


def buttons(telegram: Telegram) -> dict[str, str]:
    """Label → callback data of the last keyboard shown."""
    shown = [call for call in telegram.calls if getattr(call, "reply_markup", None)][-1]
    return {button.text: button.callback_data for row in shown.reply_markup.inline_keyboard for button in row}


def last_text(telegram: Telegram) -> str:
    shown = [call for call in telegram.calls if call.__api_method__ in ("sendMessage", "editMessageText")]
    return str(shown[-1].text)


async def test_ten_presses_at_once_keep_every_digit_and_a_restart_goes_on(db: Database, clock: HandClock) -> None:
    telegram, ids = Telegram(), itertools.count(1)
    async with running(Intake(db, telegram.bot(), await dispatcher(db, clock), clock, rules=RULES)):
        telegram.come(message(next(ids), "/start"))
        await wait(lambda: settled(db, 1))
        pad = buttons(telegram)
        telegram.come(*(press(next(ids), pad[digit]) for digit in "5071924683"))
        await wait(lambda: settled(db, 11))
    assert last_text(telegram) == "[5071924683]"
    assert len(telegram.made("answerCallbackQuery")) == 10

    after = Telegram()
    async with running(Intake(db, after.bot(), await dispatcher(db, clock), clock, rules=RULES)):
        after.come(press(next(ids), pad["1"]), press(next(ids), pad["Готово"]))
        await wait(lambda: settled(db, 13))
    assert last_text(after) == "всего [50719246831]"
    async with db.read() as session:
        talks = (await session.scalars(select(Talk))).all()
    assert talks
    assert not any(b"5071924683" in (talk.data_sealed or b"") for talk in talks)


async def test_a_press_whose_window_could_not_be_shown_counts_once(db: Database, clock: HandClock) -> None:
    """The network fails in the middle of a press: it comes again, to the conversation as it was before."""
    telegram, ids = Telegram(), itertools.count(1)
    async with running(Intake(db, telegram.bot(), await dispatcher(db, clock), clock, rules=RULES)):
        telegram.come(message(next(ids), "/start"))
        await wait(lambda: settled(db, 1))
        pad = buttons(telegram)
        broken = itertools.chain([True, True], itertools.repeat(False))

        async def fail(method: Any) -> None:
            if method.__api_method__ == "editMessageText" and next(broken):
                raise ConnectionResetError

        telegram.slow = fail
        telegram.come(press(next(ids), pad["7"]))
        await wait(lambda: settled(db, 2))
    assert last_text(telegram) == "[7]"
