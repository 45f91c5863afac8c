"""Mail from the outbox: over SMTP to a server on loopback, again after trouble, and never in anybody's way."""

from __future__ import annotations

import asyncio

import pytest

from cabinet.undelivered import Undelivered
from gateways.mail import NoMail
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import RoleName
from tests import people
from tests.bot.outbox import Voice, courier, is_in, letter, letter_now, staff, until_later, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram
from tests.conftest import HandClock
from tests.gateways.mail_server import Office, served

pytestmark = pytest.mark.usefixtures("log")


async def test_a_mail_leaves_once_the_server_takes_it(db: Database, clock: HandClock) -> None:
    telegram, (_, anna) = Telegram(), await staff(db)
    known = letter(anna, "topic", LetterKind.MAIL)
    await write(db, known)
    async with served(Office(refuse_recipient="450 4.2.0 later")) as office:
        async with running(courier(db, telegram.bot(), clock, Voice(), post=office.client())) as carrier:
            await until_later(carrier, clock, lambda: _tried(db, known.id, 2), 1)
            office.refuse_recipient = ""
            await until_later(carrier, clock, is_in(db, known, LetterState.SENT), 1)
        (mail,) = office.letters()
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (
        "anna@example.test", "topic", f"<{known.id}@example.test>",
    )  # fmt: skip
    assert (await letter_now(db, known)).payload_sealed is None
    assert telegram.calls == []


async def _tried(db: Database, row: object, times: int) -> bool:
    async with db.read() as session:
        return (await session.get_one(Letter, row)).attempts >= times


async def test_a_refused_mail_is_dead_and_stands_on_the_list_of_hr(lite: Database, clock: HandClock) -> None:
    firm, anna = await staff(lite)
    officer = await people.employee(lite, firm, "2", roles=[RoleName.HR])
    known = letter(anna, "topic", LetterKind.MAIL)
    await write(lite, known)
    async with served(Office(refuse_recipient="550 5.1.1 <anna@example.test> unknown")) as office:
        post = office.client()
        async with running(courier(lite, Telegram().bot(), clock, Voice(), post=post)):
            await until(is_in(lite, known, LetterState.DEAD))
    assert (await letter_now(lite, known)).reason == "mail-refused: 550 5.1.1"
    assert await Undelivered(lite, clock).count(await people.actor(lite, officer)) == 1


async def test_without_a_mail_server_a_mail_is_dropped_unworded(lite: Database, clock: HandClock) -> None:
    voice, (_, anna) = Voice(), await staff(lite)
    known = letter(anna, "topic", LetterKind.MAIL)
    await write(lite, known)
    async with running(courier(lite, Telegram().bot(), clock, voice, post=NoMail())):
        await until(is_in(lite, known, LetterState.DROPPED))
    assert voice.asked == []


class Hanging:
    """A mail server, or the way to it, that never answers."""

    there = True

    async def send(self, to: str, subject: str, text: str, dedupe: str) -> None:
        await asyncio.Event().wait()


async def test_a_silent_mail_server_is_in_nobodys_way(lite: Database, clock: HandClock) -> None:
    telegram, (_, anna) = Telegram(), await staff(lite)
    mails = [letter(anna, f"m{n}", LetterKind.MAIL) for n in range(30)]
    await write(lite, *mails, letter(anna, "decided"))
    async with running(courier(lite, telegram.bot(), clock, Voice(), post=Hanging(), grace=0.0)):
        await until(telegram.texts)
    assert telegram.texts() == ['decided {"code": "123456"}']
