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


async def kill_in_the_middle(what: str, db: Database, key: str) -> None:
    """Run the victim until it stands in the middle of its work, and kill it there."""
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.victim", what, db.url, key, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    assert await asyncio.wait_for(victim.stdout.readline(), 60) == b"in the middle\n"
    victim.kill()
    await victim.wait()


async def test_a_letter_whose_sender_was_killed_is_sent_again(db: Database, clock: HandClock, key: str) -> None:
    _, anna = await staff(db)
    letters = [letter(anna, f"n{n}") for n in range(3)]
    await write(db, *letters)
    await kill_in_the_middle("letter", db, key)
    states = {(await letter_now(db, known)).state for known in letters}
    assert LetterState.SENT not in states
    assert LetterState.SENDING in states

    async def all_sent() -> bool:
        return {(await letter_now(db, known)).state for known in letters} == {LetterState.SENT}

    telegram = Telegram()
    async with running(courier(db, telegram.bot(), clock, Voice())) as carrier:
        await until_later(carrier, clock, all_sent, 20)
    assert sorted(text.split()[0] for text in telegram.texts()) == ["n0", "n1", "n2"]


async def test_an_update_whose_process_was_killed_is_handled_first_and_once(
    db: Database, clock: HandClock, key: str
) -> None:
    await staff(db)
    await kill_in_the_middle("update", db, key)
    left = await rows(db)
    assert [row.handled_at for row in left] == [None, None, None]
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
    async with db.read() as session:
        told = (await session.scalars(select(Letter.dedupe))).all()
    assert sorted(told) == sorted(str(row.id) for row in await rows(db))
