"""A try at a PIN: counted and committed before anything is derived from it, and then judged.

Ten wrong ones in a row switch the key off and take nothing back; a right one forgives them. One try at a time for each
person: whoever presses forty times at once is admitted once. A derivation that dies leaves its try counted; where the
whole process died, the same press takes its place again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.certificates import authority, rules
from cabinet.certificates.ability import takes_part
from cabinet.errors import (
    Busy,
    CabinetError,
    CertificateOver,
    NoCertificate,
    NotAllowed,
    NotSigned,
    PinLocked,
    WrongPin,
)
from cabinet.journal import done_before, record
from cabinet.ports import Clock, DerivationDied, LockedKey, Unproven
from signing.record import Broken, Owner
from signing.vault import InvalidPin
from signing.verdicts import Trust
from storage.certificates import Certificate, CertificateState, Root, certificate_of, last_list, reserve, resume
from storage.company import Company
from storage.engine import Database
from storage.people import Employee

log = structlog.get_logger(__name__)
T = TypeVar("T")
NO_KEY = {"key_share": True}
"""FOR NO KEY UPDATE: whoever signs with it keeps those away who take it back."""


@dataclass(frozen=True)
class Admitted:
    """A try that was counted: the key as it lies, and what its signatures are checked with."""

    certificate_id: UUID
    key: LockedKey
    trust: Trust
    """The root and its newest list, which names everything that was ever taken back."""
    at: datetime
    until: datetime
    """As ``Certificate.busy_until``: by it the try knows itself."""


def owner_of(certificate: Certificate) -> Owner:
    """Whom the key was sealed for."""
    return Owner(certificate.company_id, certificate.employee_id, int(certificate.serial, 16))


async def taking_part(session: AsyncSession, actor: Actor, clock: Clock) -> tuple[Employee, Company]:
    """Who acts, if electronic documents are for him today; NotAllowed."""
    employee = await session.get_one(Employee, actor.me())
    company = await session.get_one(Company, employee.company_id)
    if not await takes_part(session, employee, clock.now()):
        raise NotAllowed
    return employee, company


class Tries:
    """Counts, lets one through, and judges."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def unlocked(self, actor: Actor, key: str, job: Callable[[Admitted], Awaitable[T]]) -> tuple[Admitted, T]:
        """What ``job`` made of the key. WrongPin, PinLocked, NoCertificate, CertificateOver, Busy, NotSigned.

        The same key again is the same try: one that was wrong gets its first answer.
        """
        async with self._db.write() as session:
            admitted = await self._admitted(session, actor, key)
        try:
            made = await job(admitted)
        except InvalidPin:
            raise await self._wrong(actor, admitted, key) from None
        except (DerivationDied, Broken, Unproven) as trouble:
            log.error("a key was not used", certificate=str(admitted.certificate_id), why=repr(trouble))
            await self._released(admitted)
            raise NotSigned from trouble
        await self._right(actor, admitted, key)
        return admitted, made

    async def _admitted(self, session: AsyncSession, actor: Actor, key: str) -> Admitted:
        now = self._clock.now()
        await taking_part(session, actor, self._clock)
        if (before := await done_before(session, f"{key}:pin")) and before.result != "right":
            raise _refusal(int(before.result or 0))
        certificate = await certificate_of(session, actor.me())
        if certificate is None or certificate.key_record is None:
            raise NoCertificate
        if not rules.in_force(certificate, now):
            raise CertificateOver
        token = await self._place(session, actor, certificate, key)
        root = await session.get_one(Root, certificate.root_id)
        await authority.fresh_list(session, root, now)
        newest = await last_list(session, root.id)
        locked = LockedKey(certificate.key_record, owner_of(certificate), certificate.der)
        trust = Trust((root.der,), (newest.der,) if newest else ())
        return Admitted(certificate.id, locked, trust, now.replace(microsecond=0), token)

    async def _place(self, session: AsyncSession, actor: Actor, certificate: Certificate, key: str) -> datetime:
        """Count the try, or go on with this very one, whose process died; until when its place is kept."""
        now = self._clock.now()
        token = (now + rules.BUSY).replace(microsecond=_mark(key))
        began, old = await done_before(session, f"{key}:try") is not None, certificate.busy_until
        if began and old and old.microsecond == _mark(key) and await resume(session, certificate.id, old, token):
            return token
        if not await reserve(session, certificate.id, now, token, rules.TRIES):
            await session.refresh(certificate)
            raise PinLocked if rules.is_locked(certificate) else Busy
        if not began:
            record(session, actor, "try-pin", "certificate", certificate.id, now, key=f"{key}:try")
        return token

    async def _wrong(self, actor: Actor, admitted: Admitted, key: str) -> CabinetError:
        """Tell the owner, and switch the key off after the tenth."""
        now = self._clock.now()
        async with self._db.write() as session:
            await self._free(session, admitted)
            certificate = await session.get_one(Certificate, admitted.certificate_id, with_for_update=True)
            left = max(0, rules.TRIES - certificate.failures)
            if left == 0 and certificate.disabled_at is None:
                certificate.disabled_at = now
            if not await done_before(session, f"{key}:pin"):
                record(session, actor, "wrong-pin", "certificate", certificate.id, now, key=f"{key}:pin", result=left)
                topic = "certificates-pin-wrong" if left else "certificates-pin-locked"
                letters.notice(
                    session, certificate.employee_id, topic, dedupe=f"pin:{key}", at=now, args={"left": left}
                )
        return _refusal(left)

    async def _right(self, actor: Actor, admitted: Admitted, key: str) -> None:
        """Forgive; CertificateOver, PinLocked where it was taken back or switched off meanwhile.

        Who took so long that others tried since forgives his own try alone.
        """
        async with self._db.write() as session:
            certificate = await session.get_one(Certificate, admitted.certificate_id, with_for_update=NO_KEY)
            if certificate.state is not CertificateState.ACTIVE:
                raise CertificateOver
            if certificate.disabled_at is not None:
                raise PinLocked
            if certificate.busy_until == admitted.until:
                certificate.failures, certificate.busy_until = 0, None
            else:
                certificate.failures = max(0, certificate.failures - 1)
            if not await done_before(session, f"{key}:pin"):
                now = self._clock.now()
                found = admitted.certificate_id
                record(session, actor, "unlock", "certificate", found, now, key=f"{key}:pin", result="right")

    async def _released(self, admitted: Admitted) -> None:
        async with self._db.write() as session:
            await self._free(session, admitted)

    async def _free(self, session: AsyncSession, admitted: Admitted) -> None:
        mine = (Certificate.id == admitted.certificate_id, Certificate.busy_until == admitted.until)
        await session.execute(update(Certificate).where(*mine).values(busy_until=None))


def _mark(key: str) -> int:
    """By these microseconds a try knows its own place again: two keys that share them are one in a million."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % 1_000_000


def _refusal(left: int) -> CabinetError:
    return WrongPin(left) if left else PinLocked()
