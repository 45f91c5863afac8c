"""Files and papers: who may add, who may look, and that a paper is printed once."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from cabinet.errors import Closed, Invalid, NotFound, Stale
from storage.documents import Document
from storage.engine import Database
from storage.journal import Entry
from storage.people import Role, RoleName
from storage.requests import Holder, Request
from tests.conftest import HandClock
from tests.documents.conftest import Room
from tests.documents.test_rules import DOCX, HEIC, JPEG, PDF, PNG

PLANTED = "ТАЙНАЯ-СПРАВКА"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough here: what happens at once is tested on both in test_races."""
    return sqlite_url


async def test_files_of_a_draft(db: Database, room: Room) -> None:
    anna, draft = await room.actor("anna"), uuid.uuid4()
    added = [
        await room.documents.attach(anna, draft, f"{PLANTED}.exe", data, f"k{number}")
        for number, data in enumerate((PDF, JPEG, PNG, HEIC, DOCX))
    ]
    assert [one.name for one in added] == [f"{PLANTED}.{end}" for end in ("pdf", "jpg", "png", "heic", "docx")]
    assert added[0].digest == hashlib.sha256(PDF).hexdigest()
    again = await room.documents.attach(anna, draft, "the same", PDF, "other")
    assert again.id == added[0].id
    assert [one.id for one in await room.documents.attached(anna, draft)] == [one.id for one in added]
    assert await room.documents.attached(await room.actor("officer"), draft) == []
    await room.documents.detach(anna, added[1].id, "drop")
    await room.documents.detach(anna, added[1].id, "drop")
    assert len(await room.documents.attached(anna, draft)) == 4
    with pytest.raises(NotFound):
        await room.documents.detach(await room.actor("officer"), added[0].id, "foreign")


async def test_a_bad_file_leaves_nothing(db: Database, room: Room) -> None:
    anna, draft = await room.actor("anna"), uuid.uuid4()
    for data in (b"", b"MZ" + b"\0" * 100):
        with pytest.raises(Invalid):
            await room.documents.attach(anna, draft, "a.pdf", data, "k")
    assert await room.documents.attached(anna, draft) == []
    assert not (room.folder / "blobs").exists()


async def test_sent_files_belong_to_the_request(db: Database, room: Room) -> None:
    request = await room.asked(PDF, PNG)
    anna = await room.actor("anna")
    files = await room.documents.attached(anna, request.id)
    assert {one.request_id for one in files} == {request.id}
    with pytest.raises(Stale):
        await room.documents.detach(anna, files[0].id, "late")
    with pytest.raises(Stale):
        await room.documents.attach(anna, request.id, "late.pdf", JPEG, "late")
    manager = await room.actor("manager")
    await room.decisions.send_back(manager, request.id, request.step, "back", reason="Нужна справка")
    more = await room.documents.attach(anna, request.id, "справка.pdf", JPEG, "more")
    draft = await room.leaves.draft_of(anna, request.id)
    await room.leaves.resubmit(anna, draft, "again")
    assert [one.request_id for one in await room.documents.attached(anna, request.id)] == [request.id] * 3
    with pytest.raises(Stale):
        await room.documents.detach(anna, more.id, "late again")
    for name in ("officer", "colleague", "stranger"):
        with pytest.raises(NotFound):
            await room.documents.attach(await room.actor(name), request.id, "a.pdf", PDF, f"k-{name}")


async def test_who_may_look(db: Database, room: Room) -> None:
    request = await room.asked(PDF)
    [added] = await room.documents.attached(await room.actor("anna"), request.id)
    paper = await room.documents.ensure_application(request.id)
    may = {
        "anna": {added.id, paper.id},
        "officer": {added.id, paper.id},
        "manager": set(),
        "colleague": set(),
        "stranger": set(),
    }
    for name, allowed in may.items():
        who = await room.actor(name)
        for document in (added, paper):
            if document.id in allowed:
                opened = await room.documents.open(who, document.id, f"{name}:{document.id}")
                assert hashlib.sha256(opened.data).hexdigest() == document.digest
            else:
                with pytest.raises(NotFound):
                    await room.documents.open(who, document.id, f"{name}:{document.id}")
    async with db.read() as session:
        looked = (await session.scalars(select(Entry.actor_id).where(Entry.verb == "document.open"))).all()
    assert sorted(looked, key=str) == sorted(
        [room.people[name].id for name, allowed in may.items() for _ in allowed], key=str
    )
    with pytest.raises(NotFound):
        await room.documents.open(await room.actor("anna"), uuid.uuid4(), "none")


async def test_whoever_decided_does_not_learn_the_ground_from_the_paper(room: Room) -> None:
    request = await room.asked()
    paper = await room.documents.ensure_application(request.id)
    manager = await room.actor("manager")
    await room.decisions.approve(manager, request.id, request.step, "yes")
    with pytest.raises(NotFound):
        await room.documents.open(manager, paper.id, "look")


async def test_standing_in_for_hr_takes_the_role_of_a_director(db: Database, room: Room) -> None:
    request = await room.asked()
    paper = await room.documents.ensure_application(request.id)
    colleague = room.people["colleague"]
    async with db.write() as session:
        holds = update(Request).where(Request.id == request.id)
        await session.execute(holds.values(holder=Holder.DIRECTOR, holder_id=colleague.id))
    with pytest.raises(NotFound):
        await room.documents.open(await room.actor("colleague"), paper.id, "director no more")
    async with db.write() as session:
        session.add(Role(employee_id=colleague.id, name=RoleName.DIRECTOR))
    assert (await room.documents.open(await room.actor("colleague"), paper.id, "director")).document.id == paper.id


async def test_the_access_code_comes_first(db: Database, room: Room, clock: HandClock) -> None:
    request = await room.asked()
    paper = await room.documents.ensure_application(request.id)
    anna = await room.actor("anna")
    clock.forward(minutes=6)
    with pytest.raises(Closed):
        await room.documents.open(anna, paper.id, "late")
    with pytest.raises(Closed):
        await room.documents.open(replace(anna, chat_id=None), paper.id, "nowhere")


async def test_lost_or_changed_bytes_are_never_handed_out(db: Database, room: Room) -> None:
    request = await room.asked()
    anna, paper = await room.actor("anna"), await room.documents.ensure_application(request.id)
    await room.files.put(paper.id, b"%PDF-1.4 another")
    with pytest.raises(FileNotFoundError):
        await room.documents.open(anna, paper.id, "changed")
    async with db.write() as session:
        await session.execute(update(Document).where(Document.id == paper.id).values(digest="0"))
    for path in (room.folder / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(FileNotFoundError):
        await room.documents.open(anna, paper.id, "lost")


async def test_nothing_lies_in_clear(room: Room) -> None:
    anna, draft = await room.actor("anna"), uuid.uuid4()
    await room.documents.attach(anna, draft, f"{PLANTED}.pdf", PDF + PLANTED.encode(), "k")
    await room.asked(comment=PLANTED)
    for path in room.folder.rglob("*"):
        if path.is_file():
            assert PLANTED.encode() not in path.read_bytes(), path.name
