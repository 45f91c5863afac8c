"""The belt of broadcasts: turns between several, none of a held one, and an answer that overtakes them all."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from bot.limits import Limits
from bot.pace import Pace
from bot.slots import Slots
from storage.broadcasts import HELD, Broadcast, BroadcastState
from storage.engine import Database
from storage.outbox import Letter, LetterState, wake
from tests.bot.outbox import Voice, address, broadcast, courier, is_in, letter, letter_now, staff, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram
from tests.conftest import HandClock
from tests.people import employee

pytestmark = pytest.mark.usefixtures("log")


async def left(db: Database) -> int:
    async with db.read() as session:
        return int(await session.scalar(select(func.count()).where(Letter.state != LetterState.SENT)) or 0)


async def move(db: Database, known: Broadcast, state: BroadcastState) -> None:
    async with db.write() as session:
        (await session.get_one(Broadcast, known.id)).state = state
        wake(session)


async def test_all_copies_arrive_once(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    await broadcast(db, firm, anna, 100)

    async def done() -> bool:
        return await left(db) == 0

    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(done)
    assert sorted(voice.asked) == [f"copy {number:03}" for number in range(100)]


@pytest.mark.parametrize("state", sorted(HELD))
async def test_no_copy_of_a_held_one_leaves_until_it_goes_on(
    db: Database, clock: HandClock, state: BroadcastState
) -> None:
    telegram = Telegram()
    firm, anna = await staff(db)
    held, (known,) = await broadcast(db, firm, anna, state=state)
    async with running(courier(db, telegram.bot(), clock, Voice())):
        other = letter(anna, "decided")
        await write(db, other)
        await until(is_in(db, other, LetterState.SENT))
        await asyncio.sleep(0.1)
        assert await is_in(db, known, LetterState.PENDING)()
        await move(db, held, BroadcastState.RUNNING)
        await until(is_in(db, known, LetterState.SENT))


async def test_a_copy_that_a_person_sends_again_leaves_though_its_broadcast_is_done(
    lite: Database, clock: HandClock
) -> None:
    telegram = Telegram()
    firm, anna = await staff(lite)
    _, (known,) = await broadcast(lite, firm, anna, state=BroadcastState.DONE)
    async with running(courier(lite, telegram.bot(), clock, Voice())):
        await until(is_in(lite, known, LetterState.SENT))


async def test_a_second_broadcast_does_not_wait_for_the_end_of_the_first(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.middleware(Pace(Limits(broadcast=50, chat=(10_000, 1.0))))
    firm, anna = await staff(lite)
    await broadcast(lite, firm, anna, 400)
    _, second = await broadcast(lite, firm, anna, 40)
    async with running(courier(lite, telegram.bot(), clock, Voice(), grace=0.0)):
        await until(is_in(lite, second[0], LetterState.SENT))
        await until(is_in(lite, second[-1], LetterState.SENT))
        assert await left(lite) > 200


async def test_an_answer_overtakes_a_broadcast(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.middleware(Pace(Limits(chat=(10_000, 1.0))))
    firm, anna = await staff(lite)
    await broadcast(lite, firm, anna, 1000)
    async with running(courier(lite, telegram.bot(), clock, Voice(), grace=0.0)):
        await until(lambda: len(telegram.texts()) > 30)
        before = len(telegram.texts())
        answer = letter(anna, "answer")
        await write(lite, answer)
        await until(lambda: any(text.startswith("answer") for text in telegram.texts()))
    overtook = next(place for place, text in enumerate(telegram.texts()) if text.startswith("answer"))
    assert overtook <= before + 15
    assert (await letter_now(lite, answer)).attempts == 1


@pytest.mark.parametrize("state", sorted(HELD))
async def test_a_copy_in_hand_that_waits_for_its_turn_does_not_leave_once_it_is_held(
    db: Database, clock: HandClock, state: BroadcastState
) -> None:
    """Five copies, one a second: all of them are in hand when the broadcast is held."""
    telegram = Telegram()
    bot = telegram.bot()
    bot.session.middleware(Pace(Limits(broadcast=1, chat=(10_000, 1.0))))
    bot.session.middleware(Slots())
    firm, anna = await staff(db)
    everybody = [await employee(db, firm, str(number)) for number in range(100, 105)]
    made, copies = await broadcast(db, firm, anna, 5)
    await address(db, copies, everybody)
    async with running(courier(db, bot, clock, Voice(), grace=0.0)):
        await until(lambda: telegram.made("sendMessage"))
        await move(db, made, state)
        gone = len(telegram.made("sendMessage"))
        await asyncio.sleep(2.5)
        assert len(telegram.made("sendMessage")) == gone < 5
