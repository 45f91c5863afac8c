"""Letters: sent after the commit, by priority, again after trouble that passes, and given up only with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter, LetterState, Priority, Why, wake
from tests.bot.outbox import Voice, courier, is_in, letter, letter_now, staff, until_later, write
from tests.bot.running import running, until
from tests.bot.telegram import Fault, Telegram, bad_request, forbidden, network
from tests.conftest import HandClock

Log = list[MutableMapping[str, Any]]


@pytest.fixture(autouse=True)
def quiet(log: Log) -> Log:
    return log


async def test_a_letter_is_worded_sent_and_its_payload_erased(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    _, anna = await staff(db)
    known = letter(anna, "decided")
    async with running(courier(db, telegram.bot(), clock, voice)):
        await write(db, known)
        await until(is_in(db, known, LetterState.SENT))
    sent = await letter_now(db, known)
    assert telegram.texts() == ['decided {"code": "123456"}']
    assert telegram.made("sendMessage")[0].chat_id == 1001
    assert (sent.payload_sealed, sent.done_at, sent.message_id, sent.lease_until) == (None, clock.now(), 100, None)


async def test_the_commit_wakes_the_courier(lite: Database, clock: HandClock) -> None:
    """With a net of an hour only the waking can have done it."""
    telegram = Telegram()
    _, anna = await staff(lite)
    async with running(courier(lite, telegram.bot(), clock, Voice(), net=3600.0)):
        await asyncio.sleep(0.1)
        await write(lite, letter(anna, "decided"))
        await until(telegram.texts)


async def test_a_later_letter_waits_for_its_moment(db: Database, clock: HandClock) -> None:
    telegram = Telegram()
    _, anna = await staff(db)
    late = letter(anna, "late", due_at=clock.now() + timedelta(seconds=10))
    async with running(courier(db, telegram.bot(), clock, Voice())) as carrier:
        await write(db, late, letter(anna, "now"))
        await until(telegram.texts)
        carrier.wake()
        await asyncio.sleep(0.1)
        assert telegram.texts() == ['now {"code": "123456"}']
        clock.forward(seconds=10)
        carrier.wake()
        await until(is_in(db, late, LetterState.SENT))


async def test_the_urgent_first_and_each_person_in_order(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    _, anna = await staff(db)
    due = [clock.now() - timedelta(minutes=n) for n in range(12)]
    notices = [letter(anna, f"n{n:02}", due_at=due[11 - n]) for n in range(12)]
    await write(db, *notices, letter(anna, "urgent", priority=Priority.ANSWER))
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(lambda: len(telegram.texts()) == 13)
    assert voice.asked == ["urgent", *(f"n{n:02}" for n in range(12))]


async def test_wording_happens_outside_of_any_transaction(db: Database, clock: HandClock) -> None:
    """The voice itself writes, and locks the very row: inside a transaction of the courier both would wait."""
    telegram = Telegram()
    _, anna = await staff(db)
    known = letter(anna, "decided")

    async def write_too() -> None:
        async with asyncio.timeout(5), db.write() as session:
            session.add(Company(inn=uuid4().hex, name="x"))
            assert await session.get(Letter, known.id, with_for_update=True) is not None

    async def sending(method: Any) -> None:
        await write_too()

    voice = Voice(before=write_too)
    telegram.slow = sending
    await write(db, known)
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(is_in(db, known, LetterState.SENT))
    assert len(telegram.texts()) == 1


async def test_what_has_nothing_to_say_any_more_is_dropped(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    _, anna = await staff(lite)
    known = letter(anna, "decided")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, Voice(chat=None))):
        await until(is_in(lite, known, LetterState.DROPPED))
    assert (await letter_now(lite, known)).payload_sealed is None
    assert telegram.calls == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (forbidden(), "blocked"),
        (forbidden("user is deactivated"), "deactivated"),
        (bad_request("chat not found"), "no-chat"),
        (
            bad_request('can\'t parse entities: unsupported start tag "Смирнова"'),
            "refused: Bad Request: can't parse entities: unsupported start tag",
        ),
    ],
)
async def test_the_undeliverable_is_dead_with_a_reason_that_quotes_nobody(
    lite: Database, clock: HandClock, log: Log, fault: Fault, why: str
) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].append(fault)
    _, anna = await staff(lite)
    known = letter(anna, "decided")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, Voice())):
        await until(is_in(lite, known, LetterState.DEAD))
    dead = await letter_now(lite, known)
    assert dead.reason == why
    assert Why.of(dead.reason) is Why(why.partition(":")[0])
    assert dead.payload_sealed is None
    assert "Смирнова" not in repr(log) + (dead.reason or "")


async def test_network_trouble_is_waited_out_however_long(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].extend([network] * 9)
    _, anna = await staff(lite)
    known = letter(anna, "decided")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, is_in(lite, known, LetterState.SENT), 30)
    sent = await letter_now(lite, known)
    assert (sent.attempts, len(telegram.made("sendMessage"))) == (10, 10)


async def test_an_error_nobody_foresaw_ends_the_letter_at_the_fifth_time(
    lite: Database, clock: HandClock, log: Log
) -> None:
    telegram, voice = Telegram(), Voice(fault=ZeroDivisionError("Смирнова"))
    _, anna = await staff(lite)
    known = letter(anna, "decided")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, voice)) as carrier:
        await until_later(carrier, clock, is_in(lite, known, LetterState.DEAD), 300)
    dead = await letter_now(lite, known)
    assert (dead.attempts, len(voice.asked)) == (5, 5)
    assert dead.reason == f"broken: {log[-1]['trouble']} ZeroDivisionError"


async def test_a_dead_couriers_letter_is_sent_when_its_lease_is_over(db: Database, clock: HandClock) -> None:
    telegram = Telegram()
    _, anna = await staff(db)
    lease = clock.now() + timedelta(seconds=60)
    known = letter(anna, "decided", state=LetterState.SENDING, lease_until=lease, attempts=1)
    await write(db, known)
    async with running(courier(db, telegram.bot(), clock, Voice())) as carrier:
        await asyncio.sleep(0.1)
        assert telegram.calls == []
        clock.forward(seconds=61)
        carrier.wake()
        await until(is_in(db, known, LetterState.SENT))


async def test_stop_finishes_the_letter_in_hand(lite: Database, clock: HandClock) -> None:
    telegram, finish = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await finish.wait()

    telegram.slow = hold
    _, anna = await staff(lite)
    known = letter(anna, "decided")
    await write(lite, known)
    async with running(courier(lite, telegram.bot(), clock, Voice())) as running_one:
        await until(lambda: telegram.calls)
        running_one.stop()
        finish.set()
    assert await is_in(lite, known, LetterState.SENT)()


async def test_a_rolled_back_deed_says_nothing(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    _, anna = await staff(lite)

    async def fail() -> None:
        async with lite.write() as session:
            session.add(letter(anna, "decided"))
            wake(session)
            await session.flush()
            raise ZeroDivisionError

    async with running(courier(lite, telegram.bot(), clock, Voice())):
        with pytest.raises(ZeroDivisionError):
            await fail()
        await asyncio.sleep(0.1)
    assert telegram.calls == []


async def test_after_a_restart_nobody_waits_for_the_leases_of_the_dead(db: Database, clock: HandClock) -> None:
    telegram = Telegram()
    _, anna = await staff(db)
    lease = clock.now() + timedelta(seconds=60)
    known = letter(anna, "decided", state=LetterState.SENDING, lease_until=lease, attempts=1)
    await write(db, known)
    carrier = courier(db, telegram.bot(), clock, Voice())
    await carrier.take_over()
    async with running(carrier):
        await until(is_in(db, known, LetterState.SENT))
