"""What a certificate is for: signing with a PIN, and what others check its signatures with."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.certificates import rules
from cabinet.certificates.tries import Admitted, Tries, taking_part
from cabinet.errors import NoCertificate, NotAllowed
from cabinet.ports import Clock, Derivation, Timestamper
from signing import certificates
from signing.cades import Register
from signing.certificates import spaced
from signing.verdicts import Trust
from storage.certificates import Certificate, CertificateState, Root, certificate_of, issued, lists_of, roots_of
from storage.engine import Database


@dataclass(frozen=True)
class Signed:
    """Signatures in DER, one for each document in its order, all claiming ``at``."""

    certificate_id: uuid.UUID
    at: datetime
    signatures: Sequence[bytes] = field(repr=False)


@dataclass(frozen=True)
class Shown:
    """A certificate as its owner sees it. ``locked``: ten wrong PINs; ``over``: its term has ended."""

    id: uuid.UUID
    begins: datetime
    ends: datetime
    serial: str
    fingerprint: str
    """Both as «3F:A0:…»."""
    locked: bool
    over: bool
    act: int | None
    confirmed: bool
    """HR has seen whose it is; before that it waits."""


@dataclass(frozen=True)
class Mine:
    """Somebody's certificates: the one that signs, and the one that waits for HR."""

    active: Shown | None
    waiting: Shown | None


def shown(certificate: Certificate, now: datetime) -> Shown:
    """What people may see of a certificate."""
    return Shown(
        id=certificate.id,
        begins=certificate.begins,
        ends=certificate.ends,
        serial=spaced(certificates.serial_bytes(int(certificate.serial, 16))),
        fingerprint=spaced(certificate.fingerprint),
        locked=rules.is_locked(certificate),
        over=certificate.ends < now,
        act=certificate.act,
        confirmed=certificate.state is not CertificateState.WAITING,
    )


class Certificates:
    """Signing, and the public side of what signs."""

    def __init__(self, db: Database, clock: Clock, derivation: Derivation, stamps: Timestamper) -> None:
        self._db, self._clock, self._derivation, self._stamps = db, clock, derivation, stamps
        self._tries = Tries(db, clock)

    @property
    def ahead(self) -> int:
        """How many tries of others come before a new one."""
        return self._derivation.ahead

    async def unlock_and_sign(self, actor: Actor, pin: str, documents: Sequence[bytes], key: str) -> Signed:
        """Sign documents with one PIN: all or none, each signature checked before it is returned.

        WrongPin, PinLocked, NoCertificate, CertificateOver, Busy, NotSigned, NotAllowed (КЭДО is not for him). Nothing
        is kept but the try and its journal rows: the same key again signs anew.
        """

        async def sign(admitted: Admitted) -> Sequence[bytes]:
            work = [(document, admitted.at) for document in documents]
            return await self._derivation.sign(admitted.key, pin, work, admitted.trust)

        admitted, signatures = await self._tries.unlocked(actor, key, sign)
        return Signed(admitted.certificate_id, admitted.at, signatures)

    async def trust(self, session: AsyncSession, company_id: uuid.UUID) -> Trust:
        """Every root that a company had, with every list they ever published, and whose time stamps count."""
        roots = await roots_of(session, company_id)
        lists = [item.der for root in roots for item in await lists_of(session, root.id)]
        return Trust(tuple(root.der for root in roots), tuple(lists), tuple(self._stamps.roots))

    async def register(self, session: AsyncSession, company_id: uuid.UUID) -> Register:
        """Whether a certificate was issued here and was ever in force, by its fingerprint."""
        return partial(_is_in, await issued(session, company_id))

    async def takes_part(self, actor: Actor) -> bool:
        """Whether a signature is for him today."""
        async with self._db.read() as session:
            try:
                await taking_part(session, actor, self._clock)
            except NotAllowed:
                return False
        return True

    async def mine(self, actor: Actor) -> Mine:
        """The actor's certificates. NotAllowed without КЭДО."""
        now = self._clock.now()
        async with self._db.read() as session:
            await taking_part(session, actor, self._clock)
            active = await certificate_of(session, actor.me())
            waiting = await certificate_of(session, actor.me(), CertificateState.WAITING)
        return Mine(shown(active, now) if active else None, shown(waiting, now) if waiting else None)

    async def files(self, actor: Actor) -> tuple[bytes, bytes]:
        """(certificate, root) of the actor in DER. NoCertificate."""
        async with self._db.read() as session:
            await taking_part(session, actor, self._clock)
            found = await certificate_of(session, actor.me())
            if found is None:
                raise NoCertificate
            return found.der, (await session.get_one(Root, found.root_id)).der


def _is_in(fingerprints: frozenset[bytes], certificate: certificates.Certificate) -> bool:
    return certificate.fingerprint in fingerprints
