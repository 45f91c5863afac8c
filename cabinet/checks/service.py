"""Checking signatures for whoever has a cabinet: a plain verdict on files of his, from us or from anybody.

Whose files they are is nobody's business: the journal keeps that somebody had something checked, and how much. What
strangers made is read in a limited process (``Inspector``); only whether a certificate was issued here is asked of the
database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.checking import Finding, Inspector
from cabinet.checks.rules import HOUR, PER_HOUR, looked_up
from cabinet.errors import Invalid
from cabinet.journal import done_before, record
from cabinet.ports import Clock, Timestamper
from signing.verdicts import Trust
from storage.chats import Throttle
from storage.checks import issued, roots_and_lists
from storage.engine import Database


class Checks:
    """``inspector`` reads what was brought; of time stamps those of ``authority`` count."""

    def __init__(self, db: Database, clock: Clock, inspector: Inspector, authority: Timestamper) -> None:
        self._db, self._clock, self._inspector, self._authority = db, clock, inspector, authority

    async def check(self, actor: Actor, files: Mapping[str, bytes], key: str) -> Sequence[Finding]:
        """A finding for each signature among ``files`` (name → bytes); for every employee.

        Invalid: check-often, check-none (no signature among them), check-archive, check-many, check-large,
        check-unread.
        """
        me, company = actor.me(), actor.company()
        async with self._db.write() as session:
            if not await done_before(session, key):
                await self._count(session, f"check:{me}")
                size = sum(map(len, files.values()))
                record(session, actor, "signature.check", "employee", me, self._clock.now(), key=key, result=size)
        async with self._db.read() as session:
            roots, lists = await roots_and_lists(session, company)
        trust = Trust(tuple(roots), tuple(lists), tuple(self._authority.roots))
        found = await self._inspector.inspect(files, trust)
        if not found:
            raise Invalid("check-none")
        prints = {one.verdict.certificate.fingerprint for one in found if one.verdict.certificate}
        async with self._db.read() as session:
            ours = await issued(session, company, prints)
        return [replace(one, verdict=looked_up(one.verdict, ours)) for one in found]

    async def _count(self, session: AsyncSession, subject: str) -> None:
        now = self._clock.now()
        kept = await session.get(Throttle, subject, with_for_update=True)
        if kept is None or kept.blocked_until is None or kept.blocked_until <= now:
            await session.merge(Throttle(subject=subject, failures=1, blocked_until=now + HOUR))
        elif kept.failures >= PER_HOUR:
            raise Invalid("check-often", limit=PER_HOUR)
        else:
            kept.failures += 1
