"""A small town for requests: one company with everybody who has a say, and a second one whose people have none here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from cabinet.access import Actor
from cabinet.requests import life
from cabinet.requests.decisions import Decisions
from cabinet.requests.desks import Desks
from cabinet.requests.replacements import Replacements
from cabinet.requests.service import Requests
from storage.chats import chat_of
from storage.company import Company, next_number
from storage.engine import Database
from storage.outbox import Desk, DeskState
from storage.people import Department, Employee, RoleName
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

    async def actor(self, name: str) -> Actor:
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
            await life.begin(session, await people.actor(self.db, who), request, employee, at)
        return request

    async def press(
        self, name: str, verb: Verb, request: Request, *, step: int | None = None, key: str = ""
    ) -> Request:
        """A verb with usual arguments, on what the button of ``request`` shows."""
        who, at_step = await self.actor(name), request.step if step is None else step
        key = key or f"{name}:{verb}:{request.id}:{at_step}"
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
DIRECTOR, HR, ADMIN = RoleName.DIRECTOR, RoleName.HR, RoleName.ADMIN


@pytest.fixture
async def town(db: Database, clock: HandClock) -> Town:
    first, second = await people.company(db), await people.company(db, "7700000002", name="ООО «Соседи»")
    found: dict[str, Employee] = {}

    async def add(name: str, last: str, company: Company = first, **more: object) -> Employee:
        number = str(len(found) + 1)
        found[name] = await people.employee(db, company, number, last=last, bound=f"9{number}", **more)  # type: ignore[arg-type]
        return found[name]

    store = await people.department(db, first, manager=await add("manager", "Петров"))
    sales = await people.department(db, first, "Продажи", manager=await add("other manager", "Морозова"))
    await add("anna", "Смирнова", department=store)
    await add("colleague", "Новикова", department=store)
    await add("seller", "Попова", department=sales)
    await add("officer", "Иванова", roles=[HR])
    await add("second officer", "Кузнецова", roles=[HR])
    await add("director", "Соколов", roles=[DIRECTOR])
    await add("admin", "Волкова", roles=[ADMIN])
    await add("foreign officer", "Зайцева", second, roles=[HR])
    await add("foreign director", "Орлова", second, roles=[DIRECTOR, ADMIN])
    kind = Errand()
    kinds = {NAME: kind}
    decisions = Decisions(db, clock, kinds)
    return Town(
        db, clock, kind, first, store, found, decisions, Requests(db, clock, kinds), Replacements(db, clock),
        Desks(db, clock), Post(db, clock, decisions),
    )  # fmt: skip
