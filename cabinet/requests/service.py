"""What people see of requests: their own, those that wait for them, and the one deed of an employee: taking back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotFound
from cabinet.journal import done_before, record
from cabinet.ports import Clock
from cabinet.requests import life
from cabinet.requests.kinds import Facts, Kind
from cabinet.requests.rights import allowed, may_read, may_see, may_undo, undoable
from cabinet.requests.rules import Turn
from storage import documents, requests
from storage.company import Company
from storage.engine import Database
from storage.people import Employee, RoleName
from storage.requests import Event, Holder, Request, State, Verb

__all__ = ["Requests", "View", "allowed", "may_see"]


@dataclass(frozen=True)
class View:
    """A request as one person may see it. ``names``: employee id → short name; ``may``: what this person may do now."""

    request: Request
    owner: Employee
    company: Company
    facts: Facts
    events: Sequence[Event]
    names: Mapping[uuid.UUID, str]
    files: Sequence[documents.Document] = ()
    may: frozenset[Verb] = frozenset()
    full: bool = False
    """Whether comment and reasons may be shown too (after the access code); facts and files hold nothing else then."""
    undo: Event | None = None
    """The newest step, while this person (at the desk: anybody) sees it taken back."""


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
        """One request for a card or a letter, drawn by the courier: what everybody at the desk may see."""
        async with self.db.read() as session:
            request = await session.get_one(Request, request_id)
            view = await self._whole(session, request, await requests.history(session, request_id))
            return _public(view)

    async def mine(self, actor: Actor) -> Sequence[View]:
        """The actor's own requests, newest first."""
        async with self.db.read() as session:
            return [await self._view(session, actor, row) for row in await requests.own(session, actor.me())]

    async def tasks(self, actor: Actor) -> Sequence[View]:
        """What waits for the actor, the most urgent first: by name, and for HR everything in the office step."""
        async with self.db.read() as session:
            rows = list(await requests.held_by(session, actor.me()))
            if actor.has(RoleName.HR):
                rows += await requests.waiting_for_hr(session, actor.company())
            mine = {row.id: row for row in rows if row.employee_id != actor.me() and allowed(actor, row)}
            urgent = sorted(mine.values(), key=lambda row: (row.due_at is None, row.due_at, row.number))
            return [await self._view(session, actor, row) for row in urgent]

    async def _view(self, session: AsyncSession, actor: Actor, request: Request) -> View:
        events = await requests.history(session, request.id)
        if not may_see(actor, request, events):
            raise NotFound
        view = await self._whole(session, request, events)
        undo = view.undo if view.undo and may_undo(actor, view.undo) else None
        view = replace(view, may=allowed(actor, request), undo=undo)
        return view if may_read(actor, request) else _public(view)

    async def _whole(self, session: AsyncSession, request: Request, events: Sequence[Event]) -> View:
        """Everything there is; not for everybody's eyes yet."""
        newest = events[-1] if events else None
        return View(
            request,
            await session.get_one(Employee, request.employee_id),
            await session.get_one(Company, request.company_id),
            await self.kinds[request.kind].facts(session, request),
            events,
            await self._names(session, request, events),
            await documents.of_request(session, request.id),
            full=True,
            undo=newest if undoable(newest, self.clock.now()) else None,
        )

    @staticmethod
    async def _names(session: AsyncSession, request: Request, events: Sequence[Event]) -> Mapping[uuid.UUID, str]:
        people = {event.actor_id for event in events} | {request.holder_id, request.employee_id}
        found = await session.scalars(select(Employee).where(Employee.id.in_([one for one in people if one])))
        return {employee.id: employee.short_name for employee in found}

    async def withdraw(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """«Отозвать»: the owner takes it back, while there is no order."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if request.employee_id != actor.me():
                raise NotFound
            if await done_before(session, key):
                return request
            await life.expect(session, actor, request, step, Verb.WITHDRAW)
            event = await life.advance(session, actor, request, Verb.WITHDRAW, Turn(State.WITHDRAWN, Holder.NOBODY), at)
            await self.kinds[request.kind].on_close(session, request, at)
            life.tell(session, request, event)
            record(session, actor, "request.withdraw", "request", request.id, at, key=key)
        return request


def _public(view: View) -> View:
    """The same without what is nobody else's business; the comment and the reasons stay sealed behind ``full``."""
    return replace(view, facts=replace(view.facts, private=()), files=(), full=False)
