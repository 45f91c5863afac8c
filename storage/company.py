"""Companies, their settings and counters, and the stamp that tells a demo database from a real one."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Stamp(enum.StrEnum):
    """What this database is for: it decides which commands and which SMS gateways may touch it."""

    DEMO = "demo"  # made by `demo`; the sandbox only
    TRIAL = "trial"  # made by `seed`; the real messenger, invented people
    REAL = "real"  # everything else


class House(Base):
    """The one row that stamps the database."""

    __tablename__ = "house"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    stamp: Mapped[Stamp]
    made_at: Mapped[datetime]
    key_check: Mapped[str] = mapped_column(default="{}", repr=False)
    """JSON, key → check value: which keys this database was opened with (bot/keys)."""
    upkeep_at: Mapped[datetime | None] = mapped_column(default=None)
    """When what nobody needs any more was last removed."""


class Company(Base):
    """An employer. ``zone`` is an IANA name; terms are working days."""

    __tablename__ = "company"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    inn: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Europe/Moscow")
    manager_days: Mapped[int] = mapped_column(default=1)
    officer_days: Mapped[int] = mapped_column(default=2)


class Counter(Base):
    """A number series of a company (request numbers)."""

    __tablename__ = "counter"

    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


async def stamp_of(session: AsyncSession) -> Stamp | None:
    """The database's stamp, None while it is empty."""
    return await session.scalar(select(House.stamp))


async def next_number(session: AsyncSession, company_id: uuid.UUID, name: str) -> int:
    """The next number of a series; the row stays locked until the commit, so that numbers have no twins."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(Counter).values(company_id=company_id, name=name, value=1)
    raised = first.on_conflict_do_update(
        index_elements=[Counter.company_id, Counter.name], set_={"value": Counter.value + 1}
    ).returning(Counter.value)
    return int((await session.execute(raised)).scalar_one())
