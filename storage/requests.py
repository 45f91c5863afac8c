"""Requests of every kind: one life, one history, one card, written once.

A transition is a conditional update on ``step``; of two people who press at once one wins.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, ForeignKey, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_text


class State(enum.StrEnum):
    """Where a request stands."""

    SIGNATURE = "signature"  # waits for the electronic signature of its owner: nobody else has seen it
    MANAGER = "manager"  # waits for the manager: «согласовать»
    OFFICE = "office"  # waits for HR: «принять к исполнению»
    ACCEPTED = "accepted"  # HR took it: an order is being prepared
    DONE = "done"  # executed: order number and date are known
    RETURNED = "returned"  # back with the employee, for correction
    DECLINED = "declined"  # refused with a reason
    WITHDRAWN = "withdrawn"  # taken back by the employee


ACTIVE = frozenset({State.SIGNATURE, State.MANAGER, State.OFFICE, State.ACCEPTED, State.RETURNED})
FINAL = frozenset({State.DONE, State.DECLINED, State.WITHDRAWN})
WAITING = frozenset({State.MANAGER, State.OFFICE, State.ACCEPTED})
"""Somebody of the company has to act."""


class Holder(enum.StrEnum):
    """Whose turn it is."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    HR = "hr"
    DIRECTOR = "director"
    NOBODY = "nobody"


class Verb(enum.StrEnum):
    """What happened to a request."""

    SUBMIT = "submit"
    SIGN = "sign"  # its owner signed it: it goes its way
    PAPER = "paper"  # it goes its way unsigned, to be signed by hand
    RESUBMIT = "resubmit"
    APPROVE = "approve"  # the manager agreed
    ACCEPT = "accept"  # HR took it for execution
    COMPLETE = "complete"
    RETURN = "return"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    REASSIGN = "reassign"  # the holder was replaced
    HAND = "hand"  # an officer handed it over to a colleague


UNDOABLE = frozenset({Verb.APPROVE, Verb.ACCEPT, Verb.COMPLETE, Verb.RETURN, Verb.DECLINE})


class Request(Base):
    """What every request has. ``id`` is the UUID of the draft, so that a submission pressed twice is one."""

    __tablename__ = "request"
    __table_args__ = (UniqueConstraint("company_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    kind: Mapped[str]
    number: Mapped[int]
    state: Mapped[State] = mapped_column(index=True)
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=0)
    """How many transitions happened: the compare-and-set of every button."""
    holder: Mapped[Holder] = mapped_column(default=Holder.NOBODY)
    holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), index=True, default=None)
    """Who exactly; None with HR means: any officer."""
    holder_note: Mapped[str | None] = mapped_column(default=None)
    """Why the usual holder was replaced (a code, worded by Fluent)."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    order_number: Mapped[str | None] = mapped_column(default=None)
    order_date: Mapped[date | None] = mapped_column(default=None)
    paper_received: Mapped[bool] = mapped_column(default=False)
    comment_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    comment = sealed_text("comment_sealed")


class Event(Base):
    """One step of a request's life; with what an undo needs to restore."""

    __tablename__ = "request_event"
    __table_args__ = (UniqueConstraint("request_id", "step"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), index=True)
    step: Mapped[int]
    verb: Mapped[Verb]
    state_before: Mapped[State | None]
    state_after: Mapped[State]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]
    holder_before: Mapped[Holder] = mapped_column(default=Holder.NOBODY)
    holder_id_before: Mapped[uuid.UUID | None] = mapped_column(default=None)
    note_before: Mapped[str | None] = mapped_column(default=None)
    due_before: Mapped[datetime | None] = mapped_column(default=None)
    undo_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the presser may take it back; None: never could, or it was overtaken, reversed or settled."""
    reversed_at: Mapped[datetime | None] = mapped_column(default=None)
    reason_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    reason = sealed_text("reason_sealed")


def unseen(request: Request, events: Iterable[Event]) -> bool:
    """Nobody but its owner ever had it: it was not signed, and perhaps taken back before it was."""
    kept = request.state in (State.SIGNATURE, State.WITHDRAWN)
    return kept and not any(event.state_after in WAITING for event in events)


async def move(session: AsyncSession, request: Request, **changes: Any) -> bool:
    """Set ``changes`` and raise the step, if nobody did since ``request`` was read. True: we won."""
    changed = (
        update(Request)
        .where(Request.id == request.id, Request.step == request.step)
        .values(step=Request.step + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    result = cast("CursorResult[Any]", await session.execute(changed))
    if result.rowcount != 1:
        return False
    await session.refresh(request)
    return True


async def history(session: AsyncSession, request_id: uuid.UUID) -> Sequence[Event]:
    """All events of a request in order, reversed ones included."""
    return (await session.scalars(select(Event).where(Event.request_id == request_id).order_by(Event.step))).all()


async def last_event(session: AsyncSession, request_id: uuid.UUID) -> Event | None:
    """The newest event of a request."""
    return await session.scalar(
        select(Event).where(Event.request_id == request_id).order_by(Event.step.desc()).limit(1)
    )


async def over(session: AsyncSession, now: datetime) -> Sequence[Event]:
    """Events whose time to be taken back has run out without anything having noted it."""
    return (await session.scalars(select(Event).where(Event.undo_until <= now))).all()


async def own(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[Request]:
    """An employee's requests, the newest first."""
    return (
        await session.scalars(select(Request).where(Request.employee_id == employee_id).order_by(Request.number.desc()))
    ).all()


async def waiting(session: AsyncSession) -> Sequence[Request]:
    """What somebody of any company has to act on."""
    found = select(Request).where(Request.state.in_(list(WAITING))).order_by(Request.company_id, Request.number)
    return (await session.scalars(found)).all()


async def waiting_for_hr(session: AsyncSession, company_id: uuid.UUID) -> Sequence[Request]:
    """What HR has to do, the most urgent first."""
    found = (
        select(Request)
        .where(Request.company_id == company_id, Request.state.in_([State.OFFICE, State.ACCEPTED]))
        .order_by(Request.due_at, Request.number)
    )
    return (await session.scalars(found)).all()


async def unsigned(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[Request]:
    """What waits for the signature of its owner, the oldest first."""
    found = select(Request).where(Request.employee_id == employee_id, Request.state == State.SIGNATURE)
    return (await session.scalars(found.order_by(Request.number))).all()


async def held_by(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[Request]:
    """What waits for one person by name, the most urgent first."""
    found = (
        select(Request)
        .where(Request.holder_id == employee_id, Request.state.in_(list(WAITING)))
        .order_by(Request.due_at, Request.number)
    )
    return (await session.scalars(found)).all()
