"""The one gatekeeper of documents: what is attached, printed once, listed, and who may look.

Bytes are checked and put into the blob store before their row is written, so that a row never names a file that is not
there; a blob without a row is only a bit of sealed disk. An application is printed once for each version of its
request: the same request, version and data give the same id and the same bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.documents import sweep
from cabinet.documents.opening import readable, whole
from cabinet.documents.rules import MOST, mime_of, safe_name, type_of
from cabinet.errors import Invalid, NotAllowed, NotFound, NotKept, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, Files
from storage.documents import Document, DocumentKind, of_draft
from storage.engine import Database
from storage.people import employee_locked
from storage.requests import Request, State

log = structlog.get_logger(__name__)

SWEEPER: Final = "schedule"
"""The only actor who may sweep."""


class Print(Protocol):
    """The data of a paper that can print itself: slow and pure, called in a thread."""

    def print(self) -> bytes:
        """The PDF; the same data give the same bytes."""
        ...

    @property
    def file_name(self) -> str:
        """What the file is called."""
        ...


class Papers(Protocol):
    """A kind of request, as this room sees it: what its application says."""

    async def paper(self, session: AsyncSession, request: Request) -> Print:
        """Everything the print needs, read in one go."""
        ...


@dataclass(frozen=True)
class Opened:
    """A document with its clear bytes."""

    document: Document
    data: bytes


def application_id(request: Request) -> uuid.UUID:
    """The id of the application of a request's present version: the same whoever asks for it first."""
    return uuid.uuid5(request.id, f"application:{request.version}")


class Documents:
    """Public verbs over documents. ``papers``: the kinds of requests by name."""

    def __init__(self, db: Database, clock: Clock, files: Files, papers: Mapping[str, Papers]) -> None:
        self.db, self.clock, self.files, self.papers = db, clock, files, papers
        self._printing = asyncio.Lock()

    async def attach(self, actor: Actor, draft_id: uuid.UUID, name: str, data: bytes, key: str) -> Document:
        """Add a file to the actor's draft or returned request; the same file twice is one.

        Invalid: file-empty, file-too-big, file-type, file-active, file-many. NotKept when the disk refuses.
        """
        kind = await asyncio.to_thread(type_of, data)
        document = Document(
            id=uuid.uuid5(draft_id, key), company_id=actor.company(), employee_id=actor.me(),
            kind=DocumentKind.ATTACHMENT, mime=mime_of(kind), size=len(data), digest=await _digest(data),
            made_at=self.clock.now(), draft_id=draft_id,
        )  # fmt: skip
        document.name = safe_name(name, kind)
        async with self.db.read() as session:
            if known := await self._room_for(session, document):
                return known
        await self._put(document.id, data)
        async with self.db.write() as session:
            await employee_locked(session, actor.me())
            if known := await self._room_for(session, document):
                return known
            session.add(document)
            record(session, actor, "document.attach", "document", document.id, document.made_at, key=key)
        return document

    async def _room_for(self, session: AsyncSession, document: Document) -> Document | None:
        """The twin of a file in its draft; None where there is room for it.

        Nobody adds to another one's request (NotFound), nor to his own while it is not his turn (Stale).
        """
        assert document.draft_id is not None  # noqa: S101  made with one, above
        request = await session.get(Request, document.draft_id)
        if request is not None and request.employee_id != document.employee_id:
            raise NotFound
        if request is not None and request.state not in (State.RETURNED, State.SIGNATURE):
            raise Stale
        there = await of_draft(session, document.employee_id, document.draft_id)
        if twin := next((one for one in there if one.id == document.id or one.digest == document.digest), None):
            return twin
        if len(there) >= MOST:
            raise Invalid("file-many", limit=MOST)
        return None

    async def attached(self, actor: Actor, draft_id: uuid.UUID) -> Sequence[Document]:
        """The files of the actor's own draft, oldest first."""
        async with self.db.read() as session:
            return await of_draft(session, actor.me(), draft_id)

    async def detach(self, actor: Actor, document_id: uuid.UUID, key: str) -> None:
        """Take a file off the draft again; Stale once it was sent, NotFound for what is not the actor's."""
        async with self.db.write() as session:
            if await done_before(session, key):
                return
            document = await session.get(Document, document_id, with_for_update=True)
            if document is None or document.employee_id != actor.me() or document.draft_id is None:
                raise NotFound
            if document.request_id is not None:
                raise Stale
            document.draft_id = None
            record(session, actor, "document.detach", "document", document.id, self.clock.now(), key=key)

    async def ensure_application(self, request_id: uuid.UUID) -> Document:
        """The application of a request's present version, printed now if nobody did before.

        NotFound: no such request. NotKept: the disk refuses.
        """
        async with self._printing:
            while True:
                if document := await self._printed(request_id):
                    return document

    async def _printed(self, request_id: uuid.UUID) -> Document | None:
        """None: the request was corrected meanwhile, and the print may mix what two versions say."""
        async with self.db.read() as session:
            request = await session.get(Request, request_id)
            if request is None:
                raise NotFound
            if known := await session.get(Document, application_id(request)):
                return known
            paper = await self.papers[request.kind].paper(session, request)
        data = await asyncio.to_thread(paper.print)
        document = await self._application(request, paper.file_name, data)
        await self._put(document.id, data)
        return await self._keep(document)

    async def _put(self, document_id: uuid.UUID, data: bytes) -> None:
        try:
            await self.files.put(document_id, data)
        except OSError as error:
            log.error("the disk refuses a file", row=str(document_id), size=len(data), why=error.strerror)
            raise NotKept from error

    async def _application(self, request: Request, name: str, data: bytes) -> Document:
        document = Document(
            id=application_id(request), company_id=request.company_id, employee_id=request.employee_id,
            kind=DocumentKind.APPLICATION, mime="application/pdf", size=len(data), digest=await _digest(data),
            made_at=self.clock.now(), request_id=request.id, version=request.version,
        )  # fmt: skip
        document.name = name
        return document

    async def _keep(self, document: Document) -> Document | None:
        """Write the row, unless another process was quicker with the same bytes; None where the version has passed.

        The request is locked before the employee, as in the verbs that move it: the other way round is a deadlock.
        """
        async with self.db.write() as session:
            request = await session.get_one(Request, document.request_id, with_for_update=True)
            if request.version != document.version:
                return None
            await employee_locked(session, document.employee_id)
            if known := await session.get(Document, document.id):
                return known
            session.add(document)
            printer = Actor.system("printer")
            record(
                session, printer, "document.print", "document", document.id, document.made_at,
                company_id=document.company_id,
            )  # fmt: skip
        return document

    async def sweep(self, actor: Actor) -> int:
        """Remove for good what was taken off a draft, and what lies in one for 30 days unsent; how many files.

        NotAllowed for everybody but the schedule. Never a file of a request.
        """
        if not (actor.is_system and actor.name == SWEEPER):
            raise NotAllowed
        return await sweep.sweep(self.db, self.files, actor, self.clock.now())

    async def open(self, actor: Actor, document_id: uuid.UUID, key: str) -> Opened:
        """The bytes, for whoever may see them and has his access code open; the journal keeps who looked.

        NotFound for everybody else, as if it were not there. Closed: the access code first. FileNotFoundError: the
        bytes are lost or are not those that the row names.
        """
        at = self.clock.now()
        async with self.db.write() as session:
            document = await readable(session, actor, document_id, at)
            if not await done_before(session, key):
                record(session, actor, "document.open", "document", document.id, at, key=key)
        return Opened(document, await whole(self.files, document))


async def _digest(data: bytes) -> str:
    return await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
