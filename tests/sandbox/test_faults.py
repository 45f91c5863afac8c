"""Faults on order: the refusals and broken wires that the bot must survive."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

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


FLAWS = [{"flaky": wish} for wish in ({"share": 2}, {"kinds": ["meteorite"]}, {"kinds": []}, {"moon": 1}, 5)]


async def test_wrong_orders(world: World, box: Running) -> None:
    for wish in ({"meteorite": 1}, {"slow": "very"}, {"retry_after": {}}, *FLAWS):
        with pytest.raises(Refused, match="fault"):
            await world.faults(**wish)


async def test_a_share_of_the_calls_fails_in_every_way(bot: Bot, world: World, anna: Phone) -> None:
    await world.faults(flaky={"share": 1, "seed": 7, "kinds": ["reset-after"]})
    assert await bot.get_me(), "whoever starts must be able to"
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "дошло")
    for kind, error in (
        ("429", TelegramRetryAfter),
        ("500", TelegramServerError),
        ("502", TelegramServerError),
        ("reset-before", TelegramNetworkError),
        ("hang", TelegramNetworkError),
        ("html", ValueError),  # no JSON
    ):
        await world.faults(flaky={"share": 1, "kinds": [kind], "hang_seconds": 0.1})
        with pytest.raises(error):
            await bot.send_message(anna.id, f"пропало {kind}")
        with pytest.raises(error):
            await bot.get_updates()
    await world.faults(flaky=None)
    await bot.send_message(anna.id, "снова здоров")
    await anna.see("дошло")
    await anna.not_see("пропало", during=0)
    spoilt = [(call["status"], call["description"]) for call in await world.calls(method="getUpdates")]
    assert spoilt[0] == (429, "Too Many Requests: retry after 1")
    assert spoilt[3:] == [(0, "reset-before"), (0, "hang"), (502, "html")]


async def test_a_caller_need_not_wait_for_what_hangs(bot: Bot, world: World, anna: Phone) -> None:
    await world.faults(flaky={"share": 1, "kinds": ["hang"], "hang_seconds": 60})
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x", request_timeout=1)


async def test_the_same_seed_spoils_the_same_calls(world: World, bot: Bot, anna: Phone) -> None:
    async def spoilt() -> list[int]:
        await world.faults(flaky={"share": 0.3, "seed": 5, "kinds": ["500"]})
        since = len(await world.calls())
        for _ in range(40):
            with suppress(TelegramServerError):
                await bot.send_chat_action(anna.id, "typing")
        return [call["status"] for call in await world.calls(since)]

    first = await spoilt()
    assert await spoilt() == first
    assert 4 <= first.count(500) <= 20


async def test_updates_that_come_twice(bot: Bot, world: World, anna: Phone) -> None:
    await bot.get_updates(offset=-1)
    await world.faults(repeat_updates={"count": 1, "method": "message"})
    await anna.send("дважды")
    await anna.send("однажды")
    first = await bot.get_updates(offset=(await bot.get_updates())[0].update_id + 1)
    assert [update.message and update.message.text for update in first] == ["дважды", "однажды"]
    again = await bot.get_updates(offset=first[-1].update_id + 1)
    assert again == first[:1]
    assert await bot.get_updates(offset=first[-1].update_id + 1) == []


async def test_ids_go_on_from_a_lower_number(bot: Bot, world: World, anna: Phone) -> None:
    old = (await bot.get_updates())[-1].update_id
    await world.faults(update_ids=1000)
    await anna.send("ещё по-старому: первое не подтверждено")
    assert [update.update_id for update in await bot.get_updates()] == [old, old + 1]
    assert await bot.get_updates(offset=old + 2) == []
    await anna.send("по-новому")
    await anna.send("дальше")
    assert [update.update_id for update in await bot.get_updates(offset=old + 2)] == [1000, 1001]
    assert [update.update_id for update in await bot.get_updates(offset=1001)] == [1001]
