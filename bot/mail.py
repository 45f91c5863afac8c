"""Letters on their way: leased by priority, one at a time for each person, their payload erased when the way ends.

A letter is claimed, worded, sent, and its result is written together with those of others. The claim is one statement
on an index, however many wait; what a dead courier had in hand is looked for apart from it, for nobody knows whether
such a letter has left (bot/doubt).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import ColumnElement, Connection, Integer, Select, Table, and_, bindparam, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import ExecutableReturnsRows

from bot import metrics
from bot.belt import Parcel
from bot.doubt import asks, doubt_of
from bot.outcome import Fate, Outcome, judge
from bot.pace import Way, way
from bot.results import Results
from bot.slots import Withheld, slot
from cabinet.ports import Clock
from storage.base import read_as
from storage.broadcasts import HELD, Broadcast, Doubt
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState, Priority, Why

log = structlog.get_logger(__name__)

GLIMPSE = 0.1
"""Seconds for which the state of a broadcast counts as seen."""
LOOK = 1.0
"""Seconds between two looks for what dead couriers left behind."""
_ROWS = cast("Table", Letter.__table__)
_STATE = select(Broadcast.state).where(Broadcast.id == bindparam("broadcast"))


async def _unprepared(_letters: Sequence[Letter]) -> None:
    return None


@dataclass(frozen=True)
class Post:
    """What a belt of letters does. ``carry`` words and sends one; ``prepare`` is told of those that were claimed."""

    kinds: tuple[LetterKind, ...]
    carry: Callable[[Letter], Awaitable[Outcome]]
    results: Results
    prepare: Callable[[Sequence[Letter]], Awaitable[None]] = _unprepared


class Letters:
    """The letters of some kinds, as a belt's load. ``lease`` in seconds."""

    def __init__(self, db: Database, clock: Clock, post: Post, lease: float) -> None:
        self._db, self._clock, self._post = db, clock, post
        self._lease = timedelta(seconds=lease)
        self._order: WeakValueDictionary[UUID | None, asyncio.Lock] = WeakValueDictionary()
        self._looked = float("-inf")
        self._firsts = self._first_of_each()
        kinds = [literal(kind, Letter.kind.type) for kind in post.kinds]  # as they are: a list is spelled out each time
        urgent = _waiting(Letter.kind.in_(kinds)).order_by(Letter.priority, Letter.due_at)
        self._leased = _leased(urgent)

    async def due(self, busy: Set[UUID]) -> datetime | None:
        """When the next letter falls due."""
        now = asyncio.get_running_loop().time()
        if now >= self._looked + LOOK:
            await self._look_for_the_left(busy)
            self._looked = now
        return await self._next()

    def _first_of_each(self) -> Select[*tuple[Any, ...]]:
        """One step into the index for each kind and priority, however many letters wait there. Built once."""
        firsts = [
            _waiting(Letter.kind == kind, Letter.priority == priority).with_only_columns(func.min(Letter.due_at))
            for kind in self._post.kinds
            for priority in Priority
        ]
        return select(*(first.scalar_subquery() for first in firsts))

    async def _next(self) -> datetime | None:
        (row,) = await self._db.glance(self._firsts)
        return min((moment for moment in row if moment is not None), default=None)

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease what is due, the most urgent first."""
        return await self._parcels(await self._db.batch(partial(self._lease_all, self._terms(places))))

    def _terms(self, places: int) -> dict[str, Any]:
        now = self._clock.now()
        return {"now": now, "until": now + self._lease, "places": places}

    def _lease_all(self, terms: dict[str, Any], connection: Connection) -> list[Letter]:
        return _letters(connection, self._leased, terms)

    async def _parcels(self, letters: list[Letter]) -> list[Parcel]:
        letters.sort(key=lambda letter: (letter.priority, letter.due_at))
        try:
            await self._post.prepare(letters)
        except Exception as error:  # each is worded alone, then
            log.warning("letters could not be prepared", error=type(error).__name__)
        return [(letter.id, partial(self._deliver, letter)) for letter in letters]

    async def _look_for_the_left(self, busy: Set[UUID]) -> None:
        now = self._clock.now()
        left = and_(_sending(self._post.kinds), Letter.lease_until <= now, Letter.id.not_in(busy))
        if await self._db.glance(select(Letter.id).where(left).limit(1)):
            metrics.takeover("letter")
            async with self._db.write() as session:
                await free(session, left, now)

    async def _deliver(self, letter: Letter) -> None:
        structlog.contextvars.bind_contextvars(trace=letter.trace)  # of this hand alone
        to, mark = letter.employee_id or letter.chat_id, Way()
        way.set(mark)
        lock = self._order.get(to)
        if lock is None:
            lock = self._order[to] = asyncio.Lock()
        try:
            async with lock:  # of two letters to one person in hand the first leaves first
                outcome = await self._carried(letter)
        except asyncio.CancelledError:
            if not mark.left:  # it waited for its turn: certainly not sent
                await self._post.results.write(letter, Outcome(Fate.AGAIN))
            raise
        await self._post.results.write(letter, outcome)
        if outcome.fate is Fate.SENT:
            level = logging.DEBUG if letter.kind is LetterKind.BROADCAST else logging.INFO
            log.log(level, "sent", kind=letter.kind, topic=letter.topic)

    async def _carried(self, letter: Letter) -> Outcome:
        try:
            return await self._post.carry(letter)
        except Withheld:
            return Outcome(Fate.AGAIN)
        except Exception as error:
            outcome = judge(error, letter.attempts, letter.id)
        if outcome.fate is not Fate.DOUBT:
            return outcome
        asked = await doubt_of(self._db, letter) is Doubt.ASK
        return Outcome(Fate.UNSURE, why=Why.CUT) if asked else Outcome(Fate.AGAIN, wait=outcome.wait)


class Copies(Letters):
    """The copies of broadcasts: of one that is held up none leaves, and those of several take turns.

    A copy in hand looks once more before it leaves: it may have waited long for its turn in the pace.
    """

    def __init__(self, db: Database, clock: Clock, post: Post, lease: float) -> None:
        super().__init__(db, clock, post, lease)
        self._turns: list[UUID] = []
        self._seen: dict[UUID, tuple[float, bool]] = {}
        first = select(func.min(Letter.due_at)).where(Letter.broadcast_id == Broadcast.id, _pending())
        told = and_(Broadcast.state.not_in(HELD), Broadcast.text_sealed.is_not(None))  # of years, those of a month
        self._running = select(Broadcast.id, first.scalar_subquery().label("due")).where(told)
        self._leased = _leased(_waiting(Letter.broadcast_id == bindparam("broadcast")).order_by(Letter.due_at))

    async def _carried(self, letter: Letter) -> Outcome:
        if (mine := slot.get()) is not None and letter.broadcast_id is not None:
            mine.may = partial(self._goes_on, letter.broadcast_id)
        return await super()._carried(letter)

    async def _goes_on(self, broadcast_id: UUID) -> bool:
        """Whether it is not held up, as was seen a moment ago."""
        now = asyncio.get_running_loop().time()
        if now >= self._seen.get(broadcast_id, (0.0, True))[0]:
            rows = await self._db.glance(_STATE, {"broadcast": broadcast_id})
            self._seen = {known: seen for known, seen in self._seen.items() if seen[0] > now}
            self._seen[broadcast_id] = now + GLIMPSE, bool(rows) and rows[0].state not in HELD
        return self._seen[broadcast_id][1]

    async def _next(self) -> datetime | None:
        rows = [row for row in await self._db.glance(self._running) if row.due is not None]
        now = self._clock.now()
        ripe = [row.id for row in rows if row.due <= now]
        self._turns = [one for one in self._turns if one in ripe] + [one for one in ripe if one not in self._turns]
        return min((row.due for row in rows), default=None)

    def _lease_all(self, terms: dict[str, Any], connection: Connection) -> list[Letter]:
        """The next time of the next broadcast first."""
        letters: list[Letter] = []
        for broadcast_id in self._turns:
            if left := terms["places"] - len(letters):
                letters += _letters(connection, self._leased, terms | {"broadcast": broadcast_id, "places": left})
        self._turns = self._turns[1:] + self._turns[:1]
        return letters


def _pending() -> ColumnElement[bool]:
    return Letter.state == LetterState.PENDING


def _waiting(*which: ColumnElement[bool]) -> Select[UUID]:
    return select(Letter.id).where(*which, _pending())


def _leased(found: Select[UUID]) -> ExecutableReturnsRows:
    """Lease the first ``:places`` of ``found`` that are due ``:now``, and read them; who comes second skips what the
    first one is leasing. Built once."""
    due = found.where(Letter.due_at <= bindparam("now", type_=Letter.due_at.type))
    picked = due.limit(bindparam("places", type_=Integer)).with_for_update(skip_locked=True).cte("picked")
    lease = update(_ROWS).where(_ROWS.c.id.in_(select(picked.c.id)))
    values = {"state": LetterState.SENDING, "lease_until": bindparam("until"), "attempts": _ROWS.c.attempts + 1}
    return lease.values(values).returning(_ROWS)


def _letters(connection: Connection, found: ExecutableReturnsRows, terms: dict[str, Any]) -> list[Letter]:
    rows = connection.execute(found, terms)
    names = tuple(rows.keys())
    return [read_as(Letter, zip(names, row, strict=True)) for row in rows]


def _sending(kinds: Collection[LetterKind]) -> ColumnElement[bool]:
    return and_(Letter.kind.in_(kinds), Letter.state == LetterState.SENDING)


async def free(session: AsyncSession, left: ColumnElement[bool], now: datetime) -> None:
    """Let go of leased letters that nobody carries any more: again, or put aside where a person decides."""
    aside = {"state": LetterState.UNSURE, "reason": Why.DIED, "lease_until": None, "done_at": now}
    await session.execute(update(Letter).where(left, asks()).values(**aside))
    again = {"state": LetterState.PENDING, "due_at": now, "lease_until": None}
    await session.execute(update(Letter).where(left).values(**again))
