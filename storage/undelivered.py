"""Letters that did not arrive, or of which nobody knows whether they did: what HR of their reader's company looks at.

A letter to a chat that is bound no more belongs to whoever was bound to it last.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import Binding
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Employee

LOST = (LetterState.DEAD, LetterState.UNSURE)


class Case(NamedTuple):
    """What one reader did not get, of one sort; ``at``: the newest of it."""

    employee_id: uuid.UUID
    state: LetterState
    letters: int
    at: datetime


def _reader() -> ColumnElement[uuid.UUID | None]:
    last = select(Binding.employee_id).where(Binding.chat_id == Letter.chat_id)
    return func.coalesce(Letter.employee_id, last.order_by(Binding.bound_at.desc()).limit(1).scalar_subquery())


def _at() -> ColumnElement[datetime]:
    return func.coalesce(Letter.done_at, Letter.made_at)


def _lost(state: LetterState | None = None) -> ColumnElement[bool]:
    wanted = LOST if state is None else (state,)
    listed = Letter.put_away_at.is_(None)
    return and_(Letter.kind.in_(list(LetterKind)), Letter.state.in_(wanted), listed)  # the kinds lead the index


def _cases(company_id: uuid.UUID) -> Select[uuid.UUID, LetterState]:
    found = select(Employee.id, Letter.state).join(Employee, Employee.id == _reader())
    return found.where(_lost(), Employee.company_id == company_id).group_by(Employee.id, Letter.state)


async def count_cases(session: AsyncSession, company_id: uuid.UUID, most: int | None = None) -> int:
    """How many cases a company has, counted up to ``most``."""
    some = _cases(company_id).limit(most).subquery()
    return int(await session.scalar(select(func.count()).select_from(some)) or 0)


async def cases(session: AsyncSession, company_id: uuid.UUID, limit: int, offset: int) -> Sequence[Case]:
    """A company's cases, the newest first."""
    newest = func.max(_at())
    found = _cases(company_id).add_columns(func.count(), newest).order_by(newest.desc(), Employee.id, Letter.state)
    return [Case(*row) for row in await session.execute(found.limit(limit).offset(offset))]


async def letters_of(session: AsyncSession, employee_id: uuid.UUID, state: LetterState, most: int) -> Sequence[Letter]:
    """The letters of one case, the newest first."""
    found = select(Letter).where(of_case(employee_id, state)).order_by(_at().desc(), Letter.id).limit(most)
    return (await session.scalars(found)).all()


def of_case(employee_id: uuid.UUID, state: LetterState) -> ColumnElement[bool]:
    """The letters of one case."""
    to_his_chat = and_(Letter.employee_id.is_(None), _reader() == employee_id)
    return and_(_lost(state), or_(Letter.employee_id == employee_id, to_his_chat))


def repeatable() -> ColumnElement[bool]:
    """Letters that can be worded anew: codes have expired, and what an ended letter said was erased with it.

    A notice of a request is worded from its history, a copy from its broadcast, unless that was stopped or cleaned.
    """
    said = Broadcast.text_sealed.is_not(None)
    known = select(Broadcast.id).where(Broadcast.state != BroadcastState.STOPPED, said)
    copy = Letter.broadcast_id.in_(known)
    kept = and_(Letter.kind == LetterKind.NOTICE, Letter.payload_sealed.is_not(None))
    return or_(Letter.event_id.is_not(None), copy, kept)


async def count_letters(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """How many letters there are of a sort."""
    return int(await session.scalar(select(func.count()).select_from(Letter).where(which)) or 0)
