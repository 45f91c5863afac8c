"""Rows that nobody needs any more: which they are, and how they go without anybody waiting for it.

They are looked for in a read, beside the writers, and removed a few a transaction, with rests in between. What came to
life again in the meantime stays: the condition is asked once more with the removal, which waits for no lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    inspect,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.broadcasts import OPEN, WAITING, Broadcast
from storage.chats import Activation, ActivationKey, Throttle
from storage.company import House
from storage.engine import Database
from storage.inbox import Lane, Update
from storage.outbox import Letter, LetterKind, LetterState, Priority
from storage.processes import Beat, PaceWindow
from storage.talks import Talk, dormant

BATCH = 500
"""Rows of one transaction."""
ROUND = 20 * BATCH
"""Rows that are looked for at once."""
REST = 0.02
"""Seconds between two transactions: whoever waits to write comes first."""


@dataclass(frozen=True)
class Chore:
    """The rows of one table that are ``stale``; they are deleted, or get ``values``."""

    name: str
    table: type[Base]
    stale: ColumnElement[bool]
    values: Mapping[str, Any] | None = None
    within: ColumnElement[bool] = field(default_factory=true)
    """Where to look for them, if not everywhere."""


def updates(before: datetime) -> Chore:
    """Updates that came before then and were handled or put aside. They lie in the order in which they came."""
    over = or_(Update.handled_at.is_not(None), Update.trouble.is_not(None))
    fresh = select(Update.seq).where(Update.received_at >= before).order_by(Update.seq).limit(1).scalar_subquery()
    within = Update.seq < func.coalesce(fresh, 2**62)
    return Chore("updates", Update, and_(Update.received_at < before, over), within=within)


def letters(before: datetime) -> Chore:
    """Letters that left or were dropped before then. The copies of a broadcast stay until it has counted them."""
    return _over("letters", (LetterState.SENT, LetterState.DROPPED), before)


def undelivered(before: datetime) -> Chore:
    """Letters that never arrived, or may not have, which ended before then."""
    return _over("undelivered", (LetterState.DEAD, LetterState.UNSURE), before)


def _over(name: str, states: Sequence[LetterState], before: datetime) -> Chore:
    ended = func.coalesce(Letter.done_at, Letter.due_at) < before
    uncounted = select(Broadcast.id).where(Broadcast.ended_at.is_(None))
    counted = or_(Letter.broadcast_id.is_(None), Letter.broadcast_id.not_in(uncounted))
    index = and_(
        Letter.kind.in_(list(LetterKind)), Letter.priority.in_(list(Priority)), Letter.due_at < before
    )  # what ended before it was due is found when it would have been
    return Chore(name, Letter, and_(Letter.state.in_(states), ended, counted), within=index)


def broadcasts(before: datetime) -> Chore:
    """What broadcasts said that ended before then, unless a copy goes once more; that there were such stays."""
    going = exists().where(Letter.broadcast_id == Broadcast.id, Letter.state.in_(WAITING))
    ended = and_(Broadcast.state.not_in(OPEN), Broadcast.ended_at < before, Broadcast.text_sealed.is_not(None), ~going)
    return Chore("broadcasts", Broadcast, ended, {"text_sealed": None})


def lanes(before: datetime) -> Chore:
    """Lanes in which nothing lies and that nobody had since then."""
    unused = or_(Lane.lease_until.is_(None), Lane.lease_until < before)
    return Chore("lanes", Lane, and_(Lane.due_at.is_(None), unused))


def beats(before: datetime) -> Chore:
    """Processes that were last seen before then."""
    return Chore("beats", Beat, Beat.seen_at < before)


def paces(before: datetime) -> Chore:
    """Shared windows that nobody asked for since then: a group's stays one otherwise, long after the bot left it."""
    then = before.timestamp()
    return Chore("paces", PaceWindow, and_(PaceWindow.looked_at < then, PaceWindow.closed_until < then))


def attempts(before: datetime) -> Chore:
    """Attempts begun before then, except where a chat still waits for its wrong codes: unlocking finds it by them."""
    chat = literal("chat:") + Activation.channel + ":" + Activation.address
    waits = exists().where(Throttle.subject == chat)
    return Chore("attempts", Activation, and_(Activation.made_at < before, ~waits))


def keys(before: datetime) -> Chore:
    """Activation keys that ran out before then, once no attempt names them."""
    named = exists().where(Activation.key_id == ActivationKey.id)
    return Chore("keys", ActivationKey, and_(ActivationKey.expires_at < before, ~named))


def waits(before: datetime) -> Chore:
    """Waits after wrong codes that were over before then; what is locked stays locked."""
    return Chore("waits", Throttle, and_(Throttle.locked.is_(False), Throttle.blocked_until < before))


async def do(db: Database, chore: Chore) -> int:
    """Do a chore to its end; how many rows it was."""
    wanted = select(*_key(chore.table)).where(chore.stale, chore.within).limit(ROUND)
    total = 0
    while True:
        async with db.read() as session:
            found = (await session.execute(wanted)).all()
        done = await _all(db, chore, [tuple(row) for row in found])
        total += done
        if len(found) < ROUND or not done:
            return total


async def talks(db: Database, before: datetime) -> int:
    """Forget the conversations of everybody who has touched none since ``before``; how many rows it was."""
    async with db.read() as session:
        found = await dormant(session, before)
    return await _all(db, Chore("talks", Talk, Talk.touched_at < before), [(row,) for row in found])


def _key(table: type[Base]) -> Sequence[ColumnElement[Any]]:
    return tuple(inspect(table).primary_key)


async def _all(db: Database, chore: Chore, rows: Iterable[tuple[Any, ...]]) -> int:
    left, total = iter(rows), 0
    while batch := list(islice(left, BATCH)):
        if total:
            await asyncio.sleep(REST)
        async with db.write() as session:
            total += await _batch(session, chore, batch)
    return total


async def _batch(session: AsyncSession, chore: Chore, rows: list[tuple[Any, ...]]) -> int:
    """What somebody has in hand at this moment is left to the next time: nobody is waited for."""
    key = tuple_(*_key(chore.table))
    ours = select(*_key(chore.table)).where(key.in_(rows), chore.stale).with_for_update(skip_locked=True)
    taken = [tuple(row) for row in await session.execute(ours)]
    change = update(chore.table).values(chore.values) if chore.values is not None else delete(chore.table)
    await session.execute(change.where(key.in_(taken)).execution_options(synchronize_session=False))
    return len(taken)


async def note(db: Database, at: datetime) -> None:
    """Remember when the last upkeep was done."""
    async with db.write() as session:
        await session.execute(update(House).values(upkeep_at=at))
