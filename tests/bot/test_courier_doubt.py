"""A letter of which nobody knows whether it arrived: repeated or put aside, by the rule of its kind."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.doubt import DOUBTS
from bot.pace import Pace
from storage.broadcasts import Doubt
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState, Why
from tests.bot.outbox import Gateway, Voice, broadcast, courier, is_in, letter, letter_now, staff, until_later, write
from tests.bot.running import running, until
from tests.bot.telegram import Fault, Telegram, broken_server, cut, no_json, refused, retry_after
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
AMBIGUOUS = [cut, broken_server, no_json]


def test_every_kind_has_a_rule() -> None:
    assert set(DOUBTS) == set(LetterKind)


async def made(db: Database, kind: LetterKind, in_doubt: Doubt, **values: Any) -> Letter:
    """A letter of that kind, in the database."""
    firm, anna = await staff(db)
    if kind is LetterKind.BROADCAST:
        _, (known,) = await broadcast(db, firm, anna, in_doubt=in_doubt)
        async with db.write() as session:
            found = await session.get_one(Letter, known.id)
            for name, value in values.items():
                setattr(found, name, value)
        return known
    known = letter(anna, "decided", kind, **values)
    await write(db, known)
    return known


@pytest.mark.parametrize("fault", AMBIGUOUS)
@pytest.mark.parametrize("kind", [LetterKind.NOTICE, LetterKind.ALERT, LetterKind.BROADCAST])
async def test_what_may_be_repeated_is_sent_again(
    lite: Database, clock: HandClock, kind: LetterKind, fault: Fault
) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].append(fault)
    known = await made(lite, kind, Doubt.REPEAT)
    async with running(courier(lite, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, is_in(lite, known, LetterState.SENT), 1)
    assert len(telegram.calls) == 2


async def test_an_sms_is_repeated_under_its_id(lite: Database, clock: HandClock) -> None:
    gateway = Gateway(faults=[TimeoutError()])
    known = await made(lite, LetterKind.SMS, Doubt.REPEAT)
    async with running(courier(lite, Telegram().bot(), clock, Voice(), gateway)) as carrier:
        await until_later(carrier, clock, is_in(lite, known, LetterState.SENT), 1)
    assert [dedupe for *_, dedupe in gateway.sent] == [str(known.id)]


@pytest.mark.parametrize("fault", AMBIGUOUS)
async def test_what_a_person_decides_is_put_aside(db: Database, clock: HandClock, fault: Fault) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].append(fault)
    known = await made(db, LetterKind.BROADCAST, Doubt.ASK)
    async with running(courier(db, telegram.bot(), clock, Voice())):
        await until(is_in(db, known, LetterState.UNSURE))
    aside = await letter_now(db, known)
    assert (Why.of(aside.reason), aside.done_at, aside.lease_until) == (Why.CUT, clock.now(), None)
    assert len(telegram.calls) == 1


async def test_what_found_no_connection_has_certainly_not_left(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.faults["sendMessage"].extend([refused, retry_after(1), refused])
    known = await made(lite, LetterKind.BROADCAST, Doubt.ASK)
    async with running(courier(lite, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, is_in(lite, known, LetterState.SENT), 1)
    assert len(telegram.calls) == 4


@pytest.mark.parametrize(
    ("kind", "in_doubt", "state", "why"),
    [
        (LetterKind.NOTICE, Doubt.REPEAT, LetterState.SENT, None),
        (LetterKind.ALERT, Doubt.REPEAT, LetterState.SENT, None),
        (LetterKind.SMS, Doubt.REPEAT, LetterState.SENT, None),
        (LetterKind.MAIL, Doubt.REPEAT, LetterState.DROPPED, None),  # carried on, and there is no mail server
        (LetterKind.BROADCAST, Doubt.REPEAT, LetterState.SENT, None),
        (LetterKind.BROADCAST, Doubt.ASK, LetterState.UNSURE, Why.DIED),
    ],
)
@pytest.mark.parametrize("taking_over", [True, False])
async def test_what_a_dead_courier_had_in_hand(
    db: Database,
    clock: HandClock,
    kind: LetterKind,
    in_doubt: Doubt,
    state: LetterState,
    why: Why | None,
    taking_over: bool,
) -> None:
    lease = clock.now() + timedelta(seconds=60)
    known = await made(db, kind, in_doubt, state=LetterState.SENDING, lease_until=lease, attempts=1)
    carrier = courier(db, Telegram().bot(), clock, Voice())
    if taking_over:
        await carrier.take_over()
    else:
        clock.forward(seconds=61)
    async with running(carrier):
        await until(is_in(db, known, state))
    assert Why.of((await letter_now(db, known)).reason) is why


async def test_what_waited_for_its_turn_when_we_were_stopped_has_not_left(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.middleware(Pace())
    telegram.faults["sendMessage"].append(retry_after(20))
    firm, anna = await staff(lite)
    _, letters = await broadcast(lite, firm, anna, 3, in_doubt=Doubt.ASK)
    carrier = courier(lite, telegram.bot(), clock, Voice(), grace=0.2)
    async with running(carrier):
        await until(lambda: telegram.calls)
        await asyncio.sleep(0.1)
    assert {(await letter_now(lite, known)).state for known in letters[1:]} == {LetterState.PENDING}


async def test_who_insists_on_the_end_gets_it_and_what_is_on_the_line_is_in_doubt(
    lite: Database, clock: HandClock
) -> None:
    telegram, never = Telegram(), asyncio.Event()
    telegram.middleware(Pace())

    async def hold(method: Any) -> None:
        await never.wait()

    telegram.slow = hold
    firm, anna = await staff(lite)
    _, (known,) = await broadcast(lite, firm, anna, in_doubt=Doubt.ASK)
    carrier = courier(lite, telegram.bot(), clock, Voice(), grace=60.0)
    task = asyncio.create_task(carrier.run())
    await until(lambda: telegram.calls)
    task.cancel()
    await asyncio.wait({task})
    assert (await letter_now(lite, known)).state is LetterState.SENDING
    telegram.slow = None
    await carrier.take_over()
    assert (await letter_now(lite, known)).state is LetterState.UNSURE
