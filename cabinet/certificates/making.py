"""A PIN is chosen here, twice, and what it locks is made: a first key, the next one, or the same under another PIN.

Between the two entries only a hash of the PIN lies in the attempt (as of an access code), and none afterwards. Whoever
knows the PIN needs nobody: he reissues and changes alone. Whoever does not proves his phone, and HR his identity.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.certificates import authority, rules
from cabinet.certificates.confirming import officers, told_active
from cabinet.certificates.tries import Admitted, Tries, owner_of, taking_part
from cabinet.errors import CertificateOver, Invalid, NotSigned, Stale
from cabinet.journal import done_before, record
from cabinet.people import hashes
from cabinet.people.access_codes import attempt_of
from cabinet.people.attempts import Live, live
from cabinet.people.attempts import owner_of as chat_of_attempt
from cabinet.people.refusals import AttemptOver
from cabinet.people.tries import chat_in
from cabinet.ports import Clock, Derivation, DerivationDied, SealedKey
from signing.authority import Reason, new_serial
from signing.record import Broken, Owner
from signing.vault import InvalidPin
from storage.certificates import CertificateState, certificate_of
from storage.chats import AttemptPurpose
from storage.company import next_number
from storage.engine import Database

ACTS = "identity"
"""The series of numbers of acts of identity."""
PURPOSES = (AttemptPurpose.CERTIFICATE, AttemptPurpose.PIN)


@dataclass(frozen=True)
class Change:
    """A proven PIN, to be replaced: the key under a secret of this conversation alone. It dies with the attempt."""

    attempt_id: uuid.UUID
    record: bytes = field(repr=False)
    secret: str = field(repr=False)


class Making:
    """Choosing PINs and making what they lock."""

    def __init__(self, db: Database, clock: Clock, derivation: Derivation) -> None:
        self._db, self._clock, self._derivation = db, clock, derivation
        self._tries = Tries(db, clock)

    async def begin(self, actor: Actor, key: str) -> uuid.UUID:
        """An attempt to make a key, whose SMS code comes next (`cabinet.people.attempts`). Invalid, NotAllowed."""
        async with self._db.write() as session:
            if (entry := await done_before(session, key)) and entry.subject_id:
                return entry.subject_id
            await self._may_make(session, actor)
            chat = await chat_in(session, actor)
            attempt = attempt_of(chat, actor.me(), self._clock.now(), AttemptPurpose.CERTIFICATE)
            session.add(attempt)
            record(session, actor, "begin-certificate", "activation", attempt.id, self._clock.now(), key=key)
        return attempt.id

    async def _may_make(self, session: AsyncSession, actor: Actor) -> None:
        await taking_part(session, actor, self._clock)
        await authority.introduced(session, actor.company())
        if await certificate_of(session, actor.me(), CertificateState.WAITING) is not None:
            raise Invalid("pin-waiting")

    async def choose(self, actor: Actor, attempt_id: uuid.UUID, pin: str, key: str) -> None:
        """The PIN for the first time. Invalid (pin-form, pin-weak, pin-access), AttemptOver."""
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            about = await self._proven(session, actor, attempt_id)
            chat = await chat_in(session, actor)
            access, owner = chat.access_hash, hashes.owner_of(chat.channel, chat.address)
        rules.checked_pin(pin, about.employee)
        if access is not None and await hashes.matches(access, pin, owner):
            raise Invalid("pin-access")
        made = await hashes.hashed(pin, chat_of_attempt(about.attempt))
        async with self._db.write() as session:
            about = await self._proven(session, actor, attempt_id)
            about.attempt.access_hash = made
            record(session, actor, "choose-pin", "activation", attempt_id, self._clock.now(), key=key)

    async def repeat(self, actor: Actor, attempt_id: uuid.UUID, pin: str, key: str) -> uuid.UUID:
        """The PIN once more: its key and certificate are made, and wait for HR. Its id.

        Invalid (pin-differs: choose anew; pin-waiting), AttemptOver, NotSigned.
        """
        async with self._db.read() as session:
            if (entry := await done_before(session, key)) and entry.subject_id:
                return entry.subject_id
        about = await self._same(actor, attempt_id, pin, AttemptPurpose.CERTIFICATE)
        serial = new_serial()
        sealed = await self._made(pin, Owner(about.company.id, about.employee.id, serial))
        async with self._db.write() as session:
            about = await self._proven(session, actor, attempt_id)
            await self._may_make(session, actor)
            return await self._issued(session, actor, about, serial, sealed, key)

    async def _issued(
        self, session: AsyncSession, actor: Actor, about: Live, serial: int, sealed: SealedKey, key: str
    ) -> uuid.UUID:
        now = self._clock.now()
        root = await authority.root(session, actor, about.company.id, now)
        made = await authority.issue(session, about.employee, root, serial, sealed, now)
        made.act = await next_number(session, about.company.id, ACTS)
        about.attempt.done_at, about.attempt.access_hash = now, None
        record(session, actor, "make-certificate", "certificate", made.id, now, key=key, result=made.fingerprint.hex())
        for officer in await officers(session, about.employee, self._clock):
            letters.notice(session, officer, "certificates-waiting", dedupe=f"waiting:{made.id}:{officer}", at=now)
        return made.id

    async def reissue(self, actor: Actor, pin: str, key: str) -> uuid.UUID:
        """A new key and certificate under the PIN of the present one, which ends: in force at once. Its id.

        What ``Certificates.unlock_and_sign`` refuses.
        """
        async with self._db.read() as session:
            if (entry := await done_before(session, key)) and entry.subject_id:
                return entry.subject_id
        serial = new_serial()

        async def renew(admitted: Admitted) -> SealedKey:
            await self._derivation.sign(admitted.key, pin, (), admitted.trust)
            company, employee, _ = admitted.key.owner
            return await self._derivation.make(pin, Owner(company, employee, serial))

        admitted, sealed = await self._tries.unlocked(actor, key, renew)
        async with self._db.write() as session:
            return await self._followed(session, actor, admitted, serial, sealed, key)

    async def _followed(
        self, session: AsyncSession, actor: Actor, admitted: Admitted, serial: int, sealed: SealedKey, key: str
    ) -> uuid.UUID:
        employee, company = await taking_part(session, actor, self._clock)
        found = await authority.open_locked(session, employee.id)
        old = next((one for one in found if one.id == admitted.certificate_id), None)
        if old is None:
            raise CertificateOver
        now = self._clock.now()
        await authority.revoke(session, old, Reason.SUPERSEDED, actor.me(), now)
        root = await authority.root(session, actor, company.id, now)
        made = await authority.issue(session, employee, root, serial, sealed, now)
        made.state, made.active_at, made.follows_id = CertificateState.ACTIVE, now, old.id
        record(session, actor, "reissue", "certificate", made.id, now, key=key, result=made.fingerprint.hex())
        told_active(session, made, company, now)
        return made.id

    async def begin_change(self, actor: Actor, pin: str, key: str) -> Change:
        """Another PIN for the right present one: to be kept in the sealed conversation, and nowhere else.

        What ``Certificates.unlock_and_sign`` refuses.
        """
        secret = secrets.token_hex(32)

        async def turn(admitted: Admitted) -> bytes:
            return await self._derivation.change(admitted.key.record, admitted.key.owner, pin, secret)

        _, turned = await self._tries.unlocked(actor, key, turn)
        async with self._db.write() as session:
            attempt = attempt_of(await chat_in(session, actor), actor.me(), self._clock.now(), AttemptPurpose.PIN)
            attempt.verified_at = self._clock.now()
            session.add(attempt)
        return Change(attempt.id, turned, secret)

    async def change(self, actor: Actor, change: Change, pin: str, key: str) -> None:
        """The new PIN once more, after ``choose``: in force with it. Invalid (pin-differs), AttemptOver, NotSigned."""
        async with self._db.read() as session:
            if await done_before(session, key):
                return
            certificate = await certificate_of(session, actor.me())
        await self._same(actor, change.attempt_id, pin, AttemptPurpose.PIN)
        if certificate is None:
            raise CertificateOver
        try:
            turned = await self._derivation.change(change.record, owner_of(certificate), change.secret, pin)
        except (Broken, InvalidPin):
            raise Stale from None
        except DerivationDied as died:
            raise NotSigned from died
        async with self._db.write() as session:
            about = await self._proven(session, actor, change.attempt_id)
            found = await authority.open_locked(session, actor.me())
            kept = next((one for one in found if one.id == certificate.id), None)
            if kept is None:
                raise CertificateOver
            now = self._clock.now()
            kept.key_record, about.attempt.done_at, about.attempt.access_hash = turned, now, None
            record(session, actor, "change-pin", "certificate", kept.id, now, key=key)
            letters.notice(session, actor.me(), "certificates-pin-changed", dedupe=f"changed:{key}", at=now)

    async def _made(self, pin: str, owner: Owner) -> SealedKey:
        try:
            return await self._derivation.make(pin, owner)
        except DerivationDied as died:
            raise NotSigned from died

    async def _same(self, actor: Actor, attempt_id: uuid.UUID, pin: str, purpose: AttemptPurpose) -> Live:
        """The attempt, if the PIN is the chosen one; else it has to be chosen anew: Invalid (pin-differs)."""
        async with self._db.read() as session:
            about = await self._proven(session, actor, attempt_id)
        chosen = about.attempt.access_hash
        if chosen is None or about.attempt.purpose is not purpose:
            raise AttemptOver
        if await hashes.matches(chosen, pin, chat_of_attempt(about.attempt)):
            return about
        async with self._db.write() as session:
            (await self._proven(session, actor, attempt_id)).attempt.access_hash = None
        raise Invalid("pin-differs")

    async def _proven(self, session: AsyncSession, actor: Actor, attempt_id: uuid.UUID) -> Live:
        about = await live(session, attempt_id, self._clock)
        mine = about.attempt.employee_id == actor.me() and about.attempt.purpose in PURPOSES
        if not mine or about.attempt.verified_at is None:
            raise AttemptOver
        return about
