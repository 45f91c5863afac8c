"""The wall clock is moved by an hour while the courier runs: nothing comes twice, nothing waits for the hour."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.jumps import Jumps
from storage.engine import Database
from storage.outbox import Card, Letter, LetterState, wake
from tests.bot.outbox import Voice, card_now, card_of, courier, is_in, letter, letter_now, staff, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram
from tests.conftest import HandClock

HOUR = timedelta(hours=1)
Log = list[MutableMapping[str, Any]]


@pytest.fixture(autouse=True)
def quiet(log: Log) -> Log:
    return log


async def due_of(db: Database) -> dict[str, datetime]:
    async with db.read() as session:
        return dict((await session.execute(select(Letter.topic, Letter.due_at))).all())


async def jump(clock: HandClock, log: Log, by: timedelta) -> None:
    """Move the clock, and wait until the courier has seen it."""
    await asyncio.sleep(0.15)
    clock.at += by
    seen = len(log)
    await until(lambda: any(line["event"] == "the clock was moved" for line in log[seen:]))


async def test_back_by_an_hour(db: Database, clock: HandClock, log: Log) -> None:
    telegram = Telegram()
    _, anna = await staff(db)
    now = clock.now()
    waits = {"undo": timedelta(seconds=10), "back-off": timedelta(minutes=5), "morning": timedelta(hours=15)}
    async with running(courier(db, telegram.bot(), clock, Voice(), net=0.05)):
        await write(db, *(letter(anna, topic, due_at=now + wait) for topic, wait in waits.items()))
        await jump(clock, log, -HOUR)

        async def pulled() -> bool:
            return (await due_of(db))["undo"] < now

        await until(pulled)
        due, about = await due_of(db), timedelta(seconds=2)
        assert due["undo"] == pytest.approx(now - HOUR + waits["undo"], abs=about)
        assert due["back-off"] == pytest.approx(now - HOUR + waits["back-off"], abs=about)
        assert due["morning"] == now + waits["morning"]
        assert telegram.calls == []
        clock.forward(seconds=11)
        await until(telegram.texts)
    assert telegram.texts() == ['undo {"code": "123456"}']


async def test_what_was_due_already_does_not_wait_for_the_hour(db: Database, clock: HandClock, log: Log) -> None:
    """Written before the jump and not yet taken, as a full belt leaves it; a card the same."""
    telegram, held = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await held.wait()

    telegram.slow = hold
    firm, anna = await staff(db)
    first, second = letter(anna, "first"), letter(anna, "second")
    card = await card_of(db, firm, anna, at_desk=True)
    async with running(courier(db, telegram.bot(), clock, Voice(), net=0.05)):
        await write(db, first)
        await until(lambda: len(telegram.calls) == 2)
        second.due_at = clock.at - HOUR + timedelta(minutes=30)
        async with db.write() as session:
            session.add(second)
            wake(session)
            await session.flush()
            clock.at -= HOUR  # before anybody can see it, and before anybody has looked at the clock
        await until(lambda: any(line["event"] == "the clock was moved" for line in log))
        held.set()
        for known in (first, second):
            await until(is_in(db, known, LetterState.SENT))

        async def shown() -> bool:
            return (await card_now(db, card)).shown == 1

        await until(shown)
    assert sorted(call.__api_method__ for call in telegram.calls) == ["sendMessage"] * 3


async def test_leases_of_the_dead_do_not_last_an_hour(db: Database, clock: HandClock, log: Log) -> None:
    telegram = Telegram()
    firm, anna = await staff(db)
    lease = clock.now() + timedelta(seconds=60)
    known = letter(anna, "decided", state=LetterState.SENDING, lease_until=lease, attempts=1)
    await write(db, known)
    card = await card_of(db, firm, anna)
    async with db.write() as session:
        (await session.get_one(Card, card.id)).lease_until = lease
    async with running(courier(db, telegram.bot(), clock, Voice(), net=0.05)):
        await jump(clock, log, -HOUR)

        async def shorter() -> bool:
            until_when = {(await letter_now(db, known)).lease_until, (await card_now(db, card)).lease_until}
            return until_when == {clock.now() + timedelta(seconds=60)}

        await until(shorter)
        clock.forward(seconds=61)
        await until(is_in(db, known, LetterState.SENT))


async def test_forward_by_an_hour_and_back_nothing_is_sent_twice(db: Database, clock: HandClock, log: Log) -> None:
    telegram, finish = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await finish.wait()

    telegram.slow = hold
    _, anna = await staff(db)
    known = letter(anna, "decided")
    await write(db, known)
    async with running(courier(db, telegram.bot(), clock, Voice(), net=0.05)):
        await until(lambda: telegram.calls)
        await jump(clock, log, HOUR)
        await asyncio.sleep(0.2)
        await jump(clock, log, -HOUR)
        await asyncio.sleep(0.2)
        finish.set()
        await until(is_in(db, known, LetterState.SENT))
    assert len(telegram.calls) == 1


async def test_a_clock_that_drifts_or_stands_still_did_not_jump(clock: HandClock) -> None:
    jumps = Jumps(clock)
    clock.forward(seconds=4)
    assert not jumps.look()
    await asyncio.sleep(0.02)
    assert not jumps.look()
    clock.forward(seconds=6)
    assert jumps.look() == pytest.approx(timedelta(seconds=6), abs=timedelta(seconds=1))
    clock.forward(seconds=-6)
    assert jumps.look() < timedelta(seconds=-5)
