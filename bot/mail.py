"""Letters on their way: leased by priority, in order for each person, their payload erased when the way ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Set
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from bot.belt import Parcel
from bot.outcome import Fate, Outcome, judge
from bot.retry import steady
from cabinet.ports import Clock
from storage.broadcasts import not_held
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState

_ENDS = {Fate.SENT: LetterState.SENT, Fate.DROPPED: LetterState.DROPPED, Fate.DEAD: LetterState.DEAD}


class Letters:
    """The letters of some kinds, as a belt's load. ``carry`` words and sends one; ``lease`` in seconds."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        kinds: Collection[LetterKind],
        carry: Callable[[Letter], Awaitable[Outcome]],
        lease: float,
    ) -> None:
        self._db, self._clock, self._kinds, self._carry = db, clock, tuple(kinds), carry
        self._lease = timedelta(seconds=lease)
        self._order: WeakValueDictionary[UUID | None, asyncio.Lock] = WeakValueDictionary()

    async def due(self, busy: Set[UUID]) -> datetime | None:
        """When the next letter falls due, or the lease of a dead courier runs out."""
        moment = case((Letter.state == LetterState.SENDING, Letter.lease_until), else_=Letter.due_at)
        async with self._db.read() as session:
            found: datetime | None = await session.scalar(select(func.min(moment)).where(self._waiting(busy)))
        return found

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease what is due, the most urgent first."""
        now = self._clock.now()
        ripe = or_(
            and_(Letter.state == LetterState.PENDING, Letter.due_at <= now),
            and_(Letter.state == LetterState.SENDING, Letter.lease_until <= now),
        )
        found = select(Letter).where(self._waiting(busy), ripe).order_by(Letter.priority, Letter.due_at).limit(places)
        async with self._db.write() as session:
            letters = (await session.scalars(found.with_for_update(skip_locked=True))).all()
            for letter in letters:
                letter.state, letter.lease_until = LetterState.SENDING, now + self._lease
                letter.attempts += 1
        return [(letter.id, partial(self._deliver, letter)) for letter in letters]

    def _waiting(self, busy: Set[UUID]) -> ColumnElement[bool]:
        open_states = (LetterState.PENDING, LetterState.SENDING)
        return and_(Letter.kind.in_(self._kinds), Letter.state.in_(open_states), Letter.id.not_in(busy), not_held())

    async def _deliver(self, letter: Letter) -> None:
        to = letter.employee_id or letter.chat_id
        lock = self._order.get(to)
        if lock is None:
            lock = self._order[to] = asyncio.Lock()
        async with lock:  # two letters to one person keep their order
            try:
                outcome = await self._carry(letter)
            except Exception as error:
                outcome = judge(error, letter.attempts, letter.id)
        await steady(partial(self._write, letter, outcome))

    async def _write(self, letter: Letter, outcome: Outcome) -> None:
        """Write the result, unless the lease ran out and somebody else has the letter now."""
        now = self._clock.now()
        end = _ENDS.get(outcome.fate)
        values: dict[str, object] = {"lease_until": None, "reason": outcome.why, "message_id": outcome.message_id}
        if end is None:
            values |= {"state": LetterState.PENDING, "due_at": now + timedelta(seconds=outcome.wait)}
        else:
            values |= {"state": end, "done_at": now, "payload_sealed": None}
        ours = and_(
            Letter.id == letter.id, Letter.state == LetterState.SENDING, Letter.lease_until == letter.lease_until
        )
        async with self._db.write() as session:
            await session.execute(update(Letter).where(ours).values(**values))
