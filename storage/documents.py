"""Documents: immutable bytes with a hash and a version; the bytes lie sealed in the blob store, the row names them."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.requests import FINAL, Request
from storage.sealed import sealed_text


class DocumentKind(enum.StrEnum):
    """What a document is."""

    APPLICATION = "application"  # заявление, printed by us
    ATTACHMENT = "attachment"  # a file that somebody added


class Document(Base):
    """A document. ``digest`` is SHA-256 of the clear bytes in hex, ``size`` their number."""

    __tablename__ = "document"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    kind: Mapped[DocumentKind]
    mime: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    made_at: Mapped[datetime]
    request_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("request.id"), index=True, default=None)
    version: Mapped[int] = mapped_column(default=1)
    draft_id: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    """The draft (a request to be) that a file was added to; None once it was taken off again."""
    name_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    name = sealed_text("name_sealed")


async def of_request(session: AsyncSession, request_id: uuid.UUID) -> Sequence[Document]:
    """The documents of a request, oldest first."""
    found = select(Document).where(Document.request_id == request_id).order_by(Document.made_at)
    return (await session.scalars(found)).all()


async def of_draft(session: AsyncSession, employee_id: uuid.UUID, draft_id: uuid.UUID) -> Sequence[Document]:
    """The files that somebody added to his draft, sent ones included, oldest first."""
    found = (
        select(Document)
        .where(Document.draft_id == draft_id, Document.employee_id == employee_id)
        .order_by(Document.made_at)
    )
    return (await session.scalars(found)).all()


async def take_over(session: AsyncSession, employee_id: uuid.UUID, draft_id: uuid.UUID) -> None:
    """The files of a draft become those of the request that it turned into."""
    await session.execute(
        update(Document)
        .where(Document.draft_id == draft_id, Document.employee_id == employee_id, Document.request_id.is_(None))
        .values(request_id=draft_id)
    )


async def abandon(session: AsyncSession, before: datetime) -> None:
    """Files that lie in drafts since ``before`` and were never sent are taken off them.

    What waits in a returned request stays: it goes with the correction. Only when its request is over for as long.
    """
    alive = exists().where(
        Request.id == Document.draft_id, or_(Request.state.not_in(FINAL), Request.changed_at > before)
    )
    await session.execute(
        update(Document)
        .where(Document.draft_id.is_not(None), Document.request_id.is_(None), Document.made_at <= before, ~alive)
        .values(draft_id=None)
        .execution_options(synchronize_session=False)
    )


async def loose(session: AsyncSession) -> Sequence[uuid.UUID]:
    """Files that belong to nothing any more: neither to a draft nor to a request."""
    found = select(Document.id).where(Document.draft_id.is_(None), Document.request_id.is_(None))
    return (await session.scalars(found)).all()


async def forget(session: AsyncSession, document_id: uuid.UUID) -> None:
    """Delete the row of a loose file; one that belongs to something stays."""
    await session.execute(
        delete(Document)
        .where(Document.id == document_id, Document.draft_id.is_(None), Document.request_id.is_(None))
        .execution_options(synchronize_session=False)
    )
