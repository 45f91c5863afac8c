"""The daily head by mail: to the addresses outside IT, and it convicts whoever rewrote the database and the chat."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import func, select, update

from cabinet.journal_check import Known, read_head
from cabinet.journal_tree import JournalTree
from handlers.mails import Mails
from storage.engine import Database
from storage.figures import figures
from storage.joining import Introduction
from storage.journal import Entry
from storage.journal_tree import Head, Tip
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Employee
from tests.bot.outbox import Voice, courier, until_later
from tests.bot.running import running
from tests.bot.telegram import Telegram
from tests.certificates.room import Room
from tests.conftest import START, HandClock
from tests.gateways.mail_server import Office, served
from tests.journal.test_tree import SCHEDULE, deeds, rewrite, verify
from tests.people import company, employee

OUTSIDE = "audit@example.test, director@example.test"


async def introduced(db: Database, clock: HandClock) -> JournalTree:
    """A company that has its heads mailed, and a day of deeds behind it."""
    firm = await Room(db, clock).firm()
    async with db.write() as session:
        (await session.get_one(Introduction, firm.id)).heads_to = OUTSIDE
    await company(db, "7800000001")  # it introduced nothing
    await deeds(db, 5, clock.now(), firm)
    clock.forward(days=1)
    return JournalTree(db, clock)


async def mails(db: Database) -> list[Letter]:
    async with db.read() as session:
        return list(await session.scalars(select(Letter).where(Letter.kind == LetterKind.MAIL).order_by(Letter.dedupe)))


class Worded(Voice):
    """Words mail as the bot does."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        super().__init__()
        self.mails = Mails(db, clock)

    async def mail(self, letter: Letter) -> tuple[str, str, str] | None:
        return await self.mails.word(letter)


async def _told_by_mail(db: Database, clock: HandClock) -> list[Known]:
    """The heads that stand in the mail of those outside, as they copy them."""

    async def all_left() -> bool:
        return {one.state for one in await mails(db)} == {LetterState.SENT}

    async with served(Office()) as office:
        async with running(courier(db, Telegram().bot(), clock, Worded(db, clock), post=office.client())) as carrier:
            await until_later(carrier, clock, all_left, 0)
        letters = office.letters()
    assert sorted(one["To"] for one in letters) == OUTSIDE.split(", ")
    return [read_head(one.get_content().splitlines()[2]) for one in letters]


async def test_the_mailed_head_convicts_who_rewrote_database_and_chat(db: Database, clock: HandClock) -> None:
    tree = await introduced(db, clock)
    assert await tree.publish(SCHEDULE) is not None
    mailed, again = await _told_by_mail(db, clock)
    assert mailed == again
    async with db.write() as session:  # with the key file he makes a new head, too, and edits the bot's message
        first = select(func.min(Entry.seq)).scalar_subquery()  # a database that others used counts on
        await session.execute(update(Entry).where(Entry.seq == first).values(result="другое"))
        await session.execute(Head.__table__.delete())
    await rewrite(db)
    async with db.read() as session:
        tip = await session.get_one(Tip, 1)
    assert (await verify(db, Known(tip.size, tip.root))).fine, "what the group is shown now fits"
    report = await verify(db, mailed)
    assert (report.fine, report.spans) == (False, [(mailed, 1, mailed.size)])


async def test_a_head_is_mailed_once_to_each_address_and_sealed_in_its_row(db: Database, clock: HandClock) -> None:
    tree = await introduced(db, clock)
    await tree.publish(SCHEDULE)
    assert await tree.publish(SCHEDULE) is None
    found = await mails(db)
    assert [json.loads(one.payload or "")["to_address"] for one in found] == OUTSIDE.split(", ")
    assert not any("@" in one.dedupe for one in found)


async def test_a_refused_head_is_seen_until_the_next_one_leaves(db: Database, clock: HandClock) -> None:
    tree = await introduced(db, clock)
    await tree.publish(SCHEDULE)
    async with db.write() as session:
        dead = {"state": LetterState.DEAD, "reason": "mail-refused: 550", "done_at": clock.now()}
        await session.execute(update(Letter).where(Letter.kind == LetterKind.MAIL).values(**dead))
    assert (await figures(db, clock.now())).undelivered == 2, "status and monitor say so"
    clock.forward(days=1)
    await tree.publish(SCHEDULE)
    assert (await figures(db, clock.now())).undelivered == 0


async def test_whose_mail_is_worded(db: Database, clock: HandClock) -> None:
    firm = await company(db)
    anna, boris, left = [
        await employee(db, firm, number, dismissed=day)
        for number, day in (("1", None), ("2", None), ("3", START.date() - timedelta(days=1)))
    ]
    async with db.write() as session:
        for one in (anna, left):
            (await session.get_one(Employee, one.id)).email = "anna@example.test"

    async def worded(to: Employee) -> tuple[str, str, str] | None:
        topic, at = "certificates-active", clock.now()
        row = Letter(dedupe="x", kind=LetterKind.MAIL, topic=topic, employee_id=to.id, made_at=at, due_at=at)
        return await Mails(db, clock).word(row)

    said = await worded(anna)
    assert said is not None
    assert said[:2] == ("anna@example.test", "Ваша электронная подпись действует")
    assert "в ООО «Пример» действует" in said[2]
    assert "Анна" not in said[2]
    assert [await worded(one) for one in (boris, left)] == [None, None]
