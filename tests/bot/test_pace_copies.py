"""What broadcasts may take of the pace, and that an answer never waits behind them."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot

from bot.limits import Limits
from bot.pace import broadcasting
from tests.bot.far import Time, far, most_within
from tests.bot.telegram import retry_after

pytestmark = pytest.mark.usefixtures("log")


async def copy(bot: Bot, chat: int) -> None:
    before = broadcasting.set(True)
    try:
        await bot.send_message(chat, "copy")
    finally:
        broadcasting.reset(before)


async def hand(bot: Bot, chats: range) -> None:
    """Carries one copy after the other."""
    for chat in chats:
        await copy(bot, chat)


async def answer(time: Time, bot: Bot, after: float, chat: int) -> float:
    """How long an answer waits that is given after a while."""
    await time.sleep(after)
    asked = time.now()
    await bot.send_message(chat, "answer")
    return time.now() - asked


@pytest.mark.parametrize("api", [0.0, 0.15])
@pytest.mark.parametrize(("limits", "pace"), [(Limits(), 22), (Limits(all=(250, 1.0)), 200), (Limits(broadcast=5), 5)])
async def test_copies_keep_their_pace_and_never_exceed_it(limits: Limits, pace: int, api: float) -> None:
    time, end, bot = far(limits)

    async def line(method: Any) -> None:
        await time.sleep(api)

    end.slow = line
    copies, hands = pace * 20, pace
    await time.drive(*(hand(bot, range(first, copies + 1, hands)) for first in range(1, hands + 1)))
    moments = [at for at, *_ in end.at]
    assert len(moments) == copies
    assert most_within(moments, 1.0) == pace
    assert max(moments) <= 20 / 0.99


async def test_an_answer_does_not_wait_behind_copies() -> None:
    time, end, bot = far()
    answers = [answer(time, bot, 0.5 + n / 5, n) for n in range(1, 30)]
    waited = await time.drive(*answers, *(copy(bot, 1000 + n) for n in range(300)))
    assert max(waited[:29]) < 1 / 28
    assert most_within([at for at, *_ in end.at], 1.0) <= 28


async def test_of_a_flood_the_answers_go_first_and_the_copies_take_what_is_left() -> None:
    time, end, bot = far()
    await time.drive(*(answer(time, bot, 1.0, n) for n in range(1, 57)), *(copy(bot, 1000 + n) for n in range(100)))
    moments = [(at, chat) for at, _, chat in end.at]
    assert most_within([at for at, _ in moments], 1.0) <= 28
    flood = [chat for at, chat in moments if 1.0 <= at < 3.0]
    assert sum(chat < 1000 for chat in flood) == 56
    assert [chat for _, chat in moments if chat >= 1000] == list(range(1000, 1100))


async def test_paid_copies_stand_outside_of_the_other_limits() -> None:
    time, end, bot = far(Limits(paid=1000))
    await time.drive(*(copy(bot, n) for n in range(1, 1501)), bot.send_message(5000, "answer"))
    paid = [call.chat_id for call in end.made("sendMessage") if call.allow_paid_broadcast]
    assert paid == list(range(1, 1501))
    moments = [at for at, _, chat in end.at if chat != 5000]
    assert most_within(moments, 1.0) <= 1000
    assert max(moments) == pytest.approx(1.25, abs=0.1)
    assert [at for at, _, chat in end.at if chat == 5000] == [0]


async def test_a_429_of_a_copy_closes_the_gate_for_everybody() -> None:
    time, end, bot = far()
    end.faults["sendMessage"].append(retry_after(12))
    await time.drive(*(copy(bot, n) for n in range(1, 30)), answer(time, bot, 3.0, 99))
    moments = sorted((at, chat) for at, _, chat in end.at)
    on_the_line = [at for at, _ in moments if at < 12]
    assert max(on_the_line) < 0.1
    assert len(moments) == 31
    assert most_within([at for at, chat in moments if at >= 12 and chat != 99], 1.0) <= 22
