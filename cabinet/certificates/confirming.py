"""Whose certificate it is: HR looks at a person and a document, and says so; until then it signs nothing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.agreement_paper import Identity, identity
from cabinet.certificates import authority, rules
from cabinet.certificates.service import Shown, shown
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.parties import Employer, person_of
from cabinet.ports import Clock, local_day, today
from signing import certificates
from signing.authority import Reason
from storage.certificates import Certificate, CertificateState, waiting
from storage.company import Company
from storage.engine import Database
from storage.joining import joining_of
from storage.people import Employee, RoleName, holders


@dataclass(frozen=True)
class Waiting:
    """A certificate to be confirmed, and whose it claims to be."""

    certificate: Shown
    name: str
    number: str
    made_at: datetime


async def officers(session: AsyncSession, owner: Employee, clock: Clock) -> Sequence[uuid.UUID]:
    """Who may confirm somebody's identity: HR but for himself, and where HR is nobody else, the directors."""
    company = await session.get_one(Company, owner.company_id)
    day = today(clock, company.zone)
    hr = [one.id for one in await holders(session, company.id, RoleName.HR, day)]
    others = [one for one in hr if one != owner.id]
    if others or not hr:
        return others
    directors = await holders(session, company.id, RoleName.DIRECTOR, day)
    return [one.id for one in directors if one.id != owner.id]


def told_active(session: AsyncSession, certificate: Certificate, company: Company, now: datetime) -> None:
    """The owner hears by letter, by SMS and by mail that a signature of his works: a wrong one would alarm him."""
    owner, dedupe = certificate.employee_id, f"certificate-active:{certificate.id}"
    letters.notice(session, owner, "certificates-active", dedupe=dedupe, at=now)
    letters.sms(session, owner, "certificate", dedupe=f"{dedupe}:sms", at=now, args={"company": company.name})
    letters.mail(session, owner, "certificates-active", dedupe=f"{dedupe}:mail", at=now)


class Confirming:
    """The list of those who wait, the act, and the decision."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def waiting(self, actor: Actor) -> Sequence[Waiting]:
        """Whom the actor may confirm, the oldest first. NotAllowed where he is neither HR nor director."""
        actor.need(RoleName.HR, RoleName.DIRECTOR)
        now = self._clock.now()
        async with self._db.read() as session:
            return [
                Waiting(shown(one, now), employee.full_name, employee.number, one.made_at)
                for one, employee in await waiting(session, actor.company())
                if not rules.is_forgotten(one, now) and await self._may(session, actor, employee)
            ]

    async def act(self, actor: Actor, certificate_id: uuid.UUID) -> bytes:
        """The act of identity as PDF/A, to be signed by hand. NotFound, NotAllowed, Stale."""
        async with self._db.read() as session:
            certificate, owner = await self._asked(session, actor, certificate_id)
            paper = identity(await self._identity(session, actor, certificate, owner))
        return await asyncio.to_thread(paper.print)

    async def _identity(
        self, session: AsyncSession, actor: Actor, certificate: Certificate, owner: Employee
    ) -> Identity:
        company = await session.get_one(Company, owner.company_id)
        about = await authority.introduced(session, company.id)
        joining = await joining_of(session, owner.id)
        zone = ZoneInfo(company.zone)
        heads = await holders(session, company.id, RoleName.DIRECTOR, today(self._clock, company.zone))
        officer = await session.get_one(Employee, actor.me())
        head = await person_of(session, heads[0] if heads else officer)
        agreed = joining.agreed_at if joining and joining.agreed_at else certificate.made_at
        return Identity(
            number=str(certificate.act),
            employer=Employer(company.name, company.inn, head, about.ogrn, about.address, about.basis),
            employee=await person_of(session, owner),
            officer=await person_of(session, officer),
            certificate=certificates.read(certificate.der),
            agreement=str(joining.agreement if joining and joining.agreement else "—"),
            agreed=local_day(agreed, company.zone),
            at=self._clock.now().astimezone(zone),
            place=about.place or "—",
        )

    async def confirm(self, actor: Actor, certificate_id: uuid.UUID, key: str) -> None:
        """«Личность подтверждена»: it is in force, and the one before it ends. NotFound, NotAllowed, Stale."""
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            certificate, owner, others = await self._decided(session, actor, certificate_id)
            now = self._clock.now()
            for before in others:
                await authority.revoke(session, before, Reason.SUPERSEDED, actor.me(), now)
            certificate.state, certificate.active_at = CertificateState.ACTIVE, now
            certificate.confirmed_by = actor.me()
            record(
                session, actor, "confirm-identity", "certificate", certificate.id, now, key=key, result=certificate.act
            )
            told_active(session, certificate, await session.get_one(Company, owner.company_id), now)

    async def refuse(self, actor: Actor, certificate_id: uuid.UUID, key: str) -> None:
        """«Отказать»: it is taken back, and never signed anything. NotFound, NotAllowed, Stale."""
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            certificate, owner, _ = await self._decided(session, actor, certificate_id)
            now = self._clock.now()
            await authority.revoke(session, certificate, Reason.PRIVILEGE_WITHDRAWN, actor.me(), now)
            record(session, actor, "refuse-identity", "certificate", certificate.id, now, key=key)
            letters.notice(session, owner.id, "certificates-refused", dedupe=f"refused:{certificate.id}", at=now)

    async def _asked(
        self, session: AsyncSession, actor: Actor, certificate_id: uuid.UUID
    ) -> tuple[Certificate, Employee]:
        """The certificate that the actor may decide on; Stale once it waits no more."""
        certificate = await session.get(Certificate, certificate_id)
        if certificate is None:
            raise NotFound
        actor.same_company(certificate.company_id)
        owner = await session.get_one(Employee, certificate.employee_id)
        if not await self._may(session, actor, owner):
            raise NotAllowed
        if certificate.state is not CertificateState.WAITING or rules.is_forgotten(certificate, self._clock.now()):
            raise Stale
        return certificate, owner

    async def _decided(
        self, session: AsyncSession, actor: Actor, certificate_id: uuid.UUID
    ) -> tuple[Certificate, Employee, Sequence[Certificate]]:
        """The same with the owner's other ones, all of them locked: nobody else has decided, and nobody does."""
        certificate, owner = await self._asked(session, actor, certificate_id)
        found = await authority.open_locked(session, owner.id)
        if certificate not in found or certificate.state is not CertificateState.WAITING:
            raise Stale
        return certificate, owner, [one for one in found if one is not certificate]

    async def _may(self, session: AsyncSession, actor: Actor, owner: Employee) -> bool:
        hr, director = actor.has(RoleName.HR), actor.has(RoleName.DIRECTOR)
        if actor.is_system or not (hr or director):
            return False
        company = await session.get_one(Company, owner.company_id)
        found = await holders(session, company.id, RoleName.HR, today(self._clock, company.zone))
        return rules.may_confirm(actor.me(), owner.id, hr=hr, director=director, officers=[one.id for one in found])
