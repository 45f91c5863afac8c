"""A try at the access code: counted and committed before it is compared, off the event loop, and then judged.

Five wrong ones in a row ask for an SMS code, which buys five more and opens nothing itself (whoever stole the phone
reads its SMS too); after fifteen only HR helps.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import CabinetError, NotAllowed, Stale
from cabinet.journal import done_before, record
from cabinet.people import guard, hashes, rules
from cabinet.people.refusals import Locked, SmsNeeded, WrongCode
from cabinet.ports import Clock
from storage.chats import Chat, count_failure, failures_of, forgive
from storage.engine import Database

BEYOND: Final[dict[str, type[CabinetError]]] = {"sms-needed": SmsNeeded, "locked": Locked}
"""What comes when no tries are left, by its name in the journal; a number there is the tries that are left."""


async def chat_in(session: AsyncSession, actor: Actor, *, lock: bool = False) -> Chat:
    """The chat that somebody acts from, its row locked with ``lock``; NotAllowed without one."""
    chat = None if actor.chat_id is None else await session.get(Chat, actor.chat_id, with_for_update=lock or None)
    if chat is None:
        raise NotAllowed
    return chat


async def proven(db: Database, clock: Clock, actor: Actor, code: str, key: str) -> Chat:
    """The chat as it was compared, if ``code`` opens it. WrongCode, SmsNeeded, Locked.

    The same key again is the same try: it counts once, and one that was wrong gets its first answer.
    """
    async with db.write() as session:
        chat, answer = await _counted(session, actor, key, clock.now())
    owner = hashes.owner_of(chat.channel, chat.address)
    if chat.access_hash is not None and await hashes.matches(chat.access_hash, code, owner):
        return chat
    async with db.write() as session:
        await chat_in(session, actor, lock=True)
        if not await done_before(session, f"{key}:wrong"):
            record(session, actor, "wrong-access", "chat", chat.id, clock.now(), key=f"{key}:wrong", result=answer)
    raise _refusal(answer)


async def _counted(session: AsyncSession, actor: Actor, key: str, now: datetime) -> tuple[Chat, str]:
    """The chat, and the answer if the code is wrong; raises the answer that was given under this key already.

    The count has an entry of its own: the process may die before the code is compared.
    """
    chat = await chat_in(session, actor, lock=True)
    if wrong := await done_before(session, f"{key}:wrong"):
        raise _refusal(wrong.result or "")
    if before := await done_before(session, f"{key}:try"):
        return chat, before.result or ""
    answer = await _count(session, chat)
    record(session, actor, "try-access", "chat", chat.id, now, key=f"{key}:try", result=answer)
    return chat, answer


async def _count(session: AsyncSession, chat: Chat) -> str:
    """Count one try; the answer if it is wrong, as the journal keeps it. Raises the answer if no try was left."""
    subject, grants = guard.access_subjects(chat)
    failures, bought = await count_failure(session, subject), await failures_of(session, grants)
    left = rules.TRIES * (1 + bought) - failures
    beyond = "locked" if bought >= rules.GRANTS else "sms-needed"
    if left < 0:
        raise _refusal(beyond)
    return str(left) if left else beyond


def _refusal(answer: str) -> CabinetError:
    """An answer of the journal as an error."""
    return BEYOND[answer]() if answer in BEYOND else WrongCode(int(answer))


async def admitted(session: AsyncSession, known: Chat) -> Chat:
    """The row of a chat that was proven, its wrong tries forgotten; Stale when its access code changed meanwhile."""
    chat = await session.get_one(Chat, known.id, with_for_update=True)
    if chat.access_hash != known.access_hash:
        raise Stale
    await forgive(session, guard.access_subjects(chat))
    return chat
