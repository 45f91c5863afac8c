"""A courier without a messenger: what is due counts as sent and confirmed, as bot/cards and bot/mail would note it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cabinet.requests.decisions import Decisions
from storage.engine import Database
from storage.outbox import Card, Letter, LetterState
from tests.conftest import HandClock


@dataclass
class Post:
    """Carries by hand, one round a call."""

    db: Database
    clock: HandClock
    decisions: Decisions

    async def carry(self) -> int:
        """Everything that is due now arrives, and each card is confirmed; how many cards."""
        now = self.clock.now()
        async with self.db.write() as session:
            cards = (await session.scalars(select(Card).where(Card.due_at <= now, Card.wanted > Card.shown))).all()
            for card in cards:
                card.shown, card.due_at, card.message_id = card.wanted, None, card.message_id or 1
            letters = select(Letter).where(Letter.state == LetterState.PENDING, Letter.due_at <= now)
            for letter in await session.scalars(letters):
                letter.state = LetterState.SENT
        for card in cards:
            await self.decisions.shown(card.request_id)
        return len(cards)

    async def letters(self, state: LetterState) -> list[str]:
        """Topics of the letters in a state, in the order in which they leave."""
        found = select(Letter.topic).where(Letter.state == state).order_by(Letter.due_at, Letter.made_at)
        async with self.db.read() as session:
            return list(await session.scalars(found))

    async def cards(self) -> list[Card]:
        """All cards, the desk's last."""
        async with self.db.read() as session:
            return list(await session.scalars(select(Card).order_by(Card.desk_id.is_not(None), Card.id)))
