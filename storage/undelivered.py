"""Letters that did not arrive, or of which nobody knows whether they did: what HR of their reader's company looks at.

A letter to a chat that is bound no more belongs to whoever was bound to it last. One that HR has sent again («going»)
bears the moment of that in ``done_at`` and stays with the dead ones until it is known what became of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.broadcasts import WAITING, Broadcast, BroadcastState
from storage.chats import Binding
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Employee

DEAD, UNSURE = LetterState.DEAD, LetterState.UNSURE


class Case(NamedTuple):
    """What one reader did not get, of one sort; ``at``: the newest of it."""

    employee_id: uuid.UUID
    unsure: bool
    letters: int
    at: datetime


def _reader() -> ColumnElement[uuid.UUID | None]:
    last = select(Binding.employee_id).where(Binding.chat_id == Letter.chat_id)
    return func.coalesce(Letter.employee_id, last.order_by(Binding.bound_at.desc()).limit(1).scalar_subquery())


def _at() -> ColumnElement[datetime]:
    return func.coalesce(Letter.done_at, Letter.made_at)


def going() -> ColumnElement[bool]:
    """Letters that HR has sent again and of which nobody knows yet whether they arrive."""
    return and_(Letter.state.in_(WAITING), Letter.done_at.is_not(None))


def ended(*states: LetterState) -> ColumnElement[bool]:
    """What ended so and was not put away: letters to a person, which stand on HR's list, and mail to whoever else."""
    to_person = or_(Letter.employee_id.is_not(None), Letter.chat_id.is_not(None))
    return and_(Letter.state.in_(states), Letter.put_away_at.is_(None), or_(to_person, Letter.kind == LetterKind.MAIL))


def _lost(*states: LetterState) -> ColumnElement[bool]:
    listed = or_(ended(*states), going()) if DEAD in states else ended(*states)
    return and_(Letter.kind.in_(list(LetterKind)), Letter.state.in_((*states, *WAITING)), listed)  # as the index goes


def _each(company_id: uuid.UUID) -> Subquery:
    """(employee, whether it is unsure, when) of each letter of a company's cases."""
    found = select(Employee.id, (Letter.state == UNSURE).label("unsure"), _at().label("at"))
    found = found.select_from(Letter).join(Employee, Employee.id == _reader())
    return found.where(_lost(DEAD, UNSURE), Employee.company_id == company_id).subquery()


async def count_cases(session: AsyncSession, company_id: uuid.UUID, most: int | None = None) -> int:
    """How many cases a company has, counted up to ``most``."""
    each = _each(company_id)
    some = select(each.c.id, each.c.unsure).distinct().limit(most).subquery()
    return int(await session.scalar(select(func.count()).select_from(some)) or 0)


async def cases(session: AsyncSession, company_id: uuid.UUID, limit: int, offset: int) -> Sequence[Case]:
    """A company's cases, the newest first."""
    each = _each(company_id)
    newest = func.max(each.c.at)
    found = select(each.c.id, each.c.unsure, func.count(), newest).group_by(each.c.id, each.c.unsure)
    found = found.order_by(newest.desc(), each.c.id, each.c.unsure)
    return [Case(*row) for row in await session.execute(found.limit(limit).offset(offset))]


async def letters_of(session: AsyncSession, employee_id: uuid.UUID, state: LetterState, most: int) -> Sequence[Letter]:
    """The letters of one case, the newest first."""
    found = select(Letter).where(of_case(employee_id, state)).order_by(_at().desc(), Letter.id).limit(most)
    return (await session.scalars(found)).all()


def of_case(employee_id: uuid.UUID, state: LetterState) -> ColumnElement[bool]:
    """The letters of one case: those that have ended in ``state``; of a dead one those that are going again, too."""
    to_his_chat = and_(Letter.employee_id.is_(None), _reader() == employee_id)
    return and_(_lost(state), or_(Letter.employee_id == employee_id, to_his_chat))


def repeatable() -> ColumnElement[bool]:
    """Letters that can be worded anew: codes have expired, and what an ended letter said was erased with it.

    A notice of a request is worded from its history, a mail to somebody from his row, a copy from its broadcast, unless
    that was stopped or cleaned.
    """
    said = Broadcast.text_sealed.is_not(None)
    known = select(Broadcast.id).where(Broadcast.state != BroadcastState.STOPPED, said)
    copy = Letter.broadcast_id.in_(known)
    kept = and_(Letter.kind == LetterKind.NOTICE, Letter.payload_sealed.is_not(None))
    mail = and_(Letter.kind == LetterKind.MAIL, Letter.employee_id.is_not(None))
    return or_(Letter.event_id.is_not(None), copy, kept, mail)


async def count_letters(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """How many letters there are of a sort."""
    return int(await session.scalar(select(func.count()).select_from(Letter).where(which)) or 0)
