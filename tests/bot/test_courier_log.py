"""Every line of the courier about a letter carries the id of the press behind it, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

from storage.engine import Database
from storage.outbox import LetterState
from tests.bot.outbox import Voice, card_of, courier, is_in, letter, staff, until_later, write
from tests.bot.running import running
from tests.bot.telegram import Telegram, forbidden, network
from tests.conftest import HandClock


@pytest.fixture
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged, with what is bound to its task."""
    before, capture = structlog.get_config(), LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture.entries
    structlog.configure(**before)


async def test_letters_and_cards_carry_their_trace(
    lite: Database, clock: HandClock, lines: list[MutableMapping[str, Any]]
) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].extend([network, network, forbidden(), forbidden()])
    firm, anna = await staff(lite)
    known = letter(anna, "decided", trace="7-41")
    card = await card_of(lite, firm, anna, trace="7-42")
    async with running(courier(lite, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, lambda: _tries(telegram, 2), 1)
        await write(lite, known)
        await until_later(carrier, clock, is_in(lite, known, LetterState.DEAD), 1)
        await until_later(carrier, clock, lambda: _tries(telegram, 4), 1)
    about = {line["row"]: line["trace"] for line in lines if "row" in line}
    assert about == {str(known.id): "7-41", str(card.id): "7-42"}
    assert "Смирнова" not in repr(lines)
    assert "1001" not in repr(lines)


async def _tries(telegram: Telegram, count: int) -> bool:
    return len(telegram.calls) >= count
