"""Letters on their way: leased by priority, in order for each person, their payload erased when the way ends.

A letter is claimed, worded, sent, and its result is written together with those of others. The claim is one statement
on an index, however many wait; what a dead courier had in hand is looked for apart from it, for nobody knows whether
such a letter has left (bot/doubt).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Set
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.belt import Parcel
from bot.doubt import asks, doubt_of
from bot.outcome import Fate, Outcome, judge
from bot.pace import Way, way
from bot.results import Results
from cabinet.ports import Clock
from storage.broadcasts import HELD, Broadcast, Doubt
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState, Priority, Why

log = structlog.get_logger(__name__)

Carry = Callable[[Letter], Awaitable[Outcome]]
"""Words and sends one letter."""
LOOK = 1.0
"""Seconds between two looks for what dead couriers left behind."""


class Letters:
    """The letters of some kinds, as a belt's load. ``lease`` in seconds."""

    def __init__(
        self, db: Database, clock: Clock, kinds: Collection[LetterKind], carry: Carry, results: Results, lease: float
    ) -> None:
        self._db, self._clock, self._kinds, self._carry = db, clock, tuple(kinds), carry
        self._results, self._lease = results, timedelta(seconds=lease)
        self._order: WeakValueDictionary[UUID | None, asyncio.Lock] = WeakValueDictionary()
        self._looked = float("-inf")
        self._firsts = self._first_of_each()

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
            for kind in self._kinds
            for priority in Priority
        ]
        return select(*(first.scalar_subquery() for first in firsts))

    async def _next(self) -> datetime | None:
        (row,) = await self._db.glance(self._firsts)
        return min((moment for moment in row if moment is not None), default=None)

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease what is due, the most urgent first."""
        found = _waiting(Letter.kind.in_(self._kinds)).order_by(Letter.priority, Letter.due_at)
        async with self._db.write() as session:
            letters = await self._lease_of(session, found, places)
        return self._parcels(letters)

    async def _lease_of(self, session: AsyncSession, found: Select[UUID], places: int) -> list[Letter]:
        """Lease the first of ``found`` that are due; who comes second skips what the first one is leasing."""
        now = self._clock.now()
        picked = found.where(Letter.due_at <= now).limit(places).with_for_update(skip_locked=True).cte("picked")
        leased = (
            update(Letter)
            .where(Letter.id.in_(select(picked.c.id)))
            .values(state=LetterState.SENDING, lease_until=now + self._lease, attempts=Letter.attempts + 1)
            .returning(Letter)
        )
        return list(await session.scalars(leased, execution_options={"synchronize_session": False}))

    def _parcels(self, letters: list[Letter]) -> list[Parcel]:
        letters.sort(key=lambda letter: (letter.priority, letter.due_at))
        return [(letter.id, partial(self._deliver, letter)) for letter in letters]

    async def _look_for_the_left(self, busy: Set[UUID]) -> None:
        now = self._clock.now()
        left = and_(_sending(self._kinds), Letter.lease_until <= now, Letter.id.not_in(busy))
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
            async with lock:  # two letters to one person keep their order
                outcome = await self._carried(letter)
        except asyncio.CancelledError:
            if not mark.left:  # it waited for its turn: certainly not sent
                await self._results.write(letter, Outcome(Fate.AGAIN))
            raise
        await self._results.write(letter, outcome)
        if outcome.fate is Fate.SENT:
            level = logging.DEBUG if letter.kind is LetterKind.BROADCAST else logging.INFO
            log.log(level, "sent", kind=letter.kind, topic=letter.topic)

    async def _carried(self, letter: Letter) -> Outcome:
        try:
            return await self._carry(letter)
        except Exception as error:
            outcome = judge(error, letter.attempts, letter.id)
        if outcome.fate is not Fate.DOUBT:
            return outcome
        asked = await doubt_of(self._db, letter) is Doubt.ASK
        return Outcome(Fate.UNSURE, why=Why.CUT) if asked else Outcome(Fate.AGAIN, wait=outcome.wait)


class Copies(Letters):
    """The copies of broadcasts: of one that is held up none leaves, and those of several take turns."""

    def __init__(self, db: Database, clock: Clock, carry: Carry, results: Results, lease: float) -> None:
        super().__init__(db, clock, (LetterKind.BROADCAST,), carry, results, lease)
        self._turns: list[UUID] = []

    async def _next(self) -> datetime | None:
        first = select(func.min(Letter.due_at)).where(Letter.broadcast_id == Broadcast.id, _pending())
        running = select(Broadcast.id, first.scalar_subquery().label("due")).where(Broadcast.state.not_in(HELD))
        rows = [row for row in await self._db.glance(running) if row.due is not None]
        now = self._clock.now()
        ripe = [row.id for row in rows if row.due <= now]
        self._turns = [one for one in self._turns if one in ripe] + [one for one in ripe if one not in self._turns]
        return min((row.due for row in rows), default=None)

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease due copies; the next time of the next broadcast first."""
        letters: list[Letter] = []
        async with self._db.write() as session:
            for broadcast_id in self._turns:
                if len(letters) < places:
                    found = _waiting(Letter.broadcast_id == broadcast_id).order_by(Letter.due_at)
                    letters += await self._lease_of(session, found, places - len(letters))
        self._turns = self._turns[1:] + self._turns[:1]
        return self._parcels(letters)


def _pending() -> ColumnElement[bool]:
    return Letter.state == LetterState.PENDING


def _waiting(*which: ColumnElement[bool]) -> Select[UUID]:
    return select(Letter.id).where(*which, _pending())


def _sending(kinds: Collection[LetterKind]) -> ColumnElement[bool]:
    return and_(Letter.kind.in_(kinds), Letter.state == LetterState.SENDING)


async def free(session: AsyncSession, left: ColumnElement[bool], now: datetime) -> None:
    """Let go of leased letters that nobody carries any more: again, or put aside where a person decides."""
    aside = {"state": LetterState.UNSURE, "reason": Why.DIED, "lease_until": None, "done_at": now}
    await session.execute(update(Letter).where(left, asks()).values(**aside))
    again = {"state": LetterState.PENDING, "due_at": now, "lease_until": None}
    await session.execute(update(Letter).where(left).values(**again))
