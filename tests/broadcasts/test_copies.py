"""How a copy is worded: the text of its broadcast, for whoever works here and has a chat at that moment."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import event, select, update

from handlers.copies import KEPT, Copies
from handlers.readers import Readers
from handlers.spoken import Spoken
from storage.broadcasts import Broadcast
from storage.chats import Binding
from storage.outbox import Letter
from storage.people import Employee
from tests.broadcasts.conftest import Hall

TEXT = "Завтра &lt;9–12&gt; <b>отключат воду</b>"


class Steady:
    """Seconds by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def copy_of(hall: Hall, name: str, broadcast_id: uuid.UUID) -> Letter:
    async with hall.db.read() as session:
        mine = select(Letter).where(Letter.broadcast_id == broadcast_id, Letter.employee_id == hall.people[name].id)
        return (await session.scalars(mine)).one()


async def test_it_is_the_text_as_it_was_written(hall: Hall) -> None:
    made = await hall.start(TEXT)
    await hall.fill()
    copies = Copies(hall.db, Readers(hall.db, hall.clock))
    assert await copies.word(await copy_of(hall, "worker", made)) == Spoken("3", TEXT)
    assert await copies.word(await copy_of(hall, "officer", made)) == Spoken("2", TEXT)


async def test_the_text_is_opened_once_and_looked_at_again_after_a_while(hall: Hall) -> None:
    steady, read = Steady(), list[object]()
    made = await hall.start(TEXT)
    await hall.fill()
    copies = Copies(hall.db, Readers(hall.db, hall.clock), steady)
    event.listen(Broadcast, "load", lambda target, _: read.append(target))
    known = await copy_of(hall, "worker", made)
    for _ in range(5):
        assert await copies.word(known)
    assert len(read) == 1
    await hall.service.stop(hall.actors["admin"], made, "s")
    steady.at += KEPT
    assert await copies.word(known) is None


async def test_who_left_since_is_told_nothing(hall: Hall) -> None:
    made = await hall.start(TEXT)
    await hall.fill()
    copies = Copies(hall.db, Readers(hall.db, hall.clock))
    today = hall.clock.now().date()
    async with hall.db.write() as session:
        leaves = update(Employee).values(dismissed_on=today + timedelta(days=1))
        await session.execute(leaves.where(Employee.id == hall.people["officer"].id))
        left = update(Employee).values(dismissed_on=today)
        await session.execute(left.where(Employee.id == hall.people["worker"].id))
        unbound = update(Binding).where(Binding.employee_id == hall.people["admin"].id)
        await session.execute(unbound.values(ended_at=hall.clock.now()))
    assert await copies.word(await copy_of(hall, "officer", made))
    assert await copies.word(await copy_of(hall, "worker", made)) is None
    assert await copies.word(await copy_of(hall, "admin", made)) is None
