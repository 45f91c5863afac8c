"""A try at the access code: counted and committed before it is compared, off the event loop, and then judged.

Five wrong ones in a row ask for an SMS code, which buys five more and opens nothing itself (whoever stole the phone
reads its SMS too); after fifteen only HR helps.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import CabinetError, NotAllowed, Stale
from cabinet.journal import record
from cabinet.people import guard, hashes, rules
from cabinet.people.refusals import Locked, SmsNeeded, WrongCode
from cabinet.ports import Clock
from storage.chats import Chat, count_failure, failures_of, forgive
from storage.engine import Database


async def chat_in(session: AsyncSession, actor: Actor) -> Chat:
    """The chat that somebody acts from; NotAllowed without one."""
    chat = None if actor.chat_id is None else await session.get(Chat, actor.chat_id)
    if chat is None:
        raise NotAllowed
    return chat


async def proven(db: Database, clock: Clock, actor: Actor, code: str, key: str) -> Chat:
    """The chat as it was compared, if ``code`` opens it. WrongCode, SmsNeeded, Locked."""
    async with db.write() as session:
        chat = await chat_in(session, actor)
        left, beyond = await _counted(session, chat)
    owner = hashes.owner_of(chat.channel, chat.address)
    if chat.access_hash is not None and await hashes.matches(chat.access_hash, code, owner):
        return chat
    async with db.write() as session:
        record(session, actor, "wrong-access", "chat", chat.id, clock.now(), key=f"{key}:wrong", result=left)
    raise WrongCode(left) if left else beyond


async def _counted(session: AsyncSession, chat: Chat) -> tuple[int, CabinetError]:
    """(tries left after this one, what comes when none are left); raises that when none was left before."""
    subject, grants = guard.access_subjects(chat)
    failures, bought = await count_failure(session, subject), await failures_of(session, grants)
    left = rules.TRIES * (1 + bought) - failures
    beyond = Locked() if bought >= rules.GRANTS else SmsNeeded()
    if left < 0:
        raise beyond
    return left, beyond


async def admitted(session: AsyncSession, known: Chat) -> Chat:
    """The row of a chat that was proven, its wrong tries forgotten; Stale when its access code changed meanwhile."""
    chat = await session.get_one(Chat, known.id, with_for_update=True)
    if chat.access_hash != known.access_hash:
        raise Stale
    await forgive(session, guard.access_subjects(chat))
    return chat
