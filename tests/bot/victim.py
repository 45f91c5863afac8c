"""A process to be killed: ``python -m tests.bot.victim URL KEY`` works until it stands in the middle of everything.

It prints «sending» when the messenger has a letter and has not said so yet, and «handling» in the middle of an update.
KEY: the key ring's one key in hex, for every purpose.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram import Dispatcher
from aiogram.types import Message

from bot.courier import Courier
from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import Intake, IntakeRules
from cabinet.access import Actor
from cabinet.journal import done_before, record
from cabinet.letters import alert
from gateways.mail import NoMail
from storage.chats import chat_at
from storage.engine import Database
from storage.sealed import PURPOSES, KeyRing, use_ring
from tests.bot.outbox import Gateway, Voice
from tests.bot.telegram import Telegram, message
from tests.conftest import HandClock


def ring_of(key: bytes) -> KeyRing:
    return KeyRing({purpose: {"k": key} for purpose in PURPOSES})


async def _hang(where: str) -> None:
    print(where, flush=True)
    await asyncio.sleep(3600)


async def _sending(method: Any) -> None:
    await _hang("sending")


async def letter(db: Database, clock: HandClock) -> None:
    """Killed after the messenger took the letter, before it could say so."""
    telegram = Telegram()
    telegram.slow = _sending
    await Courier(db, telegram.bot(), Gateway(), NoMail(), clock, Voice()).run()


async def update(db: Database, clock: HandClock) -> None:
    """Killed in a handler that has committed a letter already, with two more updates waiting."""

    async def handle(event: Message, press: str, state: Any) -> None:
        await tell(db, clock, press)
        await state.set_state("moved")
        await _hang("handling")

    telegram = Telegram()
    telegram.come(message(1, "один"), message(2, "два"), message(3, "три"))
    dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    dispatcher.message.register(handle)
    rules = IntakeRules(lease=1.0)  # the next process need not wait longer
    await Intake(db, telegram.bot(), dispatcher, clock, rules=rules).run()


async def tell(db: Database, clock: HandClock, press: str) -> None:
    """A verb: its key is the press, so that a repeat changes nothing."""
    async with db.write() as session:
        if await done_before(session, f"{press}:tell"):
            return
        chat = await chat_at(session, "telegram", "1001")
        assert chat is not None
        alert(session, chat.id, "told", dedupe=press, at=clock.now())
        record(session, Actor.system("test"), "tell", "chat", chat.id, clock.now(), key=f"{press}:tell")


async def main(url: str) -> None:
    db, clock = Database(url), HandClock()
    await asyncio.gather(letter(db, clock), update(db, clock))


if __name__ == "__main__":
    use_ring(ring_of(bytes.fromhex(sys.argv[2])))
    asyncio.run(main(sys.argv[1]))
