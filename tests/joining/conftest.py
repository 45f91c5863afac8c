"""A company with КЭДО: two officers, a director, «anna» and «boris»; the second company has introduced none."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.errors import Invalid
from cabinet.joining.forms import JoiningForms
from cabinet.joining.service import Joinings
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction, Joining
from storage.journal import Entry
from storage.outbox import Letter
from storage.people import Employee, RoleName
from tests import people
from tests.conftest import HandClock

PEOPLE = (
    ("officer", 0, [RoleName.HR], date(2016, 4, 11)),
    ("colleague", 0, [RoleName.HR], date(2021, 9, 6)),
    ("director", 0, [RoleName.DIRECTOR], date(2015, 2, 2)),
    ("admin", 0, [RoleName.ADMIN], date(2019, 7, 15)),
    ("anna", 0, [], date(2020, 2, 3)),
    ("boris", 0, [], date(2022, 1, 1)),
    ("foreign officer", 1, [RoleName.HR], date(2019, 4, 15)),
    ("foreigner", 1, [], date(2021, 7, 12)),
)


@contextmanager
def invalid(code: str) -> Iterator[None]:
    """What is inside is refused with this code."""
    with pytest.raises(Invalid) as refused:
        yield
    assert refused.value.key == f"error-invalid-joining-{code}"


@dataclass
class Office:
    """Everything that a test of this room needs."""

    db: Database
    clock: HandClock
    joinings: Joinings
    forms: JoiningForms
    firm: Company
    people: dict[str, Employee] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def id(self, name: str) -> uuid.UUID:
        return self.people[name].id

    def picked(self, step: int, *names: str) -> dict[uuid.UUID, int]:
        return {self.id(name): step for name in names}

    async def joining(self, name: str) -> Joining | None:
        async with self.db.read() as session:
            return await session.get(Joining, self.id(name))

    async def verbs(self, name: str) -> list[str]:
        """What the journal holds of somebody, in order."""
        async with self.db.read() as session:
            found = select(Entry.verb).where(Entry.subject_id == self.id(name)).order_by(Entry.seq)
            return list(await session.scalars(found))

    async def letters(self, name: str) -> list[str]:
        async with self.db.read() as session:
            found = select(Letter.topic).where(Letter.employee_id == self.id(name)).order_by(Letter.made_at)
            return list(await session.scalars(found))


def introduction(company: Company) -> Introduction:
    return Introduction(
        company_id=company.id, act_name="Положение", act_number="12-ЭД", act_date=date(2026, 10, 1),
        starts_on=date(2027, 1, 11), answer_by=date(2026, 12, 25), crl_url="http://kabinet.example/primer.crl",
        place="г. Москва", system="Кабинет сотрудника", basis="Устава",
    )  # fmt: skip


@pytest.fixture
async def office(db: Database, clock: HandClock) -> Office:
    firms = [await people.company(db), await people.company(db, "7700000002", name="ООО «Соседи»")]
    made = Office(db, clock, Joinings(db, clock), JoiningForms(db, clock), firms[0])
    for number, (name, firm, roles, hired) in enumerate(PEOPLE):
        person = await people.employee(
            db, firms[firm], f"00{number}", last=name.title().replace(" ", ""), roles=roles, hired=hired,
            bound=str(number),
        )  # fmt: skip
        made.people[name], made.actors[name] = person, await people.actor(db, person)
    async with db.write() as session:
        session.add(introduction(firms[0]))
    return made
