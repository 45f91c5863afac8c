"""kill -9 in the middle of a send and in the middle of an update: the next process goes on, and nothing is lost."""

from __future__ import annotations

import asyncio
import secrets
import sys
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.types import Message
from sqlalchemy import select

from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import Intake, IntakeRules
from storage.engine import Database
from storage.outbox import Letter, LetterState
from storage.sealed import use_ring
from tests.bot.outbox import Voice, courier, letter, letter_now, staff, until_later, write
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Telegram, message
from tests.bot.victim import ring_of, tell
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")


@pytest.fixture
def key() -> str:
    made = secrets.token_bytes(32)
    use_ring(ring_of(made))
    return made.hex()


async def kill_in_the_middle(db: Database, key: str) -> None:
    """Run the victim until it stands in the middle of a send and of an update, and kill it there."""
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.victim", db.url, key, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    places = set[bytes]()
    async with asyncio.timeout(90):
        while places != {b"sending\n", b"handling\n"}:
            places.add(await victim.stdout.readline())
    victim.kill()
    await victim.wait()


async def test_the_next_process_goes_on_with_letters_and_updates(db: Database, clock: HandClock, key: str) -> None:
    _, anna = await staff(db)
    letters = [letter(anna, f"n{n}") for n in range(3)]
    await write(db, *letters)
    await kill_in_the_middle(db, key)
    states = {(await letter_now(db, known)).state for known in letters}
    assert LetterState.SENT not in states
    assert LetterState.SENDING in states
    assert [row.handled_at for row in await rows(db)] == [None, None, None]
    await _updates_go_on(db, clock)
    await _letters_go_on(db, clock)


async def _updates_go_on(db: Database, clock: HandClock) -> None:
    """Those left over first, in order, the killed one from its conversation as it was and with its deed done once."""
    seen: list[tuple[str | None, str | None]] = []

    async def handle(event: Message, press: str, state: Any) -> None:
        seen.append((event.text, await state.get_state()))
        await tell(db, clock, press)
        await state.set_state(event.text)

    telegram = Telegram()
    telegram.come(message(3, "три"), message(4, "четыре"))  # the third was not confirmed: it comes again
    dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    dispatcher.message.register(handle)
    async with running(Intake(db, telegram.bot(), dispatcher, clock, rules=IntakeRules(poll=1))):
        await until(lambda: settled(db, 4))
    assert seen == [("один", None), ("два", "один"), ("три", "два"), ("четыре", "три")]
    assert {row.tries for row in await rows(db)} == {0}, "a death of the process is no try"
    async with db.read() as session:
        told = (await session.scalars(select(Letter.dedupe).where(Letter.topic == "told"))).all()
    assert sorted(told) == sorted(str(row.id) for row in await rows(db))


async def _letters_go_on(db: Database, clock: HandClock) -> None:
    """When the leases of the dead are over."""

    async def all_sent() -> bool:
        async with db.read() as session:
            return set(await session.scalars(select(Letter.state))) == {LetterState.SENT}

    telegram = Telegram()
    async with running(courier(db, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, all_sent, 20)
    assert sorted(text.split()[0] for text in telegram.texts()) == ["n0", "n1", "n2", "told", "told", "told", "told"]
