"""A small town for requests: one company with everybody who has a say, and a second one whose people have none here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.requests import life
from cabinet.requests.decisions import Decisions
from cabinet.requests.desks import Desks
from cabinet.requests.replacements import Replacements
from cabinet.requests.service import Requests
from storage.chats import Binding, Chat, chat_of
from storage.company import Company, next_number
from storage.engine import Database
from storage.outbox import Desk, DeskState
from storage.people import Department, Employee, Role, RoleName
from storage.requests import Event, Request, State, Verb, history
from tests import people
from tests.conftest import START, HandClock
from tests.requests.kinds import NAME, Errand
from tests.requests.post import Post

SCHEDULE = Actor.system("schedule")
ORDER = {"number": "214-к", "on": date(2026, 11, 24), "paper": True}
WHY = "Уточните даты"


@dataclass
class Town:
    """Services over one database, and people by name."""

    db: Database
    clock: HandClock
    kind: Errand
    company: Company
    store: Department
    people: dict[str, Employee]
    decisions: Decisions
    requests: Requests
    replacements: Replacements
    desks: Desks
    post: Post
    actors: dict[str, Actor] = field(default_factory=dict)

    async def actor(self, name: str) -> Actor:
        """Somebody in his own chat, with the rights that he had when he was first asked for."""
        if name not in self.actors:
            self.actors[name] = await self.actor_now(name)
        return self.actors[name]

    async def actor_now(self, name: str) -> Actor:
        """Somebody in his own chat, with the rights that he has now."""
        found = await people.actor(self.db, self.people[name])
        async with self.db.read() as session:
            chat = await chat_of(session, self.people[name].id)
        return replace(found, chat_id=chat.id if chat else None)

    async def ask(self, name: str = "anna", kind: str = NAME) -> Request:
        """A request as it is when it was just sent."""
        who, at = self.people[name], self.clock.now()
        async with self.db.write() as session:
            employee = await session.get_one(Employee, who.id)
            request = Request(
                company_id=who.company_id, employee_id=who.id, kind=kind, state=State.OFFICE, submitted_at=at,
                number=await next_number(session, who.company_id, "request"), changed_at=at,
            )  # fmt: skip
            request.comment = "Очень нужно"
            await life.begin(session, await self.actor(name), request, employee, at)
        return request

    async def press(
        self, name: str, verb: Verb, request: Request, *, step: int | None = None, key: str = ""
    ) -> Request:
        """A verb with usual arguments, on what the button of ``request`` shows."""
        who, at_step = await self.actor(name), request.step if step is None else step
        key = key or str(uuid4())
        if verb is Verb.WITHDRAW:
            return await self.requests.withdraw(who, request.id, at_step, key)
        deed = {
            Verb.APPROVE: self.decisions.approve, Verb.ACCEPT: self.decisions.accept, Verb.UNDO: self.decisions.undo,
            Verb.COMPLETE: self.decisions.complete, Verb.RETURN: self.decisions.send_back,
            Verb.DECLINE: self.decisions.decline,
        }[verb]  # fmt: skip
        more: Mapping[str, object] = ORDER if verb is Verb.COMPLETE else {"reason": WHY}
        return await deed(who, request.id, at_step, key, **(more if verb in WORDED else {}))  # type: ignore[arg-type]

    async def walk(self, request: Request, *presses: tuple[str, Verb]) -> Request:
        """Several presses, one after the other."""
        for name, verb in presses:
            request = await self.press(name, verb, request)
        return request

    async def again(self, request: Request) -> Request:
        """The row as it stands."""
        async with self.db.read() as session:
            return await session.get_one(Request, request.id)

    async def events(self, request: Request) -> list[Event]:
        """Its history."""
        async with self.db.read() as session:
            return list(await history(session, request.id))

    async def link(self, company: Company | None = None, address: str = "-100") -> Desk:
        """An HR group that is linked already."""
        desk = Desk(
            company_id=(company or self.company).id, channel="telegram", address=address, title="Кадры",
            state=DeskState.LINKED, asked_by=None, asked_at=START,
        )  # fmt: skip
        async with self.db.write() as session:
            session.add(desk)
        return desk


WORDED = (Verb.COMPLETE, Verb.RETURN, Verb.DECLINE)
"""Verbs that need more than a press."""


PEOPLE: dict[str, tuple[str, str | None, tuple[RoleName, ...]]] = {
    "manager": ("Петров", None, ()),
    "other manager": ("Морозова", None, ()),
    "anna": ("Смирнова", "Склад", ()),
    "colleague": ("Новикова", "Склад", ()),
    "seller": ("Попова", "Продажи", ()),
    "officer": ("Иванова", None, (RoleName.HR,)),
    "second officer": ("Кузнецова", None, (RoleName.HR,)),
    "director": ("Соколов", None, (RoleName.DIRECTOR,)),
    "admin": ("Волкова", None, (RoleName.ADMIN,)),
    "foreign officer": ("Зайцева", None, (RoleName.HR,)),
    "foreign director": ("Орлова", None, (RoleName.DIRECTOR, RoleName.ADMIN)),
}
"""Who lives here: name in tests → last name, department, roles. The foreign ones belong to the second company."""
HEADS = {"Склад": "manager", "Продажи": "other manager"}


async def settle(session: AsyncSession) -> tuple[Company, dict[str, Department], dict[str, Employee]]:
    """All of them in one transaction, each in a chat of his own."""
    first = Company(inn="7700000001", name="ООО «Пример»")
    second = Company(inn="7700000002", name="ООО «Соседи»")
    session.add_all([first, second])
    await session.flush()
    departments = {name: Department(company_id=first.id, name=name) for name in HEADS}
    session.add_all(departments.values())
    await session.flush()
    found: dict[str, Employee] = {}
    for place, (name, (last, department, _)) in enumerate(PEOPLE.items(), 1):
        found[name] = Employee(
            company_id=(second if name.startswith("foreign") else first).id, number=str(place), last_name=last,
            first_name="Мария", patronymic="Петровна", hired_on=date(2020, 2, 3),
            department_id=departments[department].id if department else None,
        )  # fmt: skip
    session.add_all(found.values())
    await session.flush()
    for name, who in HEADS.items():
        departments[name].manager_id = found[who].id
    chats = {name: Chat(channel=people.CHANNEL, address=one.number, made_at=START) for name, one in found.items()}
    session.add_all(chats.values())
    await session.flush()
    for name, one in found.items():
        session.add(Binding(chat_id=chats[name].id, employee_id=one.id, bound_at=START))
        session.add_all(Role(employee_id=one.id, name=role) for role in PEOPLE[name][2])
    return first, departments, found


@pytest.fixture
async def town(db: Database, clock: HandClock) -> Town:
    async with db.write() as session:
        first, departments, found = await settle(session)
    kind = Errand()
    kinds = {NAME: kind}
    decisions = Decisions(db, clock, kinds)
    return Town(
        db, clock, kind, first, departments["Склад"], found, decisions, Requests(db, clock, kinds),
        Replacements(db, clock), Desks(db, clock), Post(db, clock, decisions),
    )  # fmt: skip
