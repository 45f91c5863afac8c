"""Time stamps on signatures that were kept: a second party's word for the moment, asked for by the clock.

A signature is complete without one, so an authority that is dead, slow or wrong stops nobody: the row waits, longer
each time. A stamped signature is judged at the moment of its stamp, and therefore one whose certificate was taken back
or has ended meanwhile stays as it was made. What comes back is kept only after our own check found it good.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.journal import record
from cabinet.ports import Clock, Timestamper
from signing.cades import Checker
from signing.stamps import Refused, Stamper, Unfit
from signing.verdicts import Problem, Trust
from storage.certificates import Certificate
from storage.checks import roots_and_lists
from storage.engine import Database
from storage.signatures import Signature, unstamped

log = structlog.get_logger(__name__)

SCHEDULE: Final = "schedule"
"""The only actor who may do this."""
AT_ONCE: Final = 200
"""Signatures of one run, which comes every minute."""
FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=1)
DRIFT: Final = timedelta(minutes=5)
"""By so much the authority's clock and ours may differ; more, and one of them is wrong."""


def pause(attempts: int) -> timedelta:
    """How long after so many failures (at least one) the next try comes: a minute, twice as long each time, a day."""
    return min(FIRST * (1 << min(attempts - 1, 11)), LONGEST)


@dataclass(frozen=True)
class _Stamped:
    """A signature with its stamp: CAdES-T in DER, and the moment that the stamp says."""

    der: bytes
    at: datetime


class Stamping:
    """The queue of signatures that want a stamp."""

    def __init__(self, db: Database, clock: Clock, authority: Timestamper) -> None:
        self._db, self._clock, self._authority = db, clock, authority

    async def stamp(self, actor: Actor) -> int:
        """Have what is due stamped; how many were. A first trouble ends the run: it is everybody's. NotAllowed."""
        if not (actor.is_system and actor.name == SCHEDULE):
            raise NotAllowed
        if not self._authority.roots:
            return 0
        async with self._db.read() as session:
            due = await unstamped(session, self._clock.now(), AT_ONCE)
            trusts = {one.company_id: await self._trust(session, one.company_id) for one in due}
        done = 0
        for one in due:
            try:
                done += await self._one(actor, one, trusts[one.company_id])
            except (OSError, Refused, Unfit, ValueError) as error:
                await self._later(one.id, error)
                break
        return done

    async def _trust(self, session: AsyncSession, company_id: uuid.UUID) -> Trust:
        roots, lists = await roots_and_lists(session, company_id)
        return Trust(tuple(roots), tuple(lists), tuple(self._authority.roots))

    async def _one(self, actor: Actor, signature: Signature, trust: Trust) -> bool:
        """True: it has a stamp now; False: it stays without. OSError, Refused, Unfit, ValueError (no signature)."""
        async with self._db.read() as session:
            over = _is_over(await session.get_one(Certificate, signature.certificate_id), self._clock.now())
        stamped = None if over else await self._asked(signature, trust)
        return await self._keep(actor, signature.id, stamped)

    async def _asked(self, signature: Signature, trust: Trust) -> _Stamped:
        """The same signature with a stamp that proves something. Errors as of ``_one``."""
        der = await Stamper(self._authority.ask, trust).stamp(signature.der)
        verdict = await asyncio.to_thread(lambda: Checker(trust).check(der, b""))
        wrong = [problem for problem in verdict.problems if problem is not Problem.DOCUMENT]  # that is not at hand here
        if wrong or verdict.stamp is None or verdict.stamp.at is None or verdict.digest.hex() != signature.digest:
            raise Unfit(", ".join(wrong) or "of another document")
        if abs(verdict.stamp.at - self._clock.now()) > DRIFT:
            raise Unfit("its clock is not ours")
        return _Stamped(der, verdict.stamp.at)

    async def _keep(self, actor: Actor, signature_id: uuid.UUID, stamped: _Stamped | None) -> bool:
        now = self._clock.now()
        async with self._db.write() as session:
            kept = await session.get_one(Signature, signature_id, with_for_update=True)
            if kept.stamped_der is not None:
                return False
            kept.stamp_due_at = None
            certificate = await session.get_one(Certificate, kept.certificate_id)
            if stamped is None or _is_over(certificate, stamped.at):
                return False
            kept.stamped_der, kept.stamped_at = stamped.der, stamped.at
            said = stamped.at.isoformat()
            record(
                session, actor, "stamp", "signature", kept.id, now, key=f"stamp:{kept.id}", result=said,
                company_id=kept.company_id,
            )  # fmt: skip
        return True

    async def _later(self, signature_id: uuid.UUID, error: Exception) -> None:
        async with self._db.write() as session:
            kept = await session.get_one(Signature, signature_id, with_for_update=True)
            if kept.stamp_due_at is None:
                return
            kept.stamp_attempts += 1
            kept.stamp_due_at = self._clock.now() + pause(kept.stamp_attempts)
            tried, due = kept.stamp_attempts, kept.stamp_due_at.isoformat()
        said = {"error": type(error).__name__, "why": str(error), "attempts": tried, "next": due}
        log.warning("a signature got no time stamp", signature=str(signature_id), **said)


def _is_over(certificate: Certificate, at: datetime) -> bool:
    """Judged at that moment it would not be good."""
    return certificate.ends <= at or (certificate.revoked_at is not None and certificate.revoked_at <= at)
