"""Handing out the evidence of one signed document: the archive that needs us no more, and a copy with visible marks.

Both are made anew whenever they are asked for, of the rows as they are, and the signatures are judged again: what is
told is what holds today. The journal keeps who took them.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.archive import Archive, Signatory, packed, stem_of
from cabinet.certificates.service import Certificates
from cabinet.documents.opening import readable, whole
from cabinet.errors import Invalid, NotFound
from cabinet.journal import done_before, record
from cabinet.journal_tree import Proven
from cabinet.marks import Mark, MarkedCopy
from cabinet.ports import Clock, Files, local_day
from cabinet.requests.kinds import OTHER_DOCUMENTS, Kind
from cabinet.signatures.copies import dated
from cabinet.signatures.links import code_of
from locales import plain_key
from signing.cades import Checker, Register
from signing.verdicts import Trust, Verdict
from storage.certificates import Certificate, RevocationList, Root, lists_of
from storage.company import Company
from storage.documents import Document
from storage.engine import Database
from storage.people import Employee
from storage.requests import Request
from storage.signatures import Signature, signatures_of

PDF: Final = ".pdf"


class Proofs(Protocol):
    """The journal's tree, as this room sees it."""

    async def signed(self, actor: Actor, signature_id: uuid.UUID) -> Proven | None:
        """That the journal holds the making of a signature; None while it is not sealed."""
        ...


@dataclass(frozen=True)
class _Held:
    """All rows that the evidence of a document stands on. ``lists``: of the root."""

    document: Document
    company: Company
    number: str
    dated: date
    code: str
    signatures: Sequence[tuple[Signature, Employee]]
    root: Root
    lists: Sequence[RevocationList]
    trust: Trust
    register: Register

    @property
    def name(self) -> str:
        return (self.document.name or self.number).removesuffix(PDF)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.zone)


class Evidence:
    """Public verbs of whoever may open the document. Without ``proofs`` an archive holds no word of the journal."""

    def __init__(
        self, db: Database, clock: Clock, files: Files, kinds: Mapping[str, Kind], certificates: Certificates,
        proofs: Proofs | None = None,
    ) -> None:  # fmt: skip
        self._db, self._clock, self._files, self._kinds = db, clock, files, kinds
        self._certificates, self._proofs = certificates, proofs

    async def archive(self, actor: Actor, document_id: uuid.UUID, key: str) -> tuple[str, bytes]:
        """(file name, ZIP) of a signed document with all that is needed to check it without us.

        NotFound: not his to see, or nobody signed it. Closed: the access code first. FileNotFoundError: the bytes are
        lost or are not those that the row names.
        """
        held = await self._taken(actor, document_id, "document.archive", key)
        data = await whole(self._files, held.document)
        proven = [await self._proofs.signed(actor, one.id) if self._proofs else None for one, _ in held.signatures]
        made = await asyncio.to_thread(_packed, held, data, proven, self._clock.now())
        return plain_key("document-archive-name", "ru", {"name": held.name}), made

    async def marked(self, actor: Actor, document_id: uuid.UUID, key: str, *, address: str) -> tuple[str, bytes]:
        """(file name, PDF) of a copy that shows who signed. ``address``: what stands before the code in its QR code.

        As ``archive``; Invalid document-unproven where none of the signatures holds.
        """
        held = await self._taken(actor, document_id, "document.copy", key)
        data = await whole(self._files, held.document)
        made = await asyncio.to_thread(_marked, held, data, address)
        return plain_key("document-copy-name", "ru", {"name": held.name}), made

    async def _taken(self, actor: Actor, document_id: uuid.UUID, verb: str, key: str) -> _Held:
        at = self._clock.now()
        async with self._db.write() as session:
            document = await readable(session, actor, document_id, at)
            held = await self._held(session, document)
            if not await done_before(session, key):
                record(session, actor, verb, "document", document.id, at, key=key)
        return held

    async def _held(self, session: AsyncSession, document: Document) -> _Held:
        signatures = await signatures_of(session, document.id)
        if not signatures or document.request_id is None:
            raise NotFound
        last = signatures[-1]
        company = await session.get_one(Company, document.company_id)
        request = await session.get_one(Request, document.request_id)
        root = await session.get_one(Root, (await session.get_one(Certificate, last.certificate_id)).root_id)
        number, dated, code = await self._about(session, document, request, company.zone)
        return _Held(
            document, company, number, dated, code,
            [(one, await session.get_one(Employee, one.employee_id)) for one in signatures],
            root, await lists_of(session, root.id),
            await self._certificates.trust(session, company.id),
            await self._certificates.register(session, company.id),
        )  # fmt: skip

    async def _about(
        self, session: AsyncSession, document: Document, request: Request, zone: str
    ) -> tuple[str, date, str]:
        """(number, date, docType). What a version said that was corrected since is nowhere but on its paper."""
        present = document.version == request.version
        code = await self._kinds[request.kind].doc_type(session, request) if present else OTHER_DOCUMENTS
        return str(request.number), local_day(dated(document, request), zone), code


