"""What belongs to nothing is removed with its bytes; what belongs to a request never is."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.schedule import ACTOR, schedule
from cabinet.access import Actor
from cabinet.certificates.keeping import Keeping
from cabinet.documents.service import Documents
from cabinet.errors import NotAllowed
from cabinet.journal_tree import JournalTree
from cabinet.people.pads import Pads
from cabinet.requests.desk_reach import DeskReach
from cabinet.requests.replacements import Replacements
from cabinet.signatures.stamping import Stamping
from cabinet.upkeep import Upkeep
from gateways.files import SealedFiles
from gateways.stamps import NoStamps
from storage.documents import Document
from storage.engine import Database
from storage.journal import Entry
from tests.conftest import HandClock
from tests.documents.conftest import Room
from tests.documents.test_rules import JPEG, PDF, PNG


def blobs(room: Room) -> set[uuid.UUID]:
    """What lies on the disk."""
    return {uuid.UUID(path.name) for path in Path(room.folder / "blobs").rglob("*") if path.is_file()}


async def rows(db: Database) -> set[uuid.UUID]:
    """What the database names."""
    async with db.read() as session:
        return set((await session.scalars(select(Document.id))).all())


async def counts(db: Database) -> list[str | None]:
    """What the journal says of the sweeps."""
    async with db.read() as session:
        swept = select(Entry.result).where(Entry.verb == "document.sweep", Entry.actor == ACTOR.name)
        return list((await session.scalars(swept.order_by(Entry.seq))).all())


async def test_a_file_taken_off_its_draft_goes_and_the_others_stay(db: Database, room: Room) -> None:
    anna, draft = await room.actor("anna"), uuid.uuid4()
    kept = await room.documents.attach(anna, draft, "a.pdf", PDF, "a")
    off = await room.documents.attach(anna, draft, "b.png", PNG, "b")
    await room.documents.detach(anna, off.id, "off")
    assert await room.documents.sweep(ACTOR) == 1
    assert await rows(db) == blobs(room) == {kept.id}
    assert await room.documents.sweep(ACTOR) == 0
    assert await counts(db) == ["1"]
    await room.documents.detach(anna, off.id, "off")  # the press again
    assert (await room.documents.attach(anna, draft, "b.png", PNG, "b again")).draft_id == draft


async def test_a_draft_is_given_thirty_days(db: Database, room: Room, clock: HandClock) -> None:
    anna = await room.actor("anna")
    old = await room.documents.attach(anna, uuid.uuid4(), "a.pdf", PDF, "a")
    clock.forward(days=29, hours=23)
    young = await room.documents.attach(anna, uuid.uuid4(), "a.pdf", PDF, "b")
    assert await room.documents.sweep(ACTOR) == 0
    assert await rows(db) == {old.id, young.id}
    clock.forward(hours=1)
    assert await room.documents.sweep(ACTOR) == 1
    assert await rows(db) == blobs(room) == {young.id}


async def test_what_belongs_to_a_request_stays_for_good(db: Database, room: Room, clock: HandClock) -> None:
    request = await room.asked(PDF, PNG)
    await room.documents.ensure_application(request.id)
    await room.decisions.send_back(await room.actor("manager"), request.id, request.step, "back", reason="Справка")
    await room.documents.attach(await room.actor("anna"), request.id, "c.jpg", JPEG, "c")  # waits for the correction
    clock.forward(days=60)
    assert await room.documents.sweep(ACTOR) == 0
    assert len(await rows(db)) == len(blobs(room)) == 4
    anna = await room.actor("anna")
    await room.leaves.resubmit(anna, await room.leaves.draft_of(anna, request.id), "again")
    assert [one.request_id for one in await room.documents.attached(anna, request.id)] == [request.id] * 3


async def test_what_was_never_sent_with_a_request_goes_after_its_end(
    db: Database, room: Room, clock: HandClock
) -> None:
    request, anna = await room.asked(PDF), await room.actor("anna")
    back = await room.decisions.send_back(
        await room.actor("manager"), request.id, request.step, "back", reason="Справка"
    )  # fmt: skip
    unsent = await room.documents.attach(anna, request.id, "c.jpg", JPEG, "c")
    clock.forward(days=40)
    await room.requests.withdraw(anna, request.id, back.step, "no more")
    assert await room.documents.sweep(ACTOR) == 0
    clock.forward(days=30)
    assert await room.documents.sweep(ACTOR) == 1
    [sent] = await room.documents.attached(anna, request.id)
    assert sent.id != unsent.id
    assert await rows(db) == blobs(room) == {sent.id}


class Stubborn(SealedFiles):
    """A disk that does not let go of a file."""

    async def drop(self, blob: uuid.UUID) -> None:
        raise PermissionError(13, "Permission denied")


async def test_what_the_disk_keeps_is_left_to_the_next_run(db: Database, room: Room) -> None:
    anna = await room.actor("anna")
    off = await room.documents.attach(anna, uuid.uuid4(), "a.pdf", PDF, "a")
    await room.documents.detach(anna, off.id, "off")
    stubborn = Stubborn(room.folder / "blobs", lambda data, _: data, lambda data, _: data)
    assert await Documents(db, room.documents.clock, stubborn, {}).sweep(ACTOR) == 0
    assert await rows(db) == {off.id}
    await room.files.drop(off.id)  # as a process that died before it wrote the result
    assert await room.documents.sweep(ACTOR) == 1
    assert await rows(db) == blobs(room) == set()


async def test_only_the_schedule_sweeps(room: Room) -> None:
    for who in (await room.actor("anna"), await room.actor("officer"), Actor.system("courier")):
        with pytest.raises(NotAllowed):
            await room.documents.sweep(who)


async def test_the_schedule_sweeps_once_an_hour(db: Database, room: Room, clock: HandClock) -> None:
    keeping, upkeep = Keeping(db, clock), Upkeep(db, clock)
    reach = DeskReach(db, clock)
    jobs = schedule(
        Replacements(db, clock),
        reach,
        Pads(db, clock),
        room.documents,
        keeping,
        Stamping(db, clock, NoStamps()),
        upkeep,
        JournalTree(db, clock),
    )
    job = jobs.get_job("sweep-files")
    assert (job.trigger.interval.total_seconds(), job.args) == (3600, (ACTOR,))
    assert await job.func(*job.args) == 0
    assert await counts(db) == []
