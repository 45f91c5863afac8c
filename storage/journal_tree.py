"""The journal's tree: which entry is which leaf, fixed once and for all, and the heads that left the house.

No foreign key leads to the journal: the tree has to tell of an entry that is gone.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.journal import Entry

_LOCK = 0x6A6F75726E616C  # «journal»


class Leaf(Base):
    """One sealed entry. ``index`` counts from zero, without gaps."""

    __tablename__ = "journal_leaf"

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[bytes] = mapped_column(repr=False)


class Tip(Base):
    """The one row that says where the tree stands; ``frontier`` as `signing.merkle.Frontier.packed`."""

    __tablename__ = "journal_tip"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(repr=False)
    frontier: Mapped[bytes] = mapped_column(repr=False)
    sealed_at: Mapped[datetime]


class Head(Base):
    """The head of a day: what was told outside. ``mac``: by a key of ours, for whoever has it."""

    __tablename__ = "journal_head"

    day: Mapped[date] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    mac: Mapped[bytes] = mapped_column(repr=False)


async def alone(session: AsyncSession) -> None:
    """Until the commit nobody else appends (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def newest(session: AsyncSession) -> int:
    """The highest number of a sealed entry; 0: none."""
    return await session.scalar(select(func.max(Leaf.seq))) or 0


async def unsealed(session: AsyncSession, after: int, limit: int) -> Sequence[Entry]:
    """Committed entries above ``after`` that are no leaf yet, by number."""
    found = select(Entry).outerjoin(Leaf, Leaf.seq == Entry.seq).where(Leaf.seq.is_(None), Entry.seq > after)
    return (await session.scalars(found.order_by(Entry.seq).limit(limit))).all()


async def leaves(session: AsyncSession, first: int, limit: int) -> Sequence[tuple[Leaf, Entry | None]]:
    """Leaves from an index on, each with its entry if that is still there."""
    found = select(Leaf, Entry).outerjoin(Entry, Entry.seq == Leaf.seq).where(Leaf.index >= first)
    rows = await session.execute(found.order_by(Leaf.index).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def digests(session: AsyncSession, size: int) -> Sequence[bytes]:
    """The hashes of the first ``size`` leaves."""
    return (await session.scalars(select(Leaf.digest).where(Leaf.index < size).order_by(Leaf.index))).all()


async def heads(session: AsyncSession) -> Sequence[Head]:
    """All heads of days, the oldest first."""
    return (await session.scalars(select(Head).order_by(Head.day))).all()


async def heads_with(session: AsyncSession, index: int) -> Sequence[Head]:
    """The heads of days that hold a leaf, the oldest first."""
    return (await session.scalars(select(Head).where(Head.size > index).order_by(Head.day))).all()


async def entry_about(session: AsyncSession, company_id: uuid.UUID, verb: str, subject_id: uuid.UUID) -> Entry | None:
    """The first entry of a verb about a subject; all of the company's are looked through."""
    found = select(Entry).where(Entry.company_id == company_id, Entry.verb == verb, Entry.subject_id == subject_id)
    return await session.scalar(found.order_by(Entry.seq).limit(1))


async def is_old(session: AsyncSession, begin: datetime) -> bool:
    """Whether the journal has anything from before ``begin``."""
    first = await session.scalar(select(Entry.at).order_by(Entry.seq).limit(1))
    return first is not None and first < begin
