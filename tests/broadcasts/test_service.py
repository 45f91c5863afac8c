"""An administrator begins, holds up, stops and watches broadcasts of his own company; nobody else does."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from cabinet.errors import Invalid, NotAllowed, NotFound, Stale
from storage.broadcasts import Broadcast, BroadcastState, Doubt
from storage.journal import Entry
from storage.outbox import LetterState
from storage.people import Employee
from tests.broadcasts.conftest import SYSTEM, Hall


async def test_readers_are_the_people_of_the_company_who_can_be_told(hall: Hall) -> None:
    assert await hall.service.readers(hall.actors["admin"]) == (3, 0, 0)
    await hall.add("no chat")
    await hall.add("dismissed", bound="6", dismissed=hall.clock.now().date())
    await hall.add("leaves tomorrow", bound="7", dismissed=hall.clock.now().date().replace(day=25))
    await hall.add("same chat", bound="7")
    await hall.block("worker")
    assert await hall.service.readers(hall.actors["admin"]) == (3, 1, 1)


async def test_one_is_a_row_with_a_sealed_text(hall: Hall) -> None:
    made = await hall.start("<b>Вода</b>", Doubt.ASK)
    row = await hall.row(made)
    assert (row.state, row.in_doubt, row.total, row.made) == (BroadcastState.RUNNING, Doubt.ASK, 3, 0)
    assert row.text == "<b>Вода</b>"
    assert "Вода".encode() not in (row.text_sealed or b"")
    async with hall.db.read() as session:
        [entry] = (await session.scalars(select(Entry).where(Entry.subject_id == made))).all()
    assert (entry.verb, entry.actor_id) == ("broadcast.start", hall.people["admin"].id)
    assert await hall.copies() == []


async def test_a_repeated_press_begins_nothing_new(hall: Hall) -> None:
    admin = hall.actors["admin"]
    first = await hall.service.start(admin, "Вода", Doubt.REPEAT, "one")
    assert await hall.service.start(admin, "Вода", Doubt.REPEAT, "one") == first
    async with hall.db.read() as session:
        assert len((await session.scalars(select(Broadcast))).all()) == 1


async def test_without_readers_there_is_nothing_to_begin(hall: Hall) -> None:
    async with hall.db.write() as session:
        for name in ("admin", "officer", "worker"):
            found = await session.get_one(Employee, hall.people[name].id)
            found.dismissed_on = hall.clock.now().date()
    with pytest.raises(Invalid) as refused:
        await hall.start()
    assert refused.value.key == "error-invalid-broadcast-nobody"


async def test_the_ways_between_states(hall: Hall) -> None:
    admin, made = hall.actors["admin"], await hall.start()
    with pytest.raises(Stale):
        await hall.service.resume(admin, made, "1")
    await hall.service.pause(admin, made, "2")
    await hall.service.pause(admin, made, "2")
    assert (await hall.row(made)).state is BroadcastState.PAUSED
    with pytest.raises(Stale):
        await hall.service.pause(admin, made, "3")
    await hall.service.resume(admin, made, "4")
    assert (await hall.row(made)).state is BroadcastState.RUNNING
    await hall.service.stop(admin, made, "5")
    await hall.service.stop(admin, made, "5")
    for verb in (hall.service.pause, hall.service.resume, hall.service.stop):
        with pytest.raises(Stale):
            await verb(admin, made, f"late:{verb.__name__}")
    async with hall.db.read() as session:
        verbs = (await session.scalars(select(Entry.verb).where(Entry.subject_id == made).order_by(Entry.seq))).all()
    assert verbs == ["broadcast.start", "broadcast.pause", "broadcast.resume", "broadcast.stop"]


@pytest.mark.parametrize("name", ["officer", "worker", "foreign worker"])
async def test_only_administrators(hall: Hall, name: str) -> None:
    made, actor, service = await hall.start(), hall.actors[name], hall.service
    for deed in (service.pause, service.resume, service.stop):
        with pytest.raises(NotAllowed):
            await deed(actor, made, "x")
    for ask in (service.readers(actor), service.list(actor), service.progress(actor, made)):
        with pytest.raises(NotAllowed):
            await ask
    with pytest.raises(NotAllowed):
        await service.start(actor, "Вода", Doubt.REPEAT, "y")
    with pytest.raises(NotAllowed):
        await service.readers(SYSTEM)


async def test_the_second_company_does_not_see_it(hall: Hall) -> None:
    made, foreign = await hall.start(), hall.actors["foreign admin"]
    for deed in (hall.service.pause, hall.service.resume, hall.service.stop):
        with pytest.raises(NotFound):
            await deed(foreign, made, "x")
    with pytest.raises(NotFound):
        await hall.service.progress(foreign, made)
    assert await hall.service.list(foreign) == []
    assert await hall.service.readers(foreign) == (2, 0, 0)
    with pytest.raises(NotFound):
        await hall.service.progress(hall.actors["admin"], uuid.uuid4())


async def test_progress_and_the_list(hall: Hall) -> None:
    admin, made = hall.actors["admin"], await hall.start()
    seen = await hall.service.progress(admin, made)
    assert (seen.figures.left, seen.minutes, seen.author) == (3, 0, "admin А. С.")
    await hall.fill()
    await hall.carry(LetterState.SENT, 1)
    await hall.carry(LetterState.DEAD, 1)
    seen = await hall.service.progress(admin, made)
    assert (seen.figures.sent, seen.figures.dead, seen.figures.left) == (1, 1, 1)
    await hall.carry(LetterState.UNSURE)
    await hall.fill()
    hall.clock.forward(minutes=1)
    later = await hall.start("Свет")
    found = await hall.service.list(admin)
    assert [one.broadcast.id for one in found] == [later, made]
    assert (found[1].figures.sent, found[1].figures.dead, found[1].figures.unsure) == (1, 1, 1)


async def test_who_has_blocked_the_bot_is_counted_and_not_passed_over(hall: Hall) -> None:
    admin = hall.actors["admin"]
    await hall.block("worker")
    made = await hall.start()
    await hall.fill()
    await hall.carry(LetterState.SENT)
    await hall.fill()
    seen = await hall.service.progress(admin, made)
    assert (seen.figures.total, seen.figures.sent, seen.figures.dead, seen.blocked) == (3, 2, 1, 1)
    for name in ("admin", "officer"):
        await hall.block(name)
    with pytest.raises(Invalid) as refused:
        await hall.start("Свет")
    assert refused.value.key == "error-invalid-broadcast-nobody"
