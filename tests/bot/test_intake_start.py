"""Before the first update: what the API says to us, and whose order an update belongs to."""

from __future__ import annotations

import pytest
from aiogram import Dispatcher

from bot.handling import HandlingRules
from bot.intake import ApiFault, ApiTrouble, Intake, IntakeRules
from storage.engine import Database
from tests.bot.telegram import Fault, Telegram, conflict, network, unauthorized
from tests.conftest import HandClock

QUICK = IntakeRules(poll=1, listen=0, handling=HandlingRules(first_pause=0.01))
GROUP = {"id": -1001, "type": "supergroup", "title": "Кадры"}


@pytest.mark.parametrize(
    ("name", "fault", "times", "expected"),
    [
        ("getMe", unauthorized, 1, ApiFault.TOKEN),
        ("getMe", network, 1, ApiFault.UNREACHABLE),
        ("getUpdates", conflict(), 2, ApiFault.RIVAL),
        ("getUpdates", conflict("can't use getUpdates method while webhook is active"), 1, ApiFault.WEBHOOK),
        ("getUpdates", conflict(), 1, None),
    ],
)
async def test_the_check_says_in_one_sentence_what_is_wrong(
    lite: Database, clock: HandClock, name: str, fault: Fault, times: int, expected: ApiFault | None
) -> None:
    telegram = Telegram()
    telegram.faults[name].extend([fault] * times)
    intake = Intake(lite, telegram.bot(), Dispatcher(), clock, rules=QUICK)
    if expected is None:
        await intake.check()
        return
    with pytest.raises(ApiTrouble) as caught:
        await intake.check()
    assert caught.value.fault is expected
    assert "\n" not in str(caught.value)
