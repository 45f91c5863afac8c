"""Signatures on documents, many to one, and the sets that are signed with one PIN.

A signature is stored only after our own check found it good. It is over the bytes whose SHA-256 its row names; the
document's bytes are in the blob store and never change.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Signature(Base):
    """One detached CAdES signature. ``place`` counts from 1: the n of «<name>_n.sgn»."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("document_id", "place"), UniqueConstraint("document_id", "employee_id"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    certificate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("certificate.id"))
    place: Mapped[int]
    digest: Mapped[str]
    """SHA-256 of the document's bytes in hex: shown, and signed."""
    signed_at: Mapped[datetime]
    der: Mapped[bytes] = mapped_column(repr=False)
    """As it was made: CAdES-BES."""
    list_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revocation_list.id"), default=None)
    """The last revocation list before it."""
    stamp_due_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    """When a time stamp is to be asked for (again); None: none is wanted, or it is there."""
    stamp_attempts: Mapped[int] = mapped_column(default=0)
    stamped_at: Mapped[datetime | None] = mapped_column(default=None)
    stamped_der: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    """The same signature with a time stamp: CAdES-T."""


class Sheet(Base):
    """What is signed with one PIN: frozen when the PIN is asked for, with the hash of each as it was shown."""

    __tablename__ = "sheet"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its PIN was right: it signs once."""


class SheetLine(Base):
    """One document of a set. ``outcome``: None until it was tried, then «signed», or why not (a code for Fluent)."""

    __tablename__ = "sheet_line"

    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"))
    digest: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(default=None)


async def signatures_of(session: AsyncSession, document_id: uuid.UUID) -> Sequence[Signature]:
    """All signatures on a document, in their order."""
    found = select(Signature).where(Signature.document_id == document_id).order_by(Signature.place)
    return (await session.scalars(found)).all()


async def unstamped(session: AsyncSession, now: datetime, most: int) -> Sequence[Signature]:
    """Signatures for which a time stamp is to be asked now, who waits longest first."""
    found = select(Signature).where(Signature.stamp_due_at <= now, Signature.stamped_der.is_(None))
    return (await session.scalars(found.order_by(Signature.stamp_due_at, Signature.id).limit(most))).all()


async def lines_of(session: AsyncSession, sheet_id: uuid.UUID) -> Sequence[SheetLine]:
    """The documents of a set, in their order."""
    found = select(SheetLine).where(SheetLine.sheet_id == sheet_id).order_by(SheetLine.place)
    return (await session.scalars(found)).all()
