"""The steps of a request's life, as functions inside a verb's transaction: they take the session and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import calendar, letters
from cabinet.access import Actor
from cabinet.certificates.ability import can_sign
from cabinet.errors import Decided, NotFound, Stale
from cabinet.people.rules import works
from cabinet.ports import local_day
from cabinet.requests.rules import ALLOWED, DECIDING, Candidate, Office, Turn, office_turn, route
from storage.chats import chat_of
from storage.company import Company
from storage.leave import AwayState, TimeOff
from storage.outbox import Card
from storage.people import Department, Employee, RoleName, holders
from storage.requests import UNDOABLE, Event, Holder, Request, State, Verb, last_event, move


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
    if request.step != step or request.state not in ALLOWED[verb]:
        raise await too_late(session, actor, request, step)


async def too_late(session: AsyncSession, actor: Actor, request: Request, step: int) -> Decided | Stale:
    """What to tell somebody whose button shows an old ``step``; the time is on the company's clocks."""
    last = await last_event(session, request.id)
    if last is None or last.step <= step or last.verb not in DECIDING or last.actor_id in (None, actor.employee_id):
        return Stale()
    who = await session.get_one(Employee, last.actor_id)
    company = await session.get_one(Company, request.company_id)
    return Decided(who=who.short_name, at=last.at.astimezone(ZoneInfo(company.zone)), verb=last.verb)


async def candidate(session: AsyncSession, company_id: uuid.UUID, employee_id: uuid.UUID, on: date) -> Candidate | None:
    """Somebody of a company as a possible holder on a day; leave that is only asked for keeps nobody away."""
    employee = await session.get(Employee, employee_id)
    if employee is None or employee.company_id != company_id:
        return None
    chat = await chat_of(session, employee.id)
    away = await session.scalar(
        select(TimeOff.id)
        .where(TimeOff.employee_id == employee.id, TimeOff.state == AwayState.GRANTED, TimeOff.voided_at.is_(None))
        .where(TimeOff.first <= on, TimeOff.last >= on)
        .limit(1)
    )
    return Candidate(employee, chat is not None and chat.blocked_at is None, away is not None, works(employee, on))


async def office(session: AsyncSession, company_id: uuid.UUID, on: date) -> Office:
    """Officers and directors of a company as possible holders on a day."""

    async def those(role: RoleName) -> Sequence[Candidate]:
        people = await holders(session, company_id, role, on)
        return [found for one in people if (found := await candidate(session, company_id, one.id, on))]

    return Office(await those(RoleName.HR), await those(RoleName.DIRECTOR))


async def turn_of(session: AsyncSession, requester: Employee, on: date) -> Turn:
    """Whose turn a request of ``requester`` is when he sends it on a day."""
    department = await session.get(Department, requester.department_id) if requester.department_id else None
    head = department.manager_id if department else None
    manager = await candidate(session, requester.company_id, head, on) if head else None
    step = department is not None and department.manager_step
    return route(requester.id, manager, await office(session, requester.company_id, on), manager_step=step)


async def first_turn(session: AsyncSession, requester: Employee, at: datetime) -> Turn:
    """Whose turn it is once he asked: his own where he can sign electronically, else as ``turn_of`` says."""
    if await can_sign(session, requester, at):
        return Turn(State.SIGNATURE, Holder.EMPLOYEE, requester.id)
    company = await session.get_one(Company, requester.company_id)
    return await turn_of(session, requester, local_day(at, company.zone))


async def office_turn_of(session: AsyncSession, request: Request, on: date) -> Turn:
    """Whose turn a request is once the manager has agreed."""
    return office_turn(request.employee_id, await office(session, request.company_id, on))


def due(company: Company, turn: Turn, at: datetime) -> datetime | None:
    """By when the holder has to act: the company's terms in working days."""
    if turn.state not in (State.MANAGER, State.OFFICE):
        return None
    days = company.manager_days if turn.state is State.MANAGER else company.officer_days
    return calendar.due(at, days, ZoneInfo(company.zone))


async def begin(session: AsyncSession, actor: Actor, request: Request, requester: Employee, at: datetime) -> Event:
    """A new request takes its first step: holder, term, first event, card. Adds the row."""
    company = await session.get_one(Company, requester.company_id)
    turn = await first_turn(session, requester, at)
    request.state, request.due_at = turn.state, due(company, turn, at)
    request.holder, request.holder_id, request.holder_note = turn.holder, turn.holder_id, turn.note
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
    await _settle(session, request, at)
    event = Event(
        request_id=request.id, step=request.step + 1, verb=verb, state_before=request.state, state_after=turn.state,
        actor_id=actor.employee_id, at=at, holder_before=request.holder, holder_id_before=request.holder_id,
        note_before=request.holder_note, due_before=request.due_at,
        undo_until=at + letters.UNDO_AT_MOST if verb in UNDOABLE else None,
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
    if turn.state not in (State.OFFICE, State.ACCEPTED):
        await letters.drop_postponed(session, request.id, at)
    await letters.refresh_cards(session, request.id, at)
    return event


async def go_on(
    session: AsyncSession,
    actor: Actor,
    request: Request,
    verb: Verb,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Out of its owner's hands a request goes to whoever decides on it, with a term and a card."""
    owner = await session.get_one(Employee, request.employee_id)
    company = await session.get_one(Company, request.company_id)
    turn = await turn_of(session, owner, local_day(at, company.zone))
    await advance(session, actor, request, verb, turn, at, due_at=due(company, turn, at), changes=changes)
    await call(session, request, at)


async def _settle(session: AsyncSession, request: Request, at: datetime) -> None:
    """What the next step overtakes is taken back no more: what it had to say goes out first."""
    last = await last_event(session, request.id)
    if last is not None and last.undo_until is not None:
        last.undo_until = None
        await letters.hasten(session, last.id, at)


async def call(
    session: AsyncSession, request: Request, at: datetime, due: datetime | None = None, *, anew: bool = True
) -> None:
    """Show the request to whoever holds it now: in his chat, at the desk, or to every officer where there is no desk.

    ``due`` later than ``at``: not before the undo is over. A card that is there already is sent ``anew``, because an
    edit far up in a chat rings nobody.
    """
    company = await session.get_one(Company, request.company_id)
    for desk_id, employee_id in await _places(session, request, local_day(at, company.zone)):
        card = Card(request_id=request.id, desk_id=desk_id, employee_id=employee_id, due_at=due or at)
        await letters.show(session, card, anew=anew)


async def _places(
    session: AsyncSession, request: Request, on: date
) -> Sequence[tuple[uuid.UUID | None, uuid.UUID | None]]:
    """(desk, person) of each card that calls the holder."""
    if request.holder in (Holder.MANAGER, Holder.DIRECTOR):
        return [(None, request.holder_id)]
    if request.holder is not Holder.HR or request.holder_id is not None:
        return []
    if desk := await letters.desk_of(session, request.company_id):
        return [(desk.id, None)]
    officers = await holders(session, request.company_id, RoleName.HR, on)
    return [(None, officer.id) for officer in officers if officer.id != request.employee_id]


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
