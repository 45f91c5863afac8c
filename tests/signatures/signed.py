"""A company in which Anna signed an application: with a real key, as rows, whoever made them."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from cabinet.access import Actor
from cabinet.certificates import authority
from cabinet.certificates.service import Certificates
from cabinet.documents.service import Documents
from cabinet.journal import record
from cabinet.journal_tree import JournalTree
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.ports import SealedKey, Timestamper
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from cabinet.signatures.evidence import Evidence
from gateways.files import SealedFiles
from gateways.stamps import NoStamps
from signing import certificates
from signing.algorithms import P256
from signing.authority import Reason
from signing.cades import Pen
from storage.certificates import Certificate, CertificateState, last_list, roots_of
from storage.chats import Chat
from storage.company import Company
from storage.documents import Document
from storage.engine import Database
from storage.joining import Introduction
from storage.people import Employee, RoleName
from storage.requests import Request
from storage.sealed import seal, unseal
from storage.signatures import Signature, signatures_of
from tests.certificates.room import Near
from tests.conftest import HandClock
from tests.people import actor, company, department, employee

SCHEDULE = Actor.system("schedule")
CODES = "https://check.example.ru/"


@dataclass
class Firm:
    """Anna, her manager, an officer; and an officer of a second company."""

    db: Database
    clock: HandClock
    folder: Path
    stamps: Timestamper = field(default_factory=NoStamps)

    async def build(self) -> Firm:
        """Make rows and services."""
        first, second = await company(self.db), await company(self.db, "7700000002")
        manager = await employee(self.db, first, "1", last="Петров", bound="11")
        store = await department(self.db, first, manager=manager)
        self.company = first
        self.people = {
            "manager": manager,
            "officer": await employee(self.db, first, "2", last="Иванова", roles=[RoleName.HR], bound="12"),
            "anna": await employee(self.db, first, "3", department=store, bound="13"),
            "stranger": await employee(self.db, second, "2", last="Чужая", roles=[RoleName.HR], bound="21"),
        }
        await self._introduce(first)
        self.files = SealedFiles(
            self.folder / "blobs",
            lambda data, blob: seal(data, "blob", blob),
            lambda data, blob: unseal(data, "blob", blob),
        )
        db, clock = self.db, self.clock
        kinds = {"leave": LeaveKindOfRequest(clock)}
        self.documents = Documents(db, clock, self.files, kinds)
        self.leaves, self.tree = Leaves(db, clock), JournalTree(db, clock)
        self.requests, self.decisions = Requests(db, clock, kinds), Decisions(db, clock, kinds)
        certificates = Certificates(db, clock, Near(), self.stamps)
        self.evidence = Evidence(db, clock, self.files, kinds, certificates, self.tree)
        return self

    async def _introduce(self, first: Company) -> None:
        async with self.db.write() as session:
            session.add(
                Introduction(
                    company_id=first.id, act_name="Положение", act_number="1", act_date=date(2026, 10, 1),
                    starts_on=date(2026, 11, 1), answer_by=date(2026, 12, 1), crl_url="http://example.test/crl",
                    system="Кабинет сотрудника", basis="Устава",
                )
            )  # fmt: skip

    async def actor(self, name: str, *, open_door: bool = True) -> Actor:
        """One of the people in his own chat, opened with the access code unless told otherwise."""
        who = self.people[name]
        async with self.db.write() as session:
            chat = await session.scalar(select(Chat).where(Chat.employee_id == who.id))
            assert chat is not None
            chat.open_until = self.clock.now() + timedelta(minutes=5) if open_door else None
        return replace(await actor(self.db, who), chat_id=chat.id)

    async def asked(self) -> tuple[Request, Document]:
        """Anna's request and its application, unsigned."""
        draft = LeaveDraft(first=date(2027, 7, 5), last=date(2027, 7, 18))
        request = await self.leaves.submit(await self.actor("anna"), draft, f"{draft.id}:submit")
        return request, await self.documents.ensure_application(request.id)

    async def certified(self, who: Employee) -> tuple[Certificate, Pen]:
        """A certificate in force, and what signs with it."""
        key, now = P256.generate(), self.clock.now()
        async with self.db.write() as session:
            root = await authority.root(session, SCHEDULE, self.company.id, now)
            serial = int.from_bytes(uuid.uuid4().bytes, "big") >> 1
            made = await authority.issue(session, who, root, serial, SealedKey(b"-", key.dump_public()), now)
            made.state, made.active_at = CertificateState.ACTIVE, now
        return made, Pen(key, made.der)

    async def sign(self, document: Document, name: str = "anna") -> Signature:
        """A signature of one of the people, an hour after his certificate was made."""
        certificate, pen = await self.certified(self.people[name])
        self.clock.forward(hours=1)
        now, data = self.clock.now(), await self.files.get(document.id)
        async with self.db.write() as session:
            newest = await last_list(session, certificate.root_id)
            made = Signature(
                company_id=self.company.id, document_id=document.id, employee_id=self.people[name].id,
                certificate_id=certificate.id, place=len(await signatures_of(session, document.id)) + 1,
                digest=hashlib.sha256(data).hexdigest(), signed_at=now, der=pen.sign(data, now),
                list_id=newest.id if newest else None,
            )  # fmt: skip
            session.add(made)
            await session.flush()
            who = Actor(self.people[name].id, self.company.id)
            record(session, who, "sign", "signature", made.id, now, key=f"sign:{made.id}")
        return made

    async def signed(self) -> Document:
        """Anna's application with her signature."""
        _, document = await self.asked()
        await self.sign(document)
        return document

    async def renew(self) -> None:
        """Publish the next revocation list, if it is time for it."""
        async with self.db.write() as session:
            [root] = await roots_of(session, self.company.id)
            assert await authority.fresh_list(session, root, self.clock.now())

    async def take_back(self, signature: Signature) -> None:
        """Revoke the certificate of a signature."""
        async with self.db.write() as session:
            row = await session.get_one(Certificate, signature.certificate_id)
            await authority.revoke(session, row, Reason.KEY_COMPROMISE, None, self.clock.now())

    async def subject(self, signature: Signature) -> certificates.Certificate:
        """The certificate of a signature, as it reads."""
        async with self.db.read() as session:
            return certificates.read((await session.get_one(Certificate, signature.certificate_id)).der)
