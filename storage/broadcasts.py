"""What an administrator tells many: the text once, and how far it has been handed out. The copies are letters.

Whoever carries letters leaves those of a held broadcast alone (``HELD``): a pause stops within moments, however many
copies wait already.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import Base
from storage.chats import Binding, Chat
from storage.outbox import Letter, LetterState, Why, trace
from storage.people import Employee
from storage.sealed import sealed_text


class BroadcastState(enum.StrEnum):
    """Where a broadcast stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # for good: what had not left is dropped
    DONE = "done"  # every copy has left, or never will


OPEN = frozenset({BroadcastState.RUNNING, BroadcastState.PAUSED})
HELD = frozenset({BroadcastState.PAUSED, BroadcastState.STOPPED})
"""Whose copies stay where they are."""
WAITING = (LetterState.PENDING, LetterState.SENDING)


class Doubt(enum.StrEnum):
    """What becomes of a copy of which nobody knows whether it arrived."""

    REPEAT = "repeat"
    ASK = "ask"  # put aside: a person decides


class Broadcast(Base):
    """One text to everybody of a company who has a chat; copies are made page by page up to ``cursor``, an employee.

    ``sent``, ``dead`` and ``unsure`` are kept when it ends: the letters themselves are cleaned away by age.
    """

    __tablename__ = "broadcast"
    __table_args__ = (Index("ix_broadcast_state", "state"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"))
    made_at: Mapped[datetime]
    state: Mapped[BroadcastState] = mapped_column(default=BroadcastState.RUNNING)
    in_doubt: Mapped[Doubt] = mapped_column(default=Doubt.REPEAT)
    total: Mapped[int] = mapped_column(default=0)
    """How many readers there were when it was made."""
    made: Mapped[int] = mapped_column(default=0)
    """How many copies there are so far."""
    cursor: Mapped[uuid.UUID | None] = mapped_column(default=None)
    paged: Mapped[bool] = mapped_column(default=False)
    """Every copy has been made."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    sent: Mapped[int] = mapped_column(default=0)
    dead: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)
    trace: Mapped[str | None] = mapped_column(default_factory=trace.get)
    """The press that began it: each copy carries it on."""
    text_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    text = sealed_text("text_sealed")
    """As the messenger shows it: HTML."""


class Audience(NamedTuple):
    """Whom a broadcast would find: who is reached, who has blocked the bot, who has never opened the cabinet."""

    reached: int
    blocked: int
    absent: int


def _at_work(employee: type[Employee], on: date) -> ColumnElement[bool]:
    return or_(employee.dismissed_on.is_(None), employee.dismissed_on > on)


def _readers(company_id: uuid.UUID, on: date) -> Select[uuid.UUID, bool]:
    """Who works there that day and has a chat, and whether it is blocked; of several employments in one the first."""
    twin, other = aliased(Employee), aliased(Binding)
    colleague = select(twin.id).where(twin.id == other.employee_id, twin.company_id == company_id, _at_work(twin, on))
    told = (  # in this shape SQLite looks at who shares the chat; of a join it made a walk over all for each
        select(other.id)
        .where(other.chat_id == Binding.chat_id, other.ended_at.is_(None), other.employee_id < Employee.id)
        .where(exists(colleague))
    )
    return (
        select(Employee.id, Chat.blocked_at.is_not(None))
        .join(Binding, and_(Binding.employee_id == Employee.id, Binding.ended_at.is_(None)))
        .join(Chat, Chat.id == Binding.chat_id)
        .where(Employee.company_id == company_id, _at_work(Employee, on), ~exists(told))
    )


async def audience(session: AsyncSession, company_id: uuid.UUID, on: date) -> Audience:
    """Whom a broadcast to a company would find on a day of its zone."""
    shut = _readers(company_id, on).subquery().c[1]
    counted = {bool(row[0]): row[1] for row in await session.execute(select(shut, func.count()).group_by(shut))}
    inside = exists().where(Binding.employee_id == Employee.id, Binding.ended_at.is_(None))
    absent = select(func.count()).where(Employee.company_id == company_id, _at_work(Employee, on), ~inside)
    return Audience(counted.get(False, 0), counted.get(True, 0), await session.scalar(absent) or 0)


async def page_of(session: AsyncSession, broadcast: Broadcast, on: date, most: int) -> Sequence[tuple[uuid.UUID, bool]]:
    """The next readers after its cursor, at most ``most`` of them, in the order of their ids; True: blocked the bot."""
    found = _readers(broadcast.company_id, on).order_by(Employee.id).limit(most)
    if broadcast.cursor is not None:
        found = found.where(Employee.id > broadcast.cursor)
    return [(row[0], row[1]) for row in await session.execute(found)]


async def tally(session: AsyncSession, broadcast_id: uuid.UUID) -> Mapping[LetterState, int]:
    """How many of its copies stand in each state; those that were cleaned away are not there."""
    counted = select(Letter.state, func.count()).where(Letter.broadcast_id == broadcast_id).group_by(Letter.state)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def blocked_of(session: AsyncSession, broadcast_id: uuid.UUID) -> int:
    """How many of its copies did not arrive because their readers have blocked the bot."""
    dead = select(func.count()).where(Letter.broadcast_id == broadcast_id, Letter.state == LetterState.DEAD)
    return await session.scalar(dead.where(Letter.reason == Why.BLOCKED)) or 0


async def waiting(session: AsyncSession, broadcast_id: uuid.UUID, most: int) -> int:
    """How many copies have not ended yet, counted up to ``most``."""
    some = select(Letter.id).where(Letter.broadcast_id == broadcast_id, Letter.state.in_(WAITING)).limit(most)
    return int(await session.scalar(select(func.count()).select_from(some.subquery())) or 0)


async def of_company(session: AsyncSession, company_id: uuid.UUID, most: int) -> Sequence[Broadcast]:
    """A company's broadcasts, the newest first."""
    found = select(Broadcast).where(Broadcast.company_id == company_id)
    return (await session.scalars(found.order_by(Broadcast.made_at.desc(), Broadcast.id).limit(most))).all()


def unended() -> Select[uuid.UUID]:
    """Broadcasts that somebody has to work on: copies to make or to drop, or an end to note."""
    found = select(Broadcast.id).where(Broadcast.ended_at.is_(None), Broadcast.state != BroadcastState.PAUSED)
    return found.order_by(Broadcast.made_at)
