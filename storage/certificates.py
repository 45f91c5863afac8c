"""Roots, the register of issue, revocation lists, and the sealed keys of those who sign.

A certificate counts as ours only if its fingerprint stands here. A key lies in its record (signing/record), which the
server's key and the owner's PIN open together; once the certificate was taken back the record is erased.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, UniqueConstraint, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.company import Company
from storage.joining import Joining
from storage.people import Employee, folded


class Root(Base):
    """A company's root certificate with its key, sealed by the server's key (`signing.vault.seal_root`)."""

    __tablename__ = "root"
    __table_args__ = (
        Index(
            "uq_root_open",
            "company_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    serial: Mapped[str]
    """Hex without separators, lower case."""
    der: Mapped[bytes] = mapped_column(repr=False)
    key_record: Mapped[bytes] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class CertificateState(enum.StrEnum):
    """Where a certificate stands; that its term is over is told by its dates."""

    WAITING = "waiting"  # «ожидает»: HR has not confirmed the identity yet; it signs nothing
    ACTIVE = "active"
    REVOKED = "revoked"  # for good; a refused or forgotten one too


class Certificate(Base):
    """One row of the register of issue. ``failures``: wrong PINs in a row, each counted before it is tried."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("root_id", "serial"),
        Index("ix_certificate_ends", "state", "ends"),
        Index(
            "uq_certificate_open",  # nobody has two of one state
            "employee_id",
            "state",
            unique=True,
            sqlite_where=text("state != 'revoked'"),
            postgresql_where=text("state != 'revoked'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    root_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("root.id"))
    serial: Mapped[str]
    """Hex without separators, lower case."""
    fingerprint: Mapped[bytes] = mapped_column(unique=True, repr=False)
    """SHA-256 of ``der``."""
    der: Mapped[bytes] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.WAITING)
    key_record: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    failures: Mapped[int] = mapped_column(default=0)
    busy_until: Mapped[datetime | None] = mapped_column(default=None)
    """Somebody derives from a PIN for this key; a second one waits or is told so."""
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    """Ten wrong PINs in a row."""
    follows_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("certificate.id"), default=None)
    """The one that it renews: made by its owner with the old PIN, without HR."""
    act: Mapped[int | None] = mapped_column(default=None)
    """Number of the act of identity."""
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), default=None)
    active_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), default=None)
    """None with ``revoked_at``: the schedule or the console."""
    reason: Mapped[str | None] = mapped_column(default=None)
    """A value of `signing.authority.Reason`."""
    reminded: Mapped[int] = mapped_column(default=0)
    """How many of the reminders before its end were sent."""


