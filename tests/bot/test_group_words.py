"""What a group is told: the same words once a minute, whoever asks; in private every question has its answer."""

from __future__ import annotations

from aiogram.types import ErrorEvent, Update

from cabinet.errors import NotAllowed
from handlers.commands import private_only
from handlers.errors import refused
from handlers.groups import AGAIN, GroupWords
from tests.bot.telegram import Telegram, message

GROUPS = [{"id": number, "type": "supergroup", "title": "Кадры"} for number in (-1001, -1002)]


def incoming(telegram: Telegram, number: int, chat: dict[str, object] | None = None) -> Update:
    raw = message(number, "/help", of=5000 + number, chat=chat)
    return Update.model_validate(raw, context={"bot": telegram.bot()})


async def test_a_group_is_told_the_same_once_a_minute() -> None:
    telegram, at = Telegram(), 0.0
    words = GroupWords(now=lambda: at)
    for number in range(1, 10):
        event = incoming(telegram, number, GROUPS[number % 2])
        assert event.message is not None
        await private_only(event.message, "ru", words)
    assert [call.chat_id for call in telegram.made("sendMessage")] == [-1002, -1001]
    await refused(ErrorEvent(update=event, exception=NotAllowed()), words)
    assert len(telegram.made("sendMessage")) == 3, "other words"
    at = AGAIN
    await private_only(event.message, "ru", words)
    await refused(ErrorEvent(update=event, exception=NotAllowed()), words)
    assert len(telegram.made("sendMessage")) == 5


async def test_in_private_each_refusal_is_said() -> None:
    telegram, words = Telegram(), GroupWords()
    for number in (1, 2):
        await refused(ErrorEvent(update=incoming(telegram, number), exception=NotAllowed()), words)
    assert len(telegram.made("sendMessage")) == 2
