"""The steps of a request's life, as functions inside a verb's transaction: they take the session and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import calendar, letters
from cabinet.access import Actor
from cabinet.errors import Decided, NotAllowed, NotFound, Stale
from cabinet.ports import local_day
from cabinet.requests.rules import ALLOWED, Candidate, Turn, office_turn, route, why_not
from storage.chats import chat_of
from storage.company import Company
from storage.leave import TimeOff
from storage.people import Department, Employee, RoleName, holders
from storage.requests import UNDOABLE, Event, Holder, Request, State, Verb, move


async def locked(session: AsyncSession, actor: Actor, request_id: uuid.UUID) -> Request:
    """The request, locked until the commit; NotFound where it is another company's or nobody's."""
    request = await session.get(Request, request_id, with_for_update=True)
    if request is None:
        raise NotFound
    if not actor.is_system:
        actor.same_company(request.company_id)
    return request


async def expect(session: AsyncSession, actor: Actor, request: Request, step: int, verb: Verb) -> None:
    """The button must show the present state: Decided where somebody was quicker, Stale otherwise."""
    if request.step == step and request.state in ALLOWED[verb]:
        return
    last = await last_event(session, request.id)
    if last is not None and last.step > step and last.actor_id not in (None, actor.employee_id):
        who = await session.get(Employee, last.actor_id)
        raise Decided(who=who.short_name if who else "", at=last.at, verb=last.verb)
    raise Stale


async def last_event(session: AsyncSession, request_id: uuid.UUID) -> Event | None:
    """The newest event of a request."""
    return await session.scalar(
        select(Event).where(Event.request_id == request_id).order_by(Event.step.desc()).limit(1)
    )


async def candidate(session: AsyncSession, employee_id: uuid.UUID | None, on: date) -> Candidate | None:
    """Somebody as a possible holder on a day."""
    employee = await session.get(Employee, employee_id) if employee_id else None
    if employee is None:
        return None
    chat = await chat_of(session, employee.id)
    away = await session.scalar(
        select(TimeOff.id).where(
            TimeOff.employee_id == employee.id, TimeOff.voided_at.is_(None), TimeOff.first <= on, TimeOff.last >= on
        )
    )
    return Candidate(employee, chat is not None and chat.blocked_at is None, away is not None)


async def turn_of(session: AsyncSession, requester: Employee, on: date, *, skip_manager: str | None = None) -> Turn:
    """Whose turn a request of ``requester`` is on a day; ``skip_manager`` is the code why his step is left out."""
    department = await session.get(Department, requester.department_id) if requester.department_id else None
    officers = await holders(session, requester.company_id, RoleName.HR)
    directors = await holders(session, requester.company_id, RoleName.DIRECTOR)
    office = [found for person in officers if (found := await candidate(session, person.id, on))]
    director = await candidate(session, directors[0].id, on) if directors else None
    if skip_manager is not None:
        return office_turn(requester.id, office, director, skip_manager)
    manager = await candidate(session, department.manager_id if department else None, on)
    step = department is not None and department.manager_step
    return route(requester.id, manager, office, director, manager_step=step)


def due(company: Company, turn: Turn, at: datetime) -> datetime | None:
    """By when the holder has to act: the company's terms in working days."""
    if turn.state not in (State.MANAGER, State.OFFICE):
        return None
    days = company.manager_days if turn.state is State.MANAGER else company.officer_days
    return calendar.due(at, days, ZoneInfo(company.zone))


async def begin(session: AsyncSession, actor: Actor, request: Request, requester: Employee, at: datetime) -> Event:
    """A new request takes its first step: holder, term, first event, letters and card. Adds the row."""
    company = await session.get_one(Company, requester.company_id)
    turn = await turn_of(session, requester, local_day(at, company.zone))
    request.state, request.holder, request.holder_id, request.holder_note = (
        turn.state,
        turn.holder,
        turn.holder_id,
        turn.note,
    )
    request.due_at = due(company, turn, at)
    session.add(request)
    await session.flush()
    event = Event(
        request_id=request.id, step=0, verb=Verb.SUBMIT, state_before=None, state_after=turn.state,
        actor_id=actor.employee_id, at=at,
    )  # fmt: skip
    session.add(event)
    await session.flush()
    await call(session, request, at)
    return event


async def advance(
    session: AsyncSession,
    actor: Actor,
    request: Request,
    verb: Verb,
    turn: Turn,
    at: datetime,
    *,
    due_at: datetime | None = None,
    reason: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Event:
    """One transition by compare-and-set; Stale where somebody else moved the request in between."""
    event = Event(
        request_id=request.id, step=request.step + 1, verb=verb, state_before=request.state, state_after=turn.state,
        actor_id=actor.employee_id, at=at, holder_before=request.holder, holder_id_before=request.holder_id,
        due_before=request.due_at, undo_until=at + letters.UNDO_AT_MOST if verb in UNDOABLE else None,
    )  # fmt: skip
    event.reason = reason
    moved = await move(
        session, request, state=turn.state, holder=turn.holder, holder_id=turn.holder_id, holder_note=turn.note,
        due_at=due_at, changed_at=at, **(changes or {}),
    )  # fmt: skip
    if not moved:
        raise Stale
    session.add(event)
    await session.flush()
    await letters.refresh_cards(session, request.id, at)
    return event


async def call(session: AsyncSession, request: Request, at: datetime, due: datetime | None = None) -> None:
    """Show the request to whoever holds it now: a card in his chat or at the desk (``due`` later than ``at``: undo)."""
    when = due or at
    if request.holder in (Holder.MANAGER, Holder.DIRECTOR) and request.holder_id is not None:
        await letters.card_for(session, request.holder_id, request.id, when)
    if request.state is not State.OFFICE or request.holder is not Holder.HR:
        return
    if await letters.desk_of(session, request.company_id) is not None:
        await letters.card_at_desk(session, request.company_id, request.id, when)
        return
    for officer in await holders(session, request.company_id, RoleName.HR):
        if officer.id != request.employee_id:
            await letters.card_for(session, officer.id, request.id, when)


def tell(session: AsyncSession, request: Request, event: Event) -> None:
    """The notice of an event to the employee; an undoable one waits until the undo is over."""
    letters.notice(
        session,
        request.employee_id,
        f"request-{event.verb}",
        dedupe=f"event:{event.id}",
        at=event.at,
        due=event.undo_until,
        event_id=event.id,
    )


def not_own(actor: Actor, request: Request) -> None:
    """Nobody decides on his own request."""
    if request.employee_id == actor.me():
        raise NotAllowed


def trouble_of(holder: Candidate | None, request: Request, at: datetime) -> str | None:
    """Why a manager cannot go on holding a request (a code); «silent» once his term is over."""
    trouble = why_not(holder, request.employee_id)
    if trouble is not None:
        return trouble
    return "silent" if request.due_at is not None and at > request.due_at else None
