"""SMS letters, and what waits where: a closed gate, a slow line, a gateway that refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.pace import Pace
from cabinet.ports import SmsRefused
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState
from tests.bot.outbox import Gateway, Voice, courier, is_in, letter, letter_now, staff, until_later, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, retry_after
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")


async def test_an_sms_goes_to_the_gateway_with_its_id(db: Database, clock: HandClock) -> None:
    telegram, gateway = Telegram(), Gateway(faults=[OSError(), OSError()])
    _, anna = await staff(db)
    known = letter(anna, "code", LetterKind.SMS)
    await write(db, known)
    async with running(courier(db, telegram.bot(), clock, Voice(), gateway)) as carrier:
        await until_later(carrier, clock, is_in(db, known, LetterState.SENT), 1)
    assert gateway.sent == [("+79160000001", 'code {"code": "123456"}', str(known.id))]
    assert (await letter_now(db, known)).payload_sealed is None
    assert telegram.calls == []


async def test_a_refused_sms_is_dead(lite: Database, clock: HandClock) -> None:
    gateway = Gateway(faults=[SmsRefused("no credit")])
    _, anna = await staff(lite)
    known = letter(anna, "code", LetterKind.SMS)
    await write(lite, known)
    async with running(courier(lite, Telegram().bot(), clock, Voice(), gateway)):
        await until(is_in(lite, known, LetterState.DEAD))
    assert (await letter_now(lite, known)).reason == "sms-refused: no credit"


async def test_a_code_does_not_wait_behind_a_closed_gate(lite: Database, clock: HandClock) -> None:
    telegram, gateway, never = Telegram(), Gateway(), asyncio.Event()

    async def hold(method: Any) -> None:
        await never.wait()

    telegram.slow = hold
    _, anna = await staff(lite)
    await write(lite, *(letter(anna, f"n{n}") for n in range(20)), letter(anna, "code", LetterKind.SMS))
    async with running(courier(lite, telegram.bot(), clock, Voice(), gateway)):
        await until(lambda: gateway.sent)
        never.set()


async def test_a_429_closes_the_gate_and_the_letter_waits_as_long_as_it_says(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    telegram.middleware(Pace())
    telegram.faults["sendMessage"].append(retry_after(40))
    _, anna = await staff(lite)
    first, second = letter(anna, "first"), letter(anna, "second", due_at=clock.now() + timedelta(seconds=1))
    await write(lite, first, second)

    async def refused(known: Letter) -> bool:
        now = await letter_now(lite, known)
        return now.attempts == 1 and now.state is LetterState.PENDING

    async with running(courier(lite, telegram.bot(), clock, Voice())) as carrier:
        await until(lambda: refused(first))
        clock.forward(seconds=1)  # another letter comes to the closed gate: refused there, not at the messenger
        carrier.wake()
        await until(lambda: refused(second))
    assert len(telegram.made("sendMessage")) == 1
    for known in (first, second):
        wait = (await letter_now(lite, known)).due_at - clock.now()
        assert timedelta(seconds=38) <= wait <= timedelta(seconds=41)


async def test_what_is_in_hand_is_not_taken_twice_though_its_lease_is_over(db: Database, clock: HandClock) -> None:
    telegram, finish = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await finish.wait()

    telegram.slow = hold
    _, anna = await staff(db)
    known = letter(anna, "decided")
    await write(db, known)
    async with running(courier(db, telegram.bot(), clock, Voice())) as carrier:
        await until(lambda: telegram.calls)
        clock.forward(minutes=5)
        carrier.wake()
        await asyncio.sleep(0.1)
        finish.set()
        await until(is_in(db, known, LetterState.SENT))
    assert len(telegram.calls) == 1
