"""How a verb leaves its trace, and how a repeated one finds it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from storage.journal import Entry, done_before, salted

__all__ = ["done_before", "record"]


def record(
    session: AsyncSession,
    actor: Actor,
    verb: str,
    subject: str,
    subject_id: uuid.UUID | None,
    at: datetime,
    *,
    key: str | None = None,
    result: object = None,
    company_id: uuid.UUID | None = None,
    personal: str | None = None,
) -> None:
    """Add the verb's journal row to its transaction. ``personal`` is kept as a salted digest only."""
    salt, digest = salted(personal) if personal is not None else (None, None)
    session.add(
        Entry(
            at=at,
            verb=verb,
            subject=subject,
            subject_id=subject_id,
            company_id=company_id or actor.company_id,
            actor_id=actor.employee_id,
            actor=actor.name,
            key=key,
            result=None if result is None else str(result),
            salt=salt,
            digest=digest,
        )
    )
