"""Signing with a PIN: a set is frozen while its pad is shown, and each document of it gets a result of its own.

What is signed are the bytes whose hash was frozen, read anew and compared; a signature is kept together with the step
of its request, or not at all. A process that dies in the middle leaves some documents signed and the others untried:
the same set goes on with them.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.certificates.ability import can_sign
from cabinet.certificates.service import Certificates, Signed
from cabinet.certificates.tries import NO_KEY
from cabinet.errors import CertificateOver, Invalid, NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, Files
from cabinet.requests import life
from cabinet.requests.kinds import Kind
from cabinet.signatures.rules import MOST, Outcome, awaits, evidence, is_open, is_young, untried
from storage.certificates import Certificate, CertificateState, last_list
from storage.documents import Document
from storage.engine import Database
from storage.people import Employee
from storage.requests import Request, Verb, unsigned
from storage.signatures import Sheet, SheetLine, Signature, lines_of, signatures_of

log = structlog.get_logger(__name__)
_SHEETS = uuid.UUID("6d1f1f0e-3c86-4d0b-9d0e-52b8d2f6a9c1")


@dataclass(frozen=True)
class Line:
    """A document of a set, as it is shown. ``digest``: SHA-256 in hex; ``outcome``: None until it was tried."""

    document_id: uuid.UUID
    request_id: uuid.UUID
    name: str
    digest: str
    outcome: Outcome | None = None


class Signatures:
    """Public verbs of whoever signs; everybody signs his own."""

    def __init__(
        self, db: Database, clock: Clock, files: Files, certificates: Certificates, kinds: Mapping[str, Kind]
    ) -> None:
        self._db, self._clock, self._files, self._certificates, self._kinds = db, clock, files, certificates, kinds

    async def able(self, actor: Actor) -> bool:
        """Whether the right PIN would sign now."""
        async with self._db.read() as session:
            return await can_sign(session, await session.get_one(Employee, actor.me()), self._clock.now())

    async def waiting(self, actor: Actor) -> Sequence[Request]:
        """The actor's requests that wait for his signature, the oldest first."""
        async with self._db.read() as session:
            return await unsigned(session, actor.me())

    async def lay(self, actor: Actor, documents: Mapping[uuid.UUID, str], key: str) -> uuid.UUID:
        """Freeze a set; its id. ``documents``: id → SHA-256 in hex of what was shown. Pressed twice, it is one set.

        NotFound where one of them waits for no signature of his; Stale for none, more than ``MOST``, or where one is
        not what was shown any more.
        """
        sheet_id, at = uuid.uuid5(_SHEETS, f"{actor.me()}:{key}"), self._clock.now()
        if not 0 < len(documents) <= MOST:
            raise Stale
        async with self._db.write() as session:
            if await session.get(Sheet, sheet_id) is not None:
                return sheet_id
            session.add(Sheet(id=sheet_id, employee_id=actor.me(), made_at=at))
            await session.flush()
            for place, (document_id, shown) in enumerate(documents.items(), 1):
                document = await session.get(Document, document_id)
                if document is None or not awaits(await _request(session, document), document, actor.me()):
                    raise NotFound
                if document.digest != shown:
                    raise Stale
                session.add(SheetLine(sheet_id=sheet_id, place=place, document_id=document.id, digest=shown))
            record(session, actor, "lay-sheet", "sheet", sheet_id, at, key=key, result=len(documents))
        return sheet_id

    async def sheet(self, actor: Actor, sheet_id: uuid.UUID) -> Sequence[Line]:
        """A set of the actor with what became of each document. NotFound."""
        async with self._db.read() as session:
            await _own(session, actor, sheet_id)
            return [await _line(session, line) for line in await lines_of(session, sheet_id)]

    async def sign(self, actor: Actor, sheet_id: uuid.UUID, pin: str, key: str) -> Sequence[Line]:
        """Sign what is left of a set; a result for each. The same press again goes on where it stopped.

        Stale: the set is too old. And as `Certificates.unlock_and_sign`: then nothing was signed.
        """
        ready = await self._ready(actor, sheet_id)
        if ready:
            signed = await self._certificates.unlock_and_sign(actor, pin, [data for _, data in ready], key)
            for (line, _), der in zip(ready, signed.signatures, strict=True):
                await self._keep(actor, line, der, signed, key)
        await self._close(sheet_id)
        return await self.sheet(actor, sheet_id)

    async def _ready(self, actor: Actor, sheet_id: uuid.UUID) -> list[tuple[SheetLine, bytes]]:
        """What of a set is to be signed, with its bytes; for the rest it is written down why not."""
        async with self._db.read() as session:
            sheet = await _own(session, actor, sheet_id)
            lines = untried(await lines_of(session, sheet_id))
            if lines and not is_open(sheet, self._clock.now()):
                raise Stale
            why_not = [await self._why_not(session, line, actor) for line in lines]
        ready = []
        for line, why in zip(lines, why_not, strict=True):
            data = await self._bytes(line) if why is None else None
            if data is not None:
                ready.append((line, data))
            else:
                await self._put_aside(line, why or Outcome.CHANGED)
        return ready

    async def _why_not(self, session: AsyncSession, line: SheetLine, actor: Actor) -> Outcome | None:
        """Why a document is not to be signed, apart from its bytes."""
        document = await session.get_one(Document, line.document_id)
        request = await _request(session, document)
        if request is None or not awaits(request, document, actor.me()):
            return Outcome.GONE
        return None if await self._fresh(session, request) else Outcome.OVER

    async def _fresh(self, session: AsyncSession, request: Request) -> bool:
        """It was asked for lately, and could still be asked for."""
        young = is_young(request, self._clock.now())
        return young and await self._kinds[request.kind].may_still(session, request)

    async def _bytes(self, line: SheetLine) -> bytes | None:
        """The document's bytes; None where they are lost or not those that were shown."""
        try:
            data = await self._files.get(line.document_id)
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() == line.digest:
            return data
        log.error("a document is not what was shown", document=str(line.document_id), sheet=str(line.sheet_id))
        return None

    async def _put_aside(self, line: SheetLine, outcome: Outcome) -> None:
        async with self._db.write() as session:
            kept = await session.get_one(SheetLine, (line.sheet_id, line.place), with_for_update=True)
            kept.outcome = kept.outcome or outcome

    async def _keep(self, actor: Actor, line: SheetLine, der: bytes, signed: Signed, key: str) -> None:
        """One signature and the step of its request, together. CertificateOver: it was taken back meanwhile."""
        at = self._clock.now()
        async with self._db.write() as session:
            document = await session.get_one(Document, line.document_id)
            request = await life.locked(session, actor, document.request_id or document.id)
            kept = await session.get_one(SheetLine, (line.sheet_id, line.place), with_for_update=True)
            if kept.outcome is not None:
                return
            if not awaits(request, document, actor.me()):
                kept.outcome = Outcome.GONE
                return
            signature = await _signature(session, document, actor, der, signed)
            kept.outcome = Outcome.SIGNED
            await life.go_on(session, actor, request, Verb.SIGN, at)
            kept_of_it = evidence(signature, line.sheet_id, actor.chat_id)
            record(session, actor, "sign", "signature", signature.id, at, key=f"{key}:{line.place}", result=kept_of_it)

    async def _close(self, sheet_id: uuid.UUID) -> None:
        async with self._db.write() as session:
            sheet = await session.get_one(Sheet, sheet_id, with_for_update=True)
            if sheet.closed_at is None and not untried(await lines_of(session, sheet_id)):
                sheet.closed_at = self._clock.now()

    async def to_paper(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """«Подать на бумаге»: whoever cannot sign (any more) sends what he began, to be signed by hand.

        NotAllowed while he can: then the signature is what his employer and he agreed upon. Invalid("signatures-over"):
        it was asked for too long ago, or the rules forbid it by now.
        """
        at = self._clock.now()
        async with self._db.write() as session:
            request = await life.locked(session, actor, request_id)
            if request.employee_id != actor.me():
                raise NotFound
            if await done_before(session, key):
                return request
            await life.expect(session, actor, request, step, Verb.PAPER)
            if await can_sign(session, await session.get_one(Employee, actor.me()), at):
                raise NotAllowed
            if not await self._fresh(session, request):
                raise Invalid("signatures-over")
            await life.go_on(
                session, actor, request, Verb.PAPER, at, {"version": request.version + 1}
            )  # with a line to sign
            record(session, actor, "request.paper", "request", request.id, at, key=key)
        return request


async def _signature(session: AsyncSession, document: Document, actor: Actor, der: bytes, signed: Signed) -> Signature:
    certificate = await session.get_one(Certificate, signed.certificate_id, with_for_update=NO_KEY)
    if certificate.state is not CertificateState.ACTIVE:
        raise CertificateOver
    newest = await last_list(session, certificate.root_id)
    made = Signature(
        company_id=document.company_id, document_id=document.id, employee_id=actor.me(),
        certificate_id=certificate.id, place=len(await signatures_of(session, document.id)) + 1,
        digest=document.digest, signed_at=signed.at, der=der, list_id=newest.id if newest else None,
        stamp_due_at=signed.at,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def _own(session: AsyncSession, actor: Actor, sheet_id: uuid.UUID) -> Sheet:
    sheet = await session.get(Sheet, sheet_id)
    if sheet is None or sheet.employee_id != actor.me():
        raise NotFound
    return sheet


async def _request(session: AsyncSession, document: Document) -> Request | None:
    return await session.get(Request, document.request_id) if document.request_id else None


async def _line(session: AsyncSession, line: SheetLine) -> Line:
    document = await session.get_one(Document, line.document_id)
    outcome = Outcome(line.outcome) if line.outcome else None
    return Line(document.id, document.request_id or document.id, document.name or "", line.digest, outcome)
