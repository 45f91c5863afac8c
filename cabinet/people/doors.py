"""The door of a chat: after idle time the access code is asked for again before anything personal is shown."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import update

from cabinet.access import Actor
from cabinet.errors import Closed
from cabinet.journal import done_before, record
from cabinet.people import rules
from cabinet.people.access_codes import change_of
from cabinet.people.tries import admitted, chat_in, proven
from cabinet.ports import Clock
from storage.chats import Chat
from storage.engine import Database


def is_open(chat: Chat, now: datetime) -> bool:
    """Whether the access code of a chat need not be asked now."""
    return chat.open_until is not None and now < chat.open_until


class Doors:
    """Opening, keeping open and closing. ``idle`` is how long a chat stays open after it was last touched."""

    def __init__(self, db: Database, clock: Clock, idle: timedelta = rules.IDLE) -> None:
        self._db, self._clock, self._idle = db, clock, idle

    async def is_open(self, actor: Actor) -> bool:
        """Whether the access code need not be asked now."""
        async with self._db.read() as session:
            return is_open(await chat_in(session, actor), self._clock.now())

    async def need_open(self, actor: Actor) -> None:
        """Closed unless the door is open: what every getter of something personal asks first."""
        if not await self.is_open(actor):
            raise Closed

    async def touch(self, actor: Actor) -> None:
        """Keep an open door open for another while; written at most once in a quarter of it."""
        now = self._clock.now()
        async with self._db.read() as session:
            chat = await chat_in(session, actor)
        if not is_open(chat, now) or (chat.open_until or now) > now + self._idle * 0.75:
            return
        async with self._db.write() as session:
            still = (Chat.id == chat.id, Chat.open_until > now)
            await session.execute(update(Chat).where(*still).values(open_until=now + self._idle))

    async def close(self, actor: Actor, key: str) -> None:
        """Ask for the access code at once."""
        async with self._db.write() as session:
            chat = await chat_in(session, actor)
            if not await done_before(session, key):
                chat.open_until = None
                record(session, actor, "close-door", "chat", chat.id, self._clock.now(), key=key)

    async def open(self, actor: Actor, code: str, key: str) -> uuid.UUID | None:
        """Open by the access code. WrongCode, SmsNeeded, Locked, Stale.

        The answer is None, or, for a right code that was written into the conversation, an attempt in which another
        one has to be chosen: until then the door stays shut.
        """
        async with self._db.read() as session:
            if entry := await done_before(session, key):
                return uuid.UUID(entry.result) if entry.result else None
        known = await proven(self._db, self._clock, actor, code, key)
        async with self._db.write() as session:
            chat, now = await admitted(session, known), self._clock.now()
            change = change_of(chat, actor.me(), now) if chat.spoiled_at else None
            if change is None:
                chat.open_until = now + self._idle
            else:
                session.add(change)
            answer = None if change is None else change.id
            record(session, actor, "open-door", "chat", chat.id, now, key=key, result=answer)
        return answer
