"""The messenger's limits, kept on our side; time moves only when somebody sleeps."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import CopyMessages, ForwardMessage, SendMediaGroup, SendMessage
from aiogram.types import InputMediaPhoto

from bot.limits import Limits
from bot.pace import Pace, _Chat
from tests.bot.far import far, most_within
from tests.bot.telegram import retry_after

pytestmark = pytest.mark.usefixtures("log")


async def test_never_more_than_28_in_any_second() -> None:
    time, end, bot = far()
    await time.drive(*(bot.send_message(chat, "x") for chat in range(1, 201)))
    moments = [at for at, *_ in end.at]
    assert most_within(moments, 1.0) == 28
    assert max(moments) == pytest.approx(7.05, abs=0.05)  # 200 messages: 28 at once, then 28 a second


async def test_a_chat_gets_three_at_once_then_one_a_second_and_others_do_not_wait() -> None:
    time, end, bot = far()
    await time.drive(*(bot.send_message(7, str(n)) for n in range(9)), bot.send_message(8, "x"))
    mine = [at for at, _, chat in end.at if chat == 7]
    assert mine == [0, 0, 0, 3, 3, 3, 6, 6, 6]
    assert [at for at, _, chat in end.at if chat == 8] == pytest.approx([0], abs=0.01)
    assert end.texts() == ["0", "1", "2", "x", *map(str, range(3, 9))]


async def test_a_slow_line_does_not_push_a_chats_messages_together() -> None:
    time, end, bot = far()
    came: list[float] = []

    async def slow(method: Any) -> None:
        await time.sleep(0.9 if int(method.text) < 3 else 0.0)
        came.append(time.now() - 1000.0)

    end.slow = slow
    await time.drive(*(bot.send_message(7, str(n)) for n in range(7)))
    assert most_within(came, 3.0) == 3
    assert came == pytest.approx([0.9, 0.9, 0.9, 3.9, 3.9, 3.9, 6.9])


async def test_a_group_gets_twenty_a_minute() -> None:
    time, end, bot = far()
    await time.drive(*(bot.edit_message_text("x", chat_id=-1001, message_id=n) for n in range(45)))
    moments = [at for at, *_ in end.at]
    assert most_within(moments, 60.0) == 20
    assert max(moments) == pytest.approx(123.0)  # 41 to 43 at once after two minutes, then the chat's own pace


async def test_answers_and_questions_are_free() -> None:
    time, end, bot = far(Limits(all=(1, 100.0)))
    await time.drive(bot.send_message(1, "x"), *(bot.answer_callback_query(str(n)) for n in range(50)))
    await time.drive(bot.send_chat_action(1, "typing"), bot.get_me(), bot.delete_message(1, 1))
    assert {at for at, *_ in end.at} == {0}


async def test_albums_copies_and_forwards_weigh_what_they_hold() -> None:
    time, end, bot = far(Limits(all=(4, 1.0), chat=(100, 1.0)))
    photo = InputMediaPhoto(media="file")
    await time.drive(bot(SendMediaGroup(chat_id=1, media=[photo, photo, photo])))
    await time.drive(bot(CopyMessages(chat_id=1, from_chat_id=2, message_ids=[1, 2])))
    await time.drive(bot(ForwardMessage(chat_id=1, from_chat_id=2, message_id=1)))
    assert [at for at, *_ in end.at] == pytest.approx([0.1, 1.0, 1.1], abs=0.1)


async def test_after_a_429_nothing_leaves_until_its_time_and_the_refused_is_repeated_once() -> None:
    time, end, bot = far()
    end.faults["sendMessage"].append(retry_after(12))
    await time.drive(bot.send_message(1, "refused"))
    assert [at for at, *_ in end.at] == [0, 12]

    end.faults["sendMessage"].append(retry_after(12))

    async def later() -> None:
        await time.sleep(5)
        await bot.send_message(2, "other chat")

    async def free() -> None:
        await time.sleep(6)
        await bot.answer_callback_query("1")

    end.at.clear()
    await time.drive(bot.send_message(1, "again"), later(), free())
    assert [(at, name) for at, name, _ in end.at] == [
        (12, "sendMessage"),
        (18, "answerCallbackQuery"),
        (24, "sendMessage"),
        (24, "sendMessage"),
    ]


async def test_what_waited_while_the_gate_fell_does_not_burst_when_it_opens() -> None:
    time, end, bot = far()

    async def refused() -> None:
        await time.sleep(0.5)
        end.faults["sendMessage"].append(retry_after(20))
        await bot.send_message(9, "refused")

    await time.drive(*(bot.send_message(7, str(n)) for n in range(12)), refused())
    late = [at for at, _, chat in end.at if chat == 7 and at > 0.5]
    assert min(late) >= 20.5
    assert most_within(late, 3.0) <= 3
    assert len(end.texts()) == 14


async def test_a_second_429_comes_out_and_who_would_wait_too_long_is_refused_at_once() -> None:
    time, end, bot = far()
    end.faults["sendMessage"].extend([retry_after(2), retry_after(300)])
    (error,) = await time.drive(bot.send_message(1, "x"))
    assert isinstance(error, TelegramRetryAfter)
    assert error.retry_after == 300
    (error,) = await time.drive(bot.send_message(2, "y"))
    assert isinstance(error, TelegramRetryAfter)
    assert 299 <= error.retry_after <= 301
    assert len(end.calls) == 2


async def test_idle_chats_are_forgotten() -> None:
    time, _, bot = far(Limits(all=(10_000, 1.0)))
    pace = bot.session.middleware[0]
    assert isinstance(pace, Pace)
    for chat in range(1, 1101):
        await time.drive(bot(SendMessage(chat_id=chat, text="x")))
        time.at += 0.1
    assert len(pace._chats) <= 1001


async def test_where_no_chat_is_idle_looking_for_idle_ones_does_not_become_a_habit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks, idle = 0, _Chat.idle

    def look(chat: _Chat, now: float) -> bool:
        nonlocal looks
        looks += 1
        return idle(chat, now)

    monkeypatch.setattr(_Chat, "idle", look)
    time, _, bot = far(Limits(all=(10_000, 1.0)))
    for chat in range(1, 1501):
        await time.drive(bot(SendMessage(chat_id=chat, text="x")))
    assert looks <= 1001
