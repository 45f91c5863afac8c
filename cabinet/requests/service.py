"""What people see of requests: their own, those that wait for them, and the one deed of an employee: taking back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound
from cabinet.journal import done_before, record
from cabinet.ports import Clock
from cabinet.requests import life
from cabinet.requests.decisions import may_decide
from cabinet.requests.kinds import Facts, Kind
from cabinet.requests.rules import ALLOWED, Turn
from storage import documents, requests
from storage.company import Company
from storage.engine import Database
from storage.people import Employee, RoleName
from storage.requests import Event, Holder, Request, State, Verb


@dataclass(frozen=True)
class View:
    """A request as one person may see it. ``names``: employee id → short name; ``may``: what this person may do now."""

    request: Request
    owner: Employee
    company: Company
    facts: Facts
    events: Sequence[Event]
    names: Mapping[uuid.UUID, str]
    files: Sequence[documents.Document]
    may: frozenset[Verb] = frozenset()
    full: bool = False
    """Whether the private facts, the comment, reasons and files may be shown (after the access code)."""
    undo: Event | None = None
    """The newest step, while this person may take it back."""


def may_see(actor: Actor, request: Request, events: Sequence[Event]) -> bool:
    """The owner, HR and the director of the company, whoever holds it or has decided on it."""
    if actor.company_id != request.company_id:
        return False
    me = actor.employee_id
    if me in (request.employee_id, request.holder_id) or actor.has(RoleName.HR, RoleName.DIRECTOR):
        return True
    return any(me in (event.actor_id, event.holder_id_before) for event in events)


def allowed(actor: Actor, request: Request) -> frozenset[Verb]:
    """What somebody may do with a request now."""
    found = set()
    for verb in (Verb.APPROVE, Verb.ACCEPT, Verb.COMPLETE, Verb.RETURN, Verb.DECLINE):
        if request.state not in ALLOWED[verb]:
            continue
        try:
            may_decide(actor, request, verb)
        except NotAllowed:
            continue
        found.add(verb)
    if request.employee_id == actor.employee_id:
        found |= {verb for verb in (Verb.WITHDRAW, Verb.RESUBMIT) if request.state in ALLOWED[verb]}
    return frozenset(found)


class Requests:
    """Reading requests, and withdrawing one's own."""

    def __init__(self, db: Database, clock: Clock, kinds: Mapping[str, Kind]) -> None:
        self.db, self.clock, self.kinds = db, clock, kinds

    async def view(self, actor: Actor, request_id: uuid.UUID) -> View:
        """One request; NotFound for whoever may not see it, as if it were not there."""
        async with self.db.read() as session:
            request = await session.get(Request, request_id)
            if request is None:
                raise NotFound
            return await self._view(session, actor, request)

    async def desk_view(self, request_id: uuid.UUID) -> View:
        """One request for a card: what everybody at the desk may see, nothing private."""
        async with self.db.read() as session:
            request = await session.get_one(Request, request_id)
            return await self._gather(session, request, await requests.history(session, request.id))

    async def mine(self, actor: Actor) -> Sequence[View]:
        """The actor's own requests, newest first."""
        async with self.db.read() as session:
            return [await self._view(session, actor, row) for row in await requests.own(session, actor.me())]

    async def tasks(self, actor: Actor) -> Sequence[View]:
        """What waits for the actor, the most urgent first: by name, and for HR everything in the office step."""
        async with self.db.read() as session:
            rows = list(await requests.held_by(session, actor.me()))
            if actor.has(RoleName.HR):
                waiting = await requests.waiting_for_hr(session, actor.company())
                rows += [row for row in waiting if row.id not in {known.id for known in rows}]
            rows = [row for row in rows if allowed(actor, row) - {Verb.WITHDRAW, Verb.RESUBMIT}]
            rows.sort(key=lambda row: (row.due_at is None, row.due_at, row.number))
            return [await self._view(session, actor, row) for row in rows]

    async def _view(self, session: AsyncSession, actor: Actor, request: Request) -> View:
        events = await requests.history(session, request.id)
        if not may_see(actor, request, events):
            raise NotFound
        view = await self._gather(session, request, events)
        newest = events[-1] if events else None
        undo = newest if newest and newest.undo_until and self.clock.now() <= newest.undo_until else None
        full = request.employee_id == actor.employee_id or actor.has(RoleName.HR)
        full = full or (request.holder is Holder.DIRECTOR and request.holder_id == actor.employee_id)
        return View(
            request, view.owner, view.company, view.facts, events, view.names, view.files if full else (),
            may=allowed(actor, request), full=full, undo=undo if undo and undo.actor_id == actor.employee_id else None,
        )  # fmt: skip

    async def _gather(self, session: AsyncSession, request: Request, events: Sequence[Event]) -> View:
        owner = await session.get_one(Employee, request.employee_id)
        company = await session.get_one(Company, request.company_id)
        facts = await self.kinds[request.kind].facts(session, request)
        people = {event.actor_id for event in events} | {request.holder_id, request.employee_id}
        found = await session.scalars(select(Employee).where(Employee.id.in_([one for one in people if one])))
        names = {employee.id: employee.short_name for employee in found}
        files = await documents.of_request(session, request.id)
        newest = events[-1] if events else None
        undo = newest if newest and newest.undo_until and self.clock.now() <= newest.undo_until else None
        return View(request, owner, company, facts, events, names, files, undo=undo)

    async def withdraw(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """«Отозвать»: the owner takes it back, while there is no order."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if await done_before(session, key):
                return request
            if request.employee_id != actor.me():
                raise NotFound
            await life.expect(session, actor, request, step, Verb.WITHDRAW)
            event = await life.advance(session, actor, request, Verb.WITHDRAW, Turn(State.WITHDRAWN, Holder.NOBODY), at)
            await self.kinds[request.kind].on_close(session, request, at)
            life.tell(session, request, event)
            record(session, actor, "request.withdraw", "request", request.id, at, key=key)
        return request
