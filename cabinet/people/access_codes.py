"""The access code («код входа») is chosen and renewed here: entered twice, not a weak one, in clear nowhere.

A code written into the conversation is as good as lost: whoever wrote the right one has to choose another.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import Invalid
from cabinet.journal import done_before, record
from cabinet.people import guard, hashes, rules
from cabinet.people.attempts import Live, acting, live, owner_of
from cabinet.people.refusals import AttemptOver, Locked, SmsNeeded, WrongCode
from cabinet.people.tries import admitted, chat_in, proven
from cabinet.ports import Clock
from signing.codes import is_access_code
from storage.chats import Activation, AttemptPurpose, Chat, chat_at, failures_of, forgive
from storage.engine import Database


def attempt_of(chat: Chat, employee_id: uuid.UUID, at: datetime, purpose: AttemptPurpose) -> Activation:
    """An attempt of whoever has a chat already."""
    return Activation(employee_id=employee_id, channel=chat.channel, address=chat.address, made_at=at, purpose=purpose)


def change_of(chat: Chat, employee_id: uuid.UUID, at: datetime) -> Activation:
    """An attempt to choose another access code, for a chat that has just proven to know the present one."""
    made = attempt_of(chat, employee_id, at, AttemptPurpose.CHANGE)
    made.verified_at = at
    return made


class AccessCodes:
    """Choosing an access code within an attempt that is proven, and beginning such attempts.

    Who has just entered the old code and the new one twice stands before an open door for ``idle``.
    """

    def __init__(self, db: Database, clock: Clock, idle: timedelta = rules.IDLE) -> None:
        self._db, self._clock, self._idle = db, clock, idle

    async def begin_change(self, actor: Actor, code: str, key: str) -> uuid.UUID:
        """An attempt to choose another code, for the right present one. WrongCode, SmsNeeded, Locked, Stale."""
        return await self._renewed(actor, code, key, spoiled=False)

    async def spoil(self, actor: Actor, text: str, key: str) -> uuid.UUID | None:
        """Digits were written into the conversation: if they are the code, shut the door until another is chosen.

        The attempt to choose it, or None: not a code, not the right one, or no tries left to find out.
        """
        if not is_access_code(text):
            return None
        try:
            return await self._renewed(actor, text, key, spoiled=True)
        except (WrongCode, SmsNeeded, Locked):
            return None

    async def _renewed(self, actor: Actor, code: str, key: str, *, spoiled: bool) -> uuid.UUID:
        async with self._db.read() as session:
            if (entry := await done_before(session, key)) and entry.subject_id:
                return entry.subject_id
        known, now = await proven(self._db, self._clock, actor, code, key), self._clock.now()
        async with self._db.write() as session:
            chat = await admitted(session, known)
            if spoiled:
                chat.spoiled_at, chat.open_until = now, None
            change = change_of(chat, actor.me(), now)
            session.add(change)
            record(session, actor, "spoil" if spoiled else "begin-change", "activation", change.id, now, key=key)
        return change.id

    async def begin_reset(self, actor: Actor, key: str) -> uuid.UUID:
        """The attempt whose SMS code buys five more tries. Locked: bought too often, HR unlocks."""
        now = self._clock.now()
        async with self._db.write() as session:
            chat = await chat_in(session, actor)
            if await failures_of(session, guard.access_subjects(chat)[1]) >= rules.GRANTS:
                raise Locked
            attempt = await self._open_reset(session, actor, chat)
            attempt = attempt or attempt_of(chat, actor.me(), now, AttemptPurpose.RESET)
            session.add(attempt)
            if not await done_before(session, key):
                record(session, actor, "begin-reset", "activation", attempt.id, now, key=key)
        return attempt.id

    async def _open_reset(self, session: AsyncSession, actor: Actor, chat: Chat) -> Activation | None:
        """The reset that this person began in this chat, if it may go on."""
        whose = (Activation.employee_id == actor.me(), Activation.purpose == AttemptPurpose.RESET)
        here = (Activation.channel == chat.channel, Activation.address == chat.address)
        last = select(Activation).where(*whose, *here).order_by(Activation.made_at.desc()).limit(1)
        found = await session.scalar(last)
        return found if found is not None and rules.attempt_lives(found, self._clock.now()) else None

    async def choose(self, attempt_id: uuid.UUID, code: str, key: str) -> None:
        """The code for the first time. Invalid (access-form, access-weak), AttemptOver."""
        async with self._db.read() as session:
            if await done_before(session, key):
                return
            about = await self._proven(session, attempt_id)
        made = await hashes.hashed(rules.checked_access(code, about.employee), owner_of(about.attempt))
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            about = await self._proven(session, attempt_id)
            about.attempt.access_hash, about.attempt.repeated_at = made, None
            record(session, acting(about), "choose-access", "activation", attempt_id, self._clock.now(), key=key)

    async def repeat(self, attempt_id: uuid.UUID, code: str, key: str) -> None:
        """The code once more; a changed one is in force with it. Invalid (access-differs: choose anew), AttemptOver."""
        async with self._db.read() as session:
            if entry := await done_before(session, key):
                return self._answered(entry.result == "same")
            about = await self._proven(session, attempt_id)
        chosen = about.attempt.access_hash
        if chosen is None:
            raise AttemptOver
        same = await hashes.matches(chosen, code, owner_of(about.attempt))
        async with self._db.write() as session:
            about = await self._proven(session, attempt_id)
            if about.attempt.access_hash != chosen:
                raise AttemptOver
            result = "same" if same else "differs"
            record(
                session,
                acting(about),
                "repeat-access",
                "activation",
                attempt_id,
                self._clock.now(),
                key=key,
                result=result,
            )
            await self._keep(session, about.attempt, same=same)
        return self._answered(same)

    def _answered(self, same: bool) -> None:
        if not same:
            raise Invalid("access-differs")

    async def _proven(self, session: AsyncSession, attempt_id: uuid.UUID) -> Live:
        about = await live(session, attempt_id, self._clock)
        if about.attempt.verified_at is None:
            raise AttemptOver
        return about

    async def _keep(self, session: AsyncSession, attempt: Activation, *, same: bool) -> None:
        if not same:
            attempt.access_hash = None
            return
        attempt.repeated_at = self._clock.now()
        chat = await chat_at(session, attempt.channel, attempt.address)
        if attempt.purpose is AttemptPurpose.CHANGE and chat is not None:
            attempt.done_at = attempt.repeated_at
            chat.access_hash, chat.spoiled_at = attempt.access_hash, None
            chat.open_until = attempt.repeated_at + self._idle
            await forgive(session, guard.access_subjects(chat))