def _judged(held: _Held, data: bytes) -> Iterator[tuple[Signature, Employee, Verdict]]:
    checker = Checker(held.trust, held.register)
    for signature, owner in held.signatures:
        yield signature, owner, checker.check(_file(signature), data)


def _file(signature: Signature) -> bytes:
    """As it is handed out: with its time stamp where it has one."""
    return signature.stamped_der or signature.der


def _packed(held: _Held, data: bytes, proven: Sequence[Proven | None], at: datetime) -> bytes:
    judged = list(_judged(held, data))
    return packed(
        Archive(
            company=held.company.name, inn=held.company.inn, name=held.name, number=held.number, kind=held.code,
            dated=held.dated, document=data, root=held.root.der,
            signatories=[_signatory(*one, found) for one, found in zip(judged, proven, strict=True)],
            lists=[one for signature, _, verdict in judged for one in _lists(held, signature, verdict)],
            checked=at, zone=held.zone,
        )
    )  # fmt: skip


def _signatory(signature: Signature, owner: Employee, verdict: Verdict, proven: Proven | None) -> Signatory:
    """He is named as his certificate does, whatever he is called by now."""
    subject = verdict.certificate.subject if verdict.certificate else None
    if subject is None or subject.name == owner.full_name:
        last, first, patronymic = owner.last_name, owner.first_name, owner.patronymic
    else:
        last, first, patronymic = [*subject.name.split(maxsplit=2), "", ""][:3]
    position = subject.title if subject else owner.position
    proof, entry = (proven.proof, proven.leaf) if proven else (None, b"")
    return Signatory(_file(signature), verdict, last, first, patronymic, position, proof, entry)


def _lists(held: _Held, signature: Signature, verdict: Verdict) -> Iterator[bytes]:
    """The last list before a signature, and the last before the moment at which it is judged: its stamp comes later."""
    at = verdict.moment or signature.signed_at
    before = [one for one in held.lists if one.made_at.replace(microsecond=0) <= at]
    yield from (one.der for one in held.lists if one.id == signature.list_id)
    yield from (one.der for one in (before or held.lists)[-1:])


def _marked(held: _Held, data: bytes, address: str) -> bytes:
    link, zone = f"{address}{code_of(held.document.id)}", held.zone
    marks = [
        Mark(
            found.subject.name, found.serial, found.begins.astimezone(zone), found.ends.astimezone(zone),
            (verdict.claimed or signature.signed_at).astimezone(zone), link,
        )
        for signature, _, verdict in _judged(held, data)
        if verdict.good and (found := verdict.certificate)
    ]  # fmt: skip
    if not marks:
        raise Invalid("document-unproven")
    return MarkedCopy(data, f"{stem_of(held.name)}.pdf", marks).print()
