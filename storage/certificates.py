"""Roots, the register of issue, revocation lists, and the sealed keys of those who sign.

A certificate counts as ours only if its fingerprint stands here. A key lies in its record (signing/record), which the
server's key and the owner's PIN open together; once the certificate was taken back the record is erased.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


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


async def lists_of(session: AsyncSession, root_id: uuid.UUID) -> Sequence[RevocationList]:
    """All revocation lists of a root, the oldest first."""
    found = select(RevocationList).where(RevocationList.root_id == root_id).order_by(RevocationList.number)
    return (await session.scalars(found)).all()
