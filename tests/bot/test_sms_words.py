"""What an SMS says after a gateway was away for long: a code is dead by then, a warning is not."""

from __future__ import annotations

import json

import pytest

from handlers.letters import Voice
from storage.engine import Database
from storage.outbox import LetterKind
from tests.bot.outbox import letter, staff
from tests.conftest import HandClock


@pytest.mark.parametrize(("topic", "late"), [("code", False), ("moved", True), ("certificate", True)])
async def test_a_late_code_is_dropped_and_a_late_warning_is_not(
    lite: Database, clock: HandClock, topic: str, *, late: bool
) -> None:
    _, anna = await staff(lite)
    known = letter(anna, topic, LetterKind.SMS)
    known.payload = json.dumps({"company": "ООО «Пример»", "code": "123456"})
    voice = Voice(lite, clock, None, None, None, None, None)  # type: ignore[arg-type] # an SMS needs none of them
    first = await voice.sms(known)
    assert first is not None
    assert first[0] == anna.phone
    clock.forward(minutes=5)
    assert (await voice.sms(known) is not None) is late
