"""A dialog of aiogram-dialog over our storage, isolation and lanes: no press is lost, and a restart changes nothing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from storage.engine import Database
from storage.talks import Talk
from tests.bot.pad import dispatcher
from tests.bot.running import running, settled
from tests.bot.running import until as wait
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
RULES = IntakeRules(poll=1, handling=HandlingRules(first_pause=0.01, most_pause=0.02))


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
