"""Leave: its own columns of a request, the days away of everybody, and the ledger of the balance."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.people import Employee
from storage.requests import Request, State
from storage.sealed import sealed_text


class LeaveKind(enum.StrEnum):
    """Which leave."""

    ANNUAL = "annual"  # ежегодный основной оплачиваемый, ст. 114–125 ТК
    UNPAID = "unpaid"  # без сохранения заработной платы, ст. 128 ТК


class AwayState(enum.StrEnum):
    """How sure a row of days away is."""

    ASKED = "asked"
    GRANTED = "granted"


class EntryKind(enum.StrEnum):
    """Why the balance changed."""

    IMPORTED = "imported"  # a figure of the payroll system at a date
    USED = "used"
    REVERSED = "reversed"


class Leave(Base):
    """What a leave request adds to the common row (1:1, the same id). ``days`` are those that the leave spends."""

    __tablename__ = "leave"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    leave_kind: Mapped[LeaveKind]
    first: Mapped[date]
    last: Mapped[date]
    days: Mapped[int]
    substitute_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), default=None)
    ground_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    ground = sealed_text("ground_sealed")
    """Code of the ground of an unpaid leave (cabinet.leave.rules.GROUNDS)."""


class TimeOff(Base):
    """Days on which somebody is away; written only by transitions or import. A voided row counts no more."""

    __tablename__ = "time_off"
    __table_args__ = (Index("ix_time_off_span", "employee_id", "first", "last"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"))
    kind: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    days: Mapped[int]
    state: Mapped[AwayState]
    request_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("request.id"), index=True, default=None)
    voided_at: Mapped[datetime | None] = mapped_column(default=None)


class BalanceEntry(Base):
    """One line of the ledger: never edited, never deleted, only reversed by another line."""

    __tablename__ = "balance_entry"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    kind: Mapped[EntryKind]
    on: Mapped[date]
    days: Mapped[Decimal]
    made_at: Mapped[datetime]
    request_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("request.id"), default=None)
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("balance_entry.id"), default=None)


async def away(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[TimeOff]:
    """An employee's days away that count, in order."""
    found = (
        select(TimeOff).where(TimeOff.employee_id == employee_id, TimeOff.voided_at.is_(None)).order_by(TimeOff.first)
    )
    return (await session.scalars(found)).all()


async def ledger(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[BalanceEntry]:
    """An employee's balance lines in order of their dates."""
    found = (
        select(BalanceEntry)
        .where(BalanceEntry.employee_id == employee_id)
        .order_by(BalanceEntry.on, BalanceEntry.made_at)
    )
    return (await session.scalars(found)).all()


async def together(
    session: AsyncSession, employee: Employee, first: date, last: date
) -> Sequence[tuple[Employee, TimeOff]]:
    """Who else of his department is away within a span, in order of their days.

    Days that somebody has not signed for yet are nobody else's business.
    """
    found = (
        select(Employee, TimeOff)
        .join(TimeOff, TimeOff.employee_id == Employee.id)
        .outerjoin(Request, Request.id == TimeOff.request_id)
        .where(
            or_(Request.id.is_(None), Request.state != State.SIGNATURE),
            Employee.company_id == employee.company_id,
            Employee.department_id == employee.department_id,
            Employee.id != employee.id,
            TimeOff.voided_at.is_(None),
            TimeOff.first <= last,
            TimeOff.last >= first,
        )
        .order_by(TimeOff.first, Employee.search_key)
    )
    return [(row.Employee, row.TimeOff) for row in await session.execute(found)]
