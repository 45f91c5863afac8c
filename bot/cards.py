"""Cards on their way: one message per card, edited in place, always the latest state however often it changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Set
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.belt import Parcel
from bot.outcome import Fate, Outcome, judge
from bot.results import GROUP
from bot.retry import steady
from cabinet.ports import Clock
from storage.engine import Database
from storage.groups import Group
from storage.outbox import Card

log = structlog.get_logger(__name__)

_AGAIN = (Fate.AGAIN, Fate.DOUBT)
"""A card is edited in place and shows the same twice: where in doubt it is simply shown again."""


class Cards:
    """The cards at desks or with persons, as a belt's load. ``show`` words and shows one; ``lease`` in seconds.

    Desks and persons are loads of their own, so that a group's tight limit never holds up a manager's card.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        show: Callable[[Card], Awaitable[Outcome]],
        shown: Callable[[Card], Awaitable[None]],
        lease: float,
        *,
        at_desk: bool,
    ) -> None:
        self._db, self._clock, self._show, self._shown = db, clock, show, shown
        self._lease, self._at_desk = timedelta(seconds=lease), at_desk
        self._results = Group(db, most=GROUP, told=partial(metrics.group, "results"))

    async def due(self, busy: Set[UUID]) -> datetime | None:
        """When the next card has to be shown anew, or the lease of a dead courier runs out."""
        moment = case((Card.lease_until > Card.due_at, Card.lease_until), else_=Card.due_at)
        async with self._db.read() as session:
            found: datetime | None = await session.scalar(select(func.min(moment)).where(self._waiting(busy)))
        return found

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease what is due, the longest waiting first."""
        now = self._clock.now()
        ripe = and_(Card.due_at <= now, or_(Card.lease_until.is_(None), Card.lease_until <= now))
        found = select(Card).where(self._waiting(busy), ripe).order_by(Card.due_at).limit(places)
        async with self._db.write() as session:
            cards = (await session.scalars(found.with_for_update(skip_locked=True))).all()
            for card in cards:
                if card.lease_until is not None:
                    metrics.takeover("card")
                card.lease_until = now + self._lease
                card.attempts += 1
        return [(card.id, partial(self._deliver, card)) for card in cards]

    def _waiting(self, busy: Set[UUID]) -> ColumnElement[bool]:
        place = Card.desk_id.is_not(None) if self._at_desk else Card.desk_id.is_(None)
        return and_(place, Card.due_at.is_not(None), Card.wanted > Card.shown, Card.id.not_in(busy))

    async def _deliver(self, card: Card) -> None:
        structlog.contextvars.bind_contextvars(trace=card.trace)  # of this hand alone
        try:
            outcome = await self._show(card)
        except Exception as error:
            outcome = judge(error, card.attempts, card.id)
        await steady(partial(self._results.do, partial(self._write, card, outcome)))
        if outcome.fate is not Fate.SENT:
            return
        log.info("shown", at="desk" if self._at_desk else "person")
        try:
            await self._shown(card)
        except Exception as error:
            log.error("nobody heard that a card is shown", row=str(card.id), exc_info=error)

    async def _write(self, seen: Card, outcome: Outcome, session: AsyncSession) -> None:
        """Write the result. ``seen`` is the card as it was claimed: what changed since stays due."""
        card = await session.get(Card, seen.id, with_for_update=True)
        if card is None or card.lease_until != seen.lease_until:
            return
        card.lease_until, card.reason = None, outcome.why
        if outcome.fate is Fate.SENT:
            card.shown, card.attempts = seen.wanted, 0
            card.address, card.message_id = outcome.chat, outcome.message_id
        if outcome.fate in _AGAIN:
            card.due_at = self._clock.now() + timedelta(seconds=outcome.wait)
        elif card.wanted == seen.wanted:
            card.due_at = None
        seen.shown, seen.address, seen.message_id = card.shown, card.address, card.message_id
