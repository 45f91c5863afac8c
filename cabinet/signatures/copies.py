"""What anybody who found a marked copy may know of it: a number and a date, so that he can tell a copy from a forgery.

Nothing of anybody is told: neither who signed nor for whom, nor a hash by which names could be tried one by one. Who
asks too often waits; that is counted here, in memory, since nothing of strangers is kept.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, NotFound
from cabinet.ports import Clock, local_day
from cabinet.signatures.links import document_of
from storage.company import Company
from storage.documents import Document
from storage.engine import Database
from storage.requests import Request
from storage.signatures import Signature

STRANGER: Final = Actor.system("stranger")
"""Whoever holds a paper in his hands; the only one whom copies are told to."""
WITHIN: Final = timedelta(minutes=1)
MOST: Final = 20
"""So many questions of one asker within that time."""
ASKERS: Final = 10_000
"""Who asked the longest ago is forgotten first."""


@dataclass(frozen=True)
class Copied:
    """The signed document that a copy was made of."""

    number: str
    dated: date


class Copies:
    """Answers strangers."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._asked: dict[str, tuple[datetime, int]] = {}

    async def find(self, actor: Actor, code: str, who: str) -> Copied:
        """Of what document a copy with this code is. ``who`` asks: an address or a chat.

        NotFound: we made no such code, or nobody signed its document. Invalid: document-often. NotAllowed for all but
        ``STRANGER``.
        """
        if actor != STRANGER:
            raise NotAllowed
        self._count(who)
        document_id = document_of(code)
        if document_id is None:
            raise NotFound
        async with self._db.read() as session:
            return await _copied(session, document_id)

    def _count(self, who: str) -> None:
        now = self._clock.now()
        since, count = self._asked.pop(who, (now, 0))
        if now - since >= WITHIN:
            since, count = now, 0
        self._asked[who] = since, count + 1
        if len(self._asked) > ASKERS:
            del self._asked[next(iter(self._asked))]
        if count >= MOST:
            raise Invalid("document-often")


async def _copied(session: AsyncSession, document_id: uuid.UUID) -> Copied:
    is_signed = exists().where(Signature.document_id == Document.id)
    found = (
        select(Document, Request, Company.zone)
        .join(Request, Request.id == Document.request_id)
        .join(Company, Company.id == Document.company_id)
        .where(Document.id == document_id, is_signed)
    )
    row = (await session.execute(found)).first()
    if row is None:
        raise NotFound
    document, request, zone = row
    return Copied(str(request.number), local_day(dated(document, request), zone))


def dated(document: Document, request: Request) -> datetime:
    """The moment whose day is the document's date: of asking, or, of a version corrected since, of its print."""
    return request.submitted_at if document.version == request.version else document.made_at
