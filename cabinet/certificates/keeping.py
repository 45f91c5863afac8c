"""What ends a certificate besides its term, and what the clock does: the forgotten, the dismissed, reminders, lists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.certificates import authority, rules
from cabinet.certificates.service import Shown, shown
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, local_day
from signing.authority import Reason
from storage.certificates import (
    Certificate,
    CertificateState,
    Looked,
    Root,
    certificate_of,
    holding,
    last_list,
    looked_after,
    open_roots,
)
from storage.engine import Database
from storage.people import Employee, RoleName

SCHEDULE = "schedule"
CONSOLE = "console"


@dataclass(frozen=True)
class Held:
    """What somebody has: the certificate that signs, and the one that waits for HR."""

    name: str
    number: str
    active: Shown | None
    waiting: Shown | None


class Keeping:
    """Revocation by people and by the clock."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def revoke_mine(self, actor: Actor, key: str) -> None:
        """The owner takes his certificates back: the one in force, and one that waits. Stale: there is none."""
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            found = await authority.open_locked(session, actor.me())
            await self._ended(session, actor, found, Reason.KEY_COMPROMISE, key)

    async def holding(self, actor: Actor, part: str = "") -> Sequence[Employee]:
        """Of whom HR may take certificates back, by name: everybody in the company who has one, but himself."""
        actor.need(RoleName.HR)
        async with self._db.read() as session:
            return await holding(session, actor.company(), part, actor.me())

    async def held(self, actor: Actor, employee_id: uuid.UUID) -> Held:
        """Somebody's certificates that were not taken back, perhaps none any more. NotAllowed, NotFound."""
        actor.need(RoleName.HR)
        now = self._clock.now()
        async with self._db.read() as session:
            employee = await _other(session, actor, employee_id)
            found = [await certificate_of(session, employee_id, state) for state in _OPEN]
            active, waiting = [shown(one, now) if one else None for one in found]
        return Held(employee.full_name, employee.number, active, waiting)

    async def revoke(self, actor: Actor, employee_id: uuid.UUID, reason: Reason, key: str) -> None:
        """HR takes somebody's certificates back (never sets or learns a PIN; never his own, which he does as owner).

        NotAllowed (a reason that people do not give, too), NotFound, Stale: there is none any more.
        """
        actor.need(RoleName.HR)
        if reason not in rules.SAID:
            raise NotAllowed
        async with self._db.write() as session:
            await _other(session, actor, employee_id)
            if await done_before(session, key):
                return
            found = await authority.open_locked(session, employee_id)
            await self._ended(session, actor, found, reason, key, "certificates-taken")

    async def _ended(
        self, session: AsyncSession, actor: Actor, found: Sequence[Certificate], reason: Reason, key: str | None,
        topic: str = "certificates-revoked",
    ) -> None:  # fmt: skip
        """``found``: locked, and not taken back yet. Stale: there is none."""
        if not found:
            raise Stale
        now, args = self._clock.now(), {"reason": str(reason)}
        for one in found:
            await authority.revoke(session, one, reason, actor.employee_id, now)
            letters.notice(session, one.employee_id, topic, dedupe=f"revoked:{one.id}", at=now, args=args)
        first = found[0]
        record(
            session, actor, "revoke", "certificate", first.id, now, key=key, company_id=first.company_id,
            result=str(reason),
        )  # fmt: skip

    async def keep(self, actor: Actor) -> None:
        """What the clock asks for. NotAllowed for everybody but the schedule."""
        if not (actor.is_system and actor.name == SCHEDULE):
            raise NotAllowed
        now = self._clock.now()
        async with self._db.read() as session:
            looked = await looked_after(session, now + rules.REMINDED[0])
        for one in looked:
            await self._looked_at(actor, one, now)
        async with self._db.read() as session:
            roots = [root.id for root in await open_roots(session)]
        for root_id in roots:
            async with self._db.write() as session:
                await authority.fresh_list(session, await session.get_one(Root, root_id), now)

    async def _looked_at(self, actor: Actor, looked: Looked, now: datetime) -> None:
        reason = ended_by(looked, now)
        due = rules.reminders_due(looked.certificate, now)
        if reason is None and due <= looked.certificate.reminded:
            return
        async with self._db.write() as session:
            found = await authority.open_locked(session, looked.employee.id)
            certificate = next((one for one in found if one.id == looked.certificate.id), None)
            if certificate is None:
                return
            reason = ended_by(looked._replace(certificate=certificate), now)
            if reason is not None:
                await self._ended(session, actor, [certificate], reason, None)
            elif due > certificate.reminded and certificate.ends > now:
                certificate.reminded = due
                days = rules.days_left(certificate, now)
                dedupe = f"ends:{certificate.id}:{due}"
                owner = certificate.employee_id
                letters.notice(session, owner, "certificates-ends", dedupe=dedupe, at=now, args={"days": days})

    async def lists(self, actor: Actor) -> Sequence[tuple[str, bytes]]:
        """(serial of the root, its newest list in DER) of every root in force, for publishing. NotAllowed."""
        if not (actor.is_system and actor.name == CONSOLE):
            raise NotAllowed
        async with self._db.read() as session:
            found = [(root.serial, await last_list(session, root.id)) for root in await open_roots(session)]
        return [(serial, newest.der) for serial, newest in found if newest is not None]


_OPEN = (CertificateState.ACTIVE, CertificateState.WAITING)


async def _other(session: AsyncSession, actor: Actor, employee_id: uuid.UUID) -> Employee:
    """A colleague. NotFound: another company's, or nobody; NotAllowed: oneself."""
    found = await session.get(Employee, employee_id)
    if found is None:
        raise NotFound
    actor.same_company(found.company_id)
    if found.id == actor.me():
        raise NotAllowed
    return found


def ended_by(looked: Looked, now: datetime) -> Reason | None:
    """Why the clock takes a certificate back; None: it stays."""
    day = local_day(now, looked.zone)
    if rules.is_dismissed(looked.employee, day) or (looked.ended_on is not None and looked.ended_on <= day):
        return Reason.CESSATION
    return Reason.PRIVILEGE_WITHDRAWN if rules.is_forgotten(looked.certificate, now) else None