class RevocationList(Base):
    """One revocation list of a root, as it was published. None is ever deleted."""

    __tablename__ = "revocation_list"
    __table_args__ = (UniqueConstraint("root_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    root_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("root.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    der: Mapped[bytes] = mapped_column(repr=False)


async def root_of(session: AsyncSession, company_id: uuid.UUID) -> Root | None:
    """The root in force of a company."""
    return await session.scalar(select(Root).where(Root.company_id == company_id, Root.ended_at.is_(None)))


async def certificate_of(
    session: AsyncSession, employee_id: uuid.UUID, state: CertificateState = CertificateState.ACTIVE
) -> Certificate | None:
    """Somebody's certificate in a state other than revoked: there is at most one of each."""
    found = select(Certificate).where(Certificate.employee_id == employee_id, Certificate.state == state)
    return await session.scalar(found)


async def had_certificate(session: AsyncSession, employee_id: uuid.UUID) -> bool:
    """Whether somebody ever had a certificate, whatever became of it."""
    found = select(Certificate.id).where(Certificate.employee_id == employee_id).limit(1)
    return await session.scalar(found) is not None


async def roots_of(session: AsyncSession, company_id: uuid.UUID) -> Sequence[Root]:
    """Every root that a company ever had, the oldest first."""
    found = select(Root).where(Root.company_id == company_id).order_by(Root.made_at)
    return (await session.scalars(found)).all()


async def open_roots(session: AsyncSession) -> Sequence[Root]:
    """The roots in force of all companies."""
    return (await session.scalars(select(Root).where(Root.ended_at.is_(None)).order_by(Root.made_at))).all()


async def last_list(session: AsyncSession, root_id: uuid.UUID) -> RevocationList | None:
    """The newest revocation list of a root."""
    found = select(RevocationList).where(RevocationList.root_id == root_id).order_by(RevocationList.number.desc())
    return await session.scalar(found.limit(1))


async def revoked_of(session: AsyncSession, root_id: uuid.UUID) -> Sequence[Certificate]:
    """Everything that was taken back under a root."""
    found = select(Certificate).where(Certificate.root_id == root_id, Certificate.state == CertificateState.REVOKED)
    return (await session.scalars(found.order_by(Certificate.revoked_at))).all()


async def issued(session: AsyncSession, company_id: uuid.UUID) -> frozenset[bytes]:
    """Fingerprints of a company's certificates that were ever in force: nobody else's signature counts."""
    found = select(Certificate.fingerprint).where(
        Certificate.company_id == company_id, Certificate.active_at.is_not(None)
    )
    return frozenset(await session.scalars(found))


async def waiting(session: AsyncSession, company_id: uuid.UUID) -> Sequence[tuple[Certificate, Employee]]:
    """Certificates whose owner's identity nobody has confirmed yet, the oldest first."""
    found = (
        select(Certificate, Employee)
        .join(Employee, Employee.id == Certificate.employee_id)
        .where(Certificate.company_id == company_id, Certificate.state == CertificateState.WAITING)
        .order_by(Certificate.made_at)
    )
    return [(row[0], row[1]) for row in await session.execute(found)]


async def holding(session: AsyncSession, company_id: uuid.UUID, part: str, but: uuid.UUID) -> Sequence[Employee]:
    """Whoever has a certificate that was not taken back and ``part`` in the name, by name; all but one of them."""
    has = select(Certificate.employee_id).where(
        Certificate.company_id == company_id, Certificate.state != CertificateState.REVOKED
    )
    found = select(Employee).where(Employee.id.in_(has), Employee.id != but)
    if part:
        found = found.where(Employee.search_key.contains(folded(part), autoescape=True))
    return (await session.scalars(found.order_by(Employee.search_key, Employee.number))).all()


class Looked(NamedTuple):
    """A certificate that the clock may have to do something about."""

    certificate: Certificate
    employee: Employee
    zone: str
    ended_on: date | None


async def looked_after(session: AsyncSession, ends_by: datetime) -> Sequence[Looked]:
    """Certificates that wait, end soon, or whose owner leaves or goes back to paper."""
    leaves = or_(Employee.dismissed_on.is_not(None), Joining.ended_on.is_not(None))
    soon = or_(Certificate.state == CertificateState.WAITING, Certificate.ends <= ends_by, leaves)
    found = (
        select(Certificate, Employee, Company.zone, Joining.ended_on)
        .join(Employee, Employee.id == Certificate.employee_id)
        .join(Company, Company.id == Certificate.company_id)
        .outerjoin(Joining, Joining.employee_id == Employee.id)
        .where(Certificate.state != CertificateState.REVOKED, soon)
    )
    return [Looked(*row) for row in await session.execute(found)]


async def reserve(session: AsyncSession, certificate_id: uuid.UUID, now: datetime, until: datetime, most: int) -> bool:
    """Count one try of a PIN before it is tried; False where none may be: locked, busy, or not in force.

    One statement: of forty at once one is admitted at a time, and ``most`` in a row altogether.
    """
    idle = or_(Certificate.busy_until.is_(None), Certificate.busy_until <= now)
    admitted = (Certificate.id == certificate_id, Certificate.failures < most, Certificate.disabled_at.is_(None), idle)
    counted = update(Certificate).where(*admitted, Certificate.state == CertificateState.ACTIVE)
    values = {"failures": Certificate.failures + 1, "busy_until": until}
    found = await session.execute(counted.values(**values).returning(Certificate.id))
    return found.first() is not None


async def resume(session: AsyncSession, certificate_id: uuid.UUID, old: datetime, until: datetime) -> bool:
    """Take the place of a try that was counted already and never finished; False where somebody else has it by now."""
    same = (Certificate.id == certificate_id, Certificate.busy_until == old, Certificate.disabled_at.is_(None))
    taken = update(Certificate).where(*same, Certificate.state == CertificateState.ACTIVE).values(busy_until=until)
    return (await session.execute(taken.returning(Certificate.id))).first() is not None


async def lists_of(session: AsyncSession, root_id: uuid.UUID) -> Sequence[RevocationList]:
    """All revocation lists of a root, the oldest first."""
    found = select(RevocationList).where(RevocationList.root_id == root_id).order_by(RevocationList.number)
    return (await session.scalars(found)).all()
