"""Faults on order: the refusals and broken wires that the bot must survive."""

from __future__ import annotations

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter

from sandbox.app import Running
from sandbox.client import Phone, Refused, World
from sandbox.errors import ApiError
from sandbox.limits import Pace
from sandbox.shapes import Chat
from tests.sandbox.conftest import GROUP


async def test_retry_after(bot: Bot, world: World, anna: Phone) -> None:
    await world.faults(retry_after={"seconds": 3, "count": 1, "method": "sendMessage"})
    assert await bot.send_chat_action(anna.id, "typing")
    with pytest.raises(TelegramRetryAfter) as error:
        await bot.send_message(anna.id, "x")
    assert error.value.retry_after == 3
    await bot.send_message(anna.id, "x")


async def test_unreachable(bot: Bot, world: World, anna: Phone) -> None:
    await world.faults(unreachable=2)
    for _ in range(2):
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(anna.id, "пропало")
    await bot.send_message(anna.id, "дошло")
    await anna.see("дошло")
    await anna.not_see("пропало", during=0)


async def test_answer_cut_after_the_message(bot: Bot, world: World, anna: Phone) -> None:
    await world.faults(after_send_cut=1)
    await bot.get_me()
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "дошло, но бот не знает")
    await anna.see("дошло, но бот не знает")
    assert (await world.calls(method="sendMessage"))[-1]["status"] == 200


async def test_slow(bot: Bot, world: World) -> None:
    await world.faults(slow=0.1)
    begin = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - begin >= 0.1
    await world.faults(slow=0)


async def test_limits_are_off_until_asked_for(bot: Bot, world: World, anna: Phone) -> None:
    for n in range(6):
        await bot.send_message(anna.id, str(n))
    await world.faults(limits=True)
    sent = [await bot.send_message(anna.id, str(n)) for n in range(3)]
    with pytest.raises(TelegramRetryAfter):
        await bot.edit_message_text("edits count too", chat_id=anna.id, message_id=sent[0].message_id)
    assert await bot.send_chat_action(anna.id, "typing")
    await world.faults(limits=False)
    await bot.send_message(anna.id, "x")


def waits(pace: Pace, chat: Chat, now: float) -> int:
    """Seconds to wait; 0 if the message passed."""
    try:
        pace.take(chat, now)
    except ApiError as error:
        return int((error.parameters or {})["retry_after"])
    return 0


def test_pace_of_a_group() -> None:
    pace, group = Pace(), Chat(GROUP)
    assert [waits(pace, group, n * 0.5) for n in range(21)] == [0] * 20 + [50]
    assert waits(pace, group, 60.5) == 0


def test_pace_of_everybody() -> None:
    pace = Pace()
    assert [waits(pace, Chat(n), 0.0) for n in range(1, 32)] == [0] * 30 + [1]
    assert waits(pace, Chat(99), 1.0) == 0


def test_pace_of_one_person() -> None:
    pace, chat = Pace(), Chat(5)
    assert [waits(pace, chat, 0.0) for _ in range(4)] == [0, 0, 0, 3]
    assert waits(pace, chat, 3.0) == 0


async def test_wrong_orders(world: World, box: Running) -> None:
    for wish in ({"meteorite": 1}, {"slow": "very"}, {"retry_after": {}}):
        with pytest.raises(Refused, match="fault"):
            await world.faults(**wish)
