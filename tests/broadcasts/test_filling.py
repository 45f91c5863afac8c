"""Copies are made a page at a time, never far ahead, and each reader gets one."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from cabinet.access import Actor
from cabinet.broadcasts import filling
from cabinet.errors import NotAllowed
from storage.broadcasts import BroadcastState
from storage.outbox import Letter, LetterKind, LetterState, Priority, Why, trace
from storage.people import Employee
from tests.broadcasts.conftest import SYSTEM, Hall
from tests.broadcasts.crowd import crowd


async def test_each_reader_gets_one_copy_without_a_text(hall: Hall) -> None:
    made = await hall.start()
    assert await hall.fill() == 2
    copies = await hall.copies()
    assert {copy.employee_id for copy in copies} == {hall.people[name].id for name in ("admin", "officer", "worker")}
    for copy in copies:
        assert (copy.kind, copy.priority, copy.payload) == (LetterKind.BROADCAST, Priority.BROADCAST, None)
        assert (copy.broadcast_id, copy.dedupe) == (made, f"broadcast:{made}:{copy.employee_id}")
    row = await hall.row(made)
    assert (row.made, row.paged, row.state) == (3, True, BroadcastState.RUNNING)


async def test_copies_carry_the_press_that_began_it(hall: Hall) -> None:
    token = trace.set("press-7")
    await hall.start()
    trace.reset(token)
    await hall.fill()
    assert {copy.trace for copy in await hall.copies()} == {"press-7"}


async def test_pages_wait_for_the_courier(hall: Hall) -> None:
    await crowd(hall.db, hall.company.id, 1_700)
    made = await hall.start()
    assert await hall.fill() == 3
    assert (await hall.row(made)).made == 1_000
    await hall.carry(LetterState.SENT, 1)
    assert await hall.fill() == 2
    assert (await hall.row(made)).made == 1_500, "at most a page above a thousand"
    while not (row := await hall.row(made)).ended_at:
        await hall.carry(LetterState.SENT)
        await hall.fill()
    assert (row.made, row.sent, row.state) == (1_703, 1_703, BroadcastState.DONE)
    readers = [copy.employee_id for copy in await hall.copies()]
    assert len(readers) == len(set(readers)) == 1_703


async def test_nothing_is_made_while_it_is_paused(hall: Hall) -> None:
    made = await hall.start()
    await hall.service.pause(hall.actors["admin"], made, "p")
    assert await hall.fill() == 1
    assert await hall.copies() == []
    await hall.service.resume(hall.actors["admin"], made, "r")
    await hall.fill()
    assert await hall.pending() == 3


async def test_a_stop_drops_what_waits_in_pages(hall: Hall) -> None:
    await crowd(hall.db, hall.company.id, 900)
    made = await hall.start()
    await hall.fill()
    await hall.carry(LetterState.SENT, 100)
    await hall.carry(LetterState.SENDING, 5)
    hall.clock.forward(minutes=5)
    async with hall.db.write() as session:
        in_hand = update(Letter).where(Letter.state == LetterState.SENDING)
        await session.execute(in_hand.values(lease_until=hall.clock.now().replace(hour=23)))
    await hall.service.stop(hall.actors["admin"], made, "s")
    assert await hall.fill() == 3
    assert await hall.pending() == 0
    row = await hall.row(made)
    assert row.ended_at is None, "five are in hand"
    async with hall.db.write() as session:  # their courier has died
        await session.execute(
            update(Letter).where(Letter.state == LetterState.SENDING).values(lease_until=hall.clock.now())
        )
    await hall.fill()
    row = await hall.row(made)
    assert (row.sent, row.state, row.ended_at) == (100, BroadcastState.STOPPED, hall.clock.now())
    seen = (await hall.service.progress(hall.actors["admin"], made)).figures
    assert (seen.sent, seen.dropped, seen.left) == (100, 803, 0)


async def test_who_leaves_meanwhile_is_left_out_and_who_blocks_the_bot_is_kept_as_undelivered(hall: Hall) -> None:
    made = await hall.start()
    async with hall.db.write() as session:
        worker = await session.get_one(Employee, hall.people["worker"].id)
        worker.dismissed_on = hall.clock.now().date()
    await hall.block("officer")
    await hall.fill()
    fates = {copy.employee_id: (copy.state, copy.reason, copy.done_at) for copy in await hall.copies()}
    assert fates == {
        hall.people["admin"].id: (LetterState.PENDING, None, None),
        hall.people["officer"].id: (LetterState.DEAD, Why.BLOCKED, hall.clock.now()),
    }
    await hall.carry(LetterState.SENT)
    await hall.fill()
    assert (await hall.row(made)).state is BroadcastState.DONE


async def test_only_the_process_that_carries_fills(hall: Hall) -> None:
    for actor in (hall.actors["admin"], Actor.system("courier")):
        with pytest.raises(NotAllowed):
            await hall.filling.fill(actor)
    assert SYSTEM.name == filling.FILLER


async def test_two_broadcasts_take_turns(hall: Hall) -> None:
    await crowd(hall.db, hall.company.id, 600)
    first, second = await hall.start(), await hall.start("Свет")
    assert await hall.filling.fill(SYSTEM)
    assert [(await hall.row(one)).made for one in (first, second)] == [500, 500]


async def test_the_author_is_told_of_the_end_once(hall: Hall) -> None:
    await hall.block("officer")
    made = await hall.start("<b>Завтра</b> отключат\nводу")
    await hall.fill()
    assert await hall.told() == []
    await hall.carry(LetterState.SENT)
    for _ in range(3):
        await hall.fill()
    [letter] = await hall.told()
    assert (letter.kind, letter.employee_id) == (LetterKind.NOTICE, hall.people["admin"].id)
    assert json.loads(letter.payload or "") == {
        "broadcast": made.hex, "text": "Завтра отключат воду", "stopped": 0, "sent": 2, "total": 3, "dead": 1,
        "unsure": 0,
    }  # fmt: skip


async def test_the_author_is_told_of_a_stop_when_nothing_of_it_is_on_its_way(hall: Hall) -> None:
    made = await hall.start()
    await hall.fill()
    await hall.carry(LetterState.SENT, 1)
    await hall.service.stop(hall.actors["admin"], made, "s")
    assert await hall.told() == []
    await hall.fill()
    [letter] = await hall.told()
    said = json.loads(letter.payload or "")
    assert (said["stopped"], said["sent"], said["total"]) == (1, 1, 3)
