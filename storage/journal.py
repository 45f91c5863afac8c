"""The journal: one row for every writing verb, in the verb's own transaction, and the memory of what was done already.

A row's ``key`` (an update, or the draft's UUID) is unique: a verb that comes again finds its first result here.
The personal part is kept only as a salted digest, so that an erasure later leaves the journal whole.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sequence
from storage.sealed import ring


class Entry(Base):
    """Who did what, on what, when. ``result`` is what the verb answered (an id)."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True, init=False)
    at: Mapped[datetime]
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[uuid.UUID | None]
    company_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("company.id"), index=True)
    actor_id: Mapped[uuid.UUID | None]
    actor: Mapped[str]
    """«employee», or the name of a system actor (courier, schedule, console)."""
    key: Mapped[str | None] = mapped_column(unique=True, default=None)
    result: Mapped[str | None] = mapped_column(default=None)
    salt: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    digest: Mapped[bytes | None] = mapped_column(default=None, repr=False)


def salted(personal: str) -> tuple[bytes, bytes]:
    """(salt, HMAC-SHA256 of salt and text under the ring's «blind» key): proves a text later, tells nothing now.

    A hash alone would: grounds, ready reasons and code words are few enough to be tried one by one.
    """
    salt = secrets.token_bytes(16)
    return salt, hmac.digest(ring().secret("blind"), salt + personal.encode(), "sha256")


async def done_before(session: AsyncSession, key: str) -> Entry | None:
    """The entry of a deed that was done under this key already."""
    return await session.scalar(select(Entry).where(Entry.key == key))


async def last_of(
    session: AsyncSession, company_id: uuid.UUID, subject_id: uuid.UUID, verbs: Collection[str]
) -> Entry | None:
    """The newest entry of a company about a subject, of some verbs."""
    about = (Entry.company_id == company_id, Entry.subject_id == subject_id, Entry.verb.in_(verbs))
    return await session.scalar(select(Entry).where(*about).order_by(Entry.seq.desc()).limit(1))
