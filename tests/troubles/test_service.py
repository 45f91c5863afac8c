"""Administrators see what was put aside by number, type and time; they have it tried again, or give it up."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.troubles import FIRST, MORE, MOST, Troubles, tell
from storage.engine import Database
from storage.inbox import Lane, Update
from storage.journal import Entry
from storage.outbox import Letter, LetterState
from storage.people import Employee, RoleName
from tests import people
from tests.conftest import HandClock

SECRET = b'{"message": {"text": "my salary"}}'
CONSOLE = Actor.system("console")
ANNA, FOREIGN, STRANGER = "11", "12", "999"


@dataclass
class Ward:
    """Administrators of two companies, and people of both who sent something."""

    db: Database
    clock: HandClock
    service: Troubles
    people: dict[str, Employee] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    woken: int = 0

    async def aside(self, sender: str = ANNA, number: str = "К-7F3A", kind: str = "message") -> Update:
        """An update that is put aside now, its administrators told."""
        row = Update(bot=1, update_id=None, order_key=sender, kind=kind, received_at=self.clock.now(), tries=3)
        row.raw = SECRET
        async with self.db.write() as session:
            session.add(row)
            await session.flush()
            row.trouble = number
            await tell(session, row, number, self.clock.now())
        return row

    async def now(self, known: Update) -> Update:
        async with self.db.read() as session:
            return (await session.scalars(select(Update).where(Update.id == known.id))).one()

    async def letters(self, name: str = "admin") -> Sequence[Letter]:
        async with self.db.read() as session:
            mine = select(Letter).where(Letter.employee_id == self.people[name].id)
            return (await session.scalars(mine.order_by(Letter.due_at))).all()

    async def numbers(self, actor: Actor) -> list[str]:
        return [one.number for one in (await self.service.list(actor)).found]


@pytest.fixture
async def ward(db: Database, clock: HandClock) -> Ward:
    first, second = await people.company(db), await people.company(db, "7700000002", name="ООО «Соседи»")
    made = Ward(db, clock, Troubles(db, clock))
    rows = (
        ("admin", first, [RoleName.ADMIN], "1"),
        ("officer", first, [RoleName.HR, RoleName.DIRECTOR], "2"),
        ("anna", first, [], ANNA),
        ("foreign admin", second, [RoleName.ADMIN], "4"),
        ("foreign", second, [], FOREIGN),
    )
    for number, (name, firm, roles, chat) in enumerate(rows):
        made.people[name] = await people.employee(db, firm, str(number), last=name, roles=roles, bound=chat)
        made.actors[name] = await people.actor(db, made.people[name])

    def woken() -> None:
        made.woken += 1

    db.on("inbox", woken)
    return made


async def test_number_type_and_time_are_all_that_is_told(ward: Ward) -> None:
    await ward.aside(kind="callback_query")
    ward.clock.forward(minutes=5)
    await ward.aside(number="К-0001")
    found = (await ward.service.list(ward.actors["admin"])).found
    assert [(one.number, one.kind) for one in found] == [("К-0001", "message"), ("К-7F3A", "callback_query")]
    assert found[0].at - found[1].at == timedelta(minutes=5)
    assert await ward.service.count(ward.actors["admin"]) == 2


async def test_an_administrator_sees_those_of_his_people_and_of_strangers(ward: Ward) -> None:
    await ward.aside(ANNA, "К-AAAA")
    await ward.aside(f"-100500/{FOREIGN}", "К-BBBB")
    await ward.aside(STRANGER, "К-CCCC")
    assert await ward.numbers(ward.actors["admin"]) == ["К-CCCC", "К-AAAA"]
    assert await ward.numbers(ward.actors["foreign admin"]) == ["К-CCCC", "К-BBBB"]
    assert await ward.numbers(CONSOLE) == ["К-CCCC", "К-BBBB", "К-AAAA"]


async def test_another_companys_flood_hides_nothing(ward: Ward) -> None:
    """Theirs are not counted among the newest that are ours; and a number is found whatever its age."""
    await ward.aside(ANNA, "К-AAAA")
    for number in range(MOST):
        await ward.aside(f"-100500/{FOREIGN}", f"К-{number:04X}")
    assert await ward.numbers(ward.actors["admin"]) == ["К-AAAA"]
    assert "К-AAAA" not in await ward.numbers(CONSOLE)
    for actor in (CONSOLE, ward.actors["admin"]):
        assert [one.number for one in await ward.service.of_number(actor, "К-AAAA")] == ["К-AAAA"]
    assert await ward.service.of_number(ward.actors["foreign admin"], "К-AAAA") == []
    with pytest.raises(NotAllowed):
        await ward.service.of_number(ward.actors["officer"], "К-AAAA")


async def test_two_processes_that_tell_at_once_tell_one_story(ward: Ward) -> None:
    async def aside(number: str) -> None:
        async with ward.db.write() as session:
            row = Update(bot=1, update_id=None, order_key=ANNA, received_at=ward.clock.now(), tries=3, trouble=number)
            session.add(row)
            await session.flush()
            await tell(session, row, number, ward.clock.now())
            await asyncio.sleep(0.1)

    await asyncio.gather(*(aside(f"К-000{n}") for n in range(4)))
    first, more = await ward.letters()
    assert (first.topic, more.topic, json.loads(more.payload or "")["count"]) == (FIRST, MORE, 3)


async def test_another_try_begins_anew(ward: Ward) -> None:
    row = await ward.aside()
    await ward.service.again(ward.actors["admin"], row.id, "k")
    await ward.service.again(ward.actors["admin"], row.id, "k")
    freed = await ward.now(row)
    assert (freed.trouble, freed.tries, freed.handled_at, freed.raw) == (None, 0, None, SECRET)
    assert ward.woken == 1
    assert await ward.numbers(CONSOLE) == []
    with pytest.raises(Stale):
        await ward.service.again(CONSOLE, row.id, "l")
    with pytest.raises(Stale):
        await ward.service.drop(CONSOLE, row.id, "m")
    async with ward.db.read() as session:
        entries = (await session.scalars(select(Entry).where(Entry.subject_id == row.id))).all()
        lanes = (await session.scalars(select(Lane))).all()
    assert [(entry.verb, entry.actor_id) for entry in entries] == [("trouble.again", ward.people["admin"].id)]
    shared = [] if ward.db.is_sqlite else [(ANNA, True)]
    assert [(lane.order_key, lane.due_at is not None) for lane in lanes] == shared


async def test_a_lane_that_is_known_falls_due_too(ward: Ward) -> None:
    row = await ward.aside()
    async with ward.db.write() as session:
        session.add(Lane(bot=1, order_key=ANNA, fence=7, puts=3))
    await ward.service.again(CONSOLE, row.id, "k")
    async with ward.db.read() as session:
        lane = (await session.scalars(select(Lane))).one()
    due = (False, 3) if ward.db.is_sqlite else (True, 4)
    assert (lane.due_at is not None, lane.puts, lane.fence) == (*due, 7)


async def test_given_up_it_says_nothing_any_more(ward: Ward) -> None:
    row = await ward.aside()
    await ward.service.drop(ward.actors["admin"], row.id, "k")
    ended = await ward.now(row)
    assert (ended.raw, ended.handled_at) == (None, ward.clock.now())
    assert await ward.numbers(CONSOLE) == []


@pytest.mark.parametrize("name", ["officer", "anna"])
async def test_only_administrators(ward: Ward, name: str) -> None:
    row, actor = await ward.aside(), ward.actors[name]
    for who in (actor, Actor.system("courier")):
        for deed in (
            ward.service.list(who), ward.service.count(who), ward.service.again(who, row.id, "1"),
            ward.service.drop(who, row.id, "2"),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                await deed


async def test_the_second_company_never_crosses(ward: Ward) -> None:
    row, foreign = await ward.aside(), ward.actors["foreign admin"]
    for whose in (row.id, uuid.uuid4()):
        for deed in (ward.service.again(foreign, whose, "1"), ward.service.drop(foreign, whose, "2")):
            with pytest.raises(NotFound):
                await deed
    assert (await ward.now(row)).trouble == "К-7F3A"
    assert await ward.letters("foreign admin") == []


async def test_administrators_are_told_once_an_hour(ward: Ward) -> None:
    start = ward.clock.now()
    await ward.aside()
    for number in range(3):
        ward.clock.forward(minutes=10)
        await ward.aside(number=f"К-000{number}")
    first, more = await ward.letters()
    assert (first.topic, first.due_at) == (FIRST, start)
    assert json.loads(first.payload or "") == {"number": "К-7F3A", "kind": "message", "troubles": True}
    assert (more.topic, more.due_at) == (MORE, start + timedelta(hours=1))
    assert json.loads(more.payload or "") == {"count": 3, "troubles": True}


async def test_after_a_quiet_hour_the_next_one_is_told_at_once(ward: Ward) -> None:
    await ward.aside()
    ward.clock.forward(minutes=61)
    await ward.aside(number="К-0002")
    assert [letter.topic for letter in await ward.letters()] == [FIRST, FIRST]


async def test_a_flood_is_a_letter_an_hour(ward: Ward) -> None:
    for number in range(300):
        ward.clock.forward(minutes=1)
        async with ward.db.write() as session:  # a courier sends what is due
            for letter in await session.scalars(select(Letter).where(Letter.due_at <= ward.clock.now())):
                letter.state = LetterState.SENT
        await ward.aside(number=f"К-{number:04X}")
    letters = await ward.letters()
    assert len(letters) == 6
    gaps = [later.due_at - letter.due_at for letter, later in itertools.pairwise(letters)]
    assert min(gaps) >= timedelta(hours=1)
    counted = [json.loads(letter.payload or "{}").get("count", 1) for letter in letters]
    assert sum(counted) == 300


async def test_a_strangers_trouble_is_everybodys(ward: Ward) -> None:
    await ward.aside(STRANGER)
    assert [len(await ward.letters(name)) for name in ("admin", "foreign admin", "officer")] == [1, 1, 0]
