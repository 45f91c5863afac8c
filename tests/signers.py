"""People who sign, in stories and benchmarks: КЭДО is theirs, each has a certificate in force, all with one PIN."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import derivation
from cabinet.access import Actor
from cabinet.certificates import authority
from cabinet.documents.service import application_id
from cabinet.ports import Clock, Files, LockedKey, SealedKey, SystemClock
from signing.authority import new_serial
from signing.record import Owner
from signing.vault import COST
from signing.verdicts import Trust
from storage.certificates import CertificateState
from storage.chats import chat_of
from storage.documents import Document, DocumentKind
from storage.engine import Database
from storage.joining import Introduction, Joining, Way
from storage.leave import Leave, LeaveKind
from storage.people import Employee
from storage.requests import Event, Holder, Request, State, Verb

PIN, WRONG = "738291", "604857"


class Here:
    """The jobs of a derivation at their real cost, in a thread of this process: so that its CPU time is all of it."""

    ahead = 0

    async def make(self, pin: str, owner: Owner) -> SealedKey:
        derivation._secrets = authority.secrets()
        return await asyncio.to_thread(derivation.make, pin, owner, COST)

    async def sign(
        self, key: LockedKey, pin: str, work: Sequence[tuple[bytes, datetime]], trust: Trust
    ) -> Sequence[bytes]:
        derivation._secrets = authority.secrets()
        return await asyncio.to_thread(derivation.sign, key, pin, work, trust)

    async def change(self, record: bytes, owner: Owner, old: str, new: str) -> bytes:
        raise NotImplementedError


async def enlist(database: Database, first: int, many: int) -> list[Actor]:
    """The people from place ``first`` on get their keys; it takes some 0.2 s of a processor each."""
    async with database.read() as session:
        people = (await session.scalars(select(Employee).order_by(Employee.number).offset(first).limit(many))).all()
    return [await certify(database, one) for one in people]


async def certify(database: Database, employee: Employee, clock: Clock | None = None) -> Actor:
    """A certificate in force for one; who he is in his chat."""
    now = (clock or SystemClock()).now()
    serial = new_serial()
    sealed = await Here().make(PIN, Owner(employee.company_id, employee.id, serial))
    async with database.write() as session:
        await _join(session, employee, serial, sealed, now)
        chat = await chat_of(session, employee.id)
    return Actor(employee.id, employee.company_id, chat_id=chat.id if chat else None)


async def _join(session: AsyncSession, employee: Employee, serial: int, sealed: SealedKey, now: datetime) -> None:
    if await session.get(Introduction, employee.company_id) is None:
        session.add(_introduction(employee.company_id, now))
    session.add(
        Joining(
            employee_id=employee.id, company_id=employee.company_id, notified_at=now, consented_at=now,
            consented_by=Way.PAPER, agreed_at=now, agreed_by=Way.PAPER, agreement=1,
        )
    )  # fmt: skip
    await session.flush()
    root = await authority.root(session, Actor.system("bench"), employee.company_id, now)
    certificate = await authority.issue(session, employee, root, serial, sealed, now)
    certificate.state, certificate.active_at = CertificateState.ACTIVE, now


def _introduction(company_id: uuid.UUID, now: datetime) -> Introduction:
    return Introduction(
        company_id=company_id, act_name="Положение", act_number="1", act_date=now.date(), starts_on=now.date(),
        answer_by=now.date(), crl_url="http://example.test/crl", system="Кабинет сотрудника", basis="Устава",
    )  # fmt: skip


async def prepare(
    database: Database, files: Files, who: Actor, papers: Sequence[bytes], number: int
) -> dict[uuid.UUID, str]:
    """Requests that wait for his signature, one for each paper, numbered from ``number`` on; their papers' hashes."""
    now, made = SystemClock().now(), dict[uuid.UUID, str]()
    requests = [
        Request(
            company_id=who.company(), employee_id=who.me(), kind="leave", number=number + place, state=State.SIGNATURE,
            submitted_at=now, changed_at=now, holder=Holder.EMPLOYEE, holder_id=who.me(),
        )
        for place in range(len(papers))
    ]  # fmt: skip
    async with database.write() as session:
        session.add_all(requests)
        await session.flush()
        for request, paper in zip(requests, papers, strict=True):
            session.add(
                Event(request_id=request.id, step=0, verb=Verb.SUBMIT, state_before=None, state_after=request.state,
                      actor_id=who.me(), at=now)
            )  # fmt: skip
            document = Document(
                id=application_id(request), company_id=who.company(), employee_id=who.me(),
                kind=DocumentKind.APPLICATION, mime="application/pdf", size=len(paper),
                digest=hashlib.sha256(paper).hexdigest(), made_at=now, request_id=request.id,
            )  # fmt: skip
            document.name = "Заявление.pdf"
            session.add(document)
            await files.put(document.id, paper)
            made[document.id] = document.digest
            day = now.date() + timedelta(days=60)
            session.add(
                Leave(id=request.id, leave_kind=LeaveKind.ANNUAL, first=day, last=day + timedelta(days=6), days=7)
            )
    return made
