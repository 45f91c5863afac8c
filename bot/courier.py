"""The courier: carries what lies in the outbox to the messenger and to the SMS gateway, after the commit, never inside.

A row is leased, worded, sent, and then its result is written. Who dies in between leaves a lease that runs out: the
next courier sends again. So a letter may come twice, but none is lost; an SMS gateway is told the letter's id, to know
the second one by.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from sqlalchemy import update

from bot.belt import Belt
from bot.cards import Cards
from bot.mail import Letters
from bot.outcome import Fate, Outcome
from cabinet.ports import Clock, Sms
from handlers.spoken import Spoken
from storage.engine import Database
from storage.outbox import Card, Letter, LetterKind, LetterState


class Voice(Protocol):
    """Words what the courier carries. Called outside of any transaction; what it raises is tried again."""

    async def letter(self, letter: Letter) -> Spoken | None:
        """The message of a notice or an alert; None drops it."""
        ...

    async def sms(self, letter: Letter) -> tuple[str, str] | None:
        """(phone, text) of an SMS; None drops it."""
        ...

    async def card(self, card: Card) -> Spoken | None:
        """The latest state of a card; None: there is nobody to show it to."""
        ...

    async def shown(self, card: Card) -> None:
        """The messenger has confirmed what the card shows now, and the row says so."""
        ...


@dataclass(frozen=True)
class CourierRules:
    """The numbers of the courier; seconds."""

    lease: float = 60.0
    net: float = 1.0
    """How often the rows are looked at if nothing wakes us."""
    places: int = 8
    """How many of a kind are in hand at once: so many come again after a kill."""
    grace: float = 10.0
    """How long ``stop`` waits for what is in hand."""


BY_MESSENGER = (LetterKind.NOTICE, LetterKind.ALERT, LetterKind.BROADCAST)
_GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID", "message not found")
_SAME = "message is not modified"


class Courier:
    """One per process and database: sends what is due, by priority, until it is stopped."""

    def __init__(
        self, db: Database, bot: Bot, sms: Sms, clock: Clock, voice: Voice, *, rules: CourierRules | None = None
    ) -> None:
        self._db, self._clock = db, clock
        self._bot, self._sms, self._voice = bot, sms, voice
        self._rules = rules = rules or CourierRules()
        lease = rules.lease
        loads = (
            Letters(db, clock, (LetterKind.SMS,), self._by_sms, lease),
            Letters(db, clock, BY_MESSENGER, self._by_messenger, lease),
            Cards(db, clock, self._show, voice.shown, lease, at_desk=False),
            Cards(db, clock, self._show, voice.shown, lease, at_desk=True),
        )
        self._belts = [Belt(load, clock, places=rules.places, net=rules.net) for load in loads]
        db.on("letters", self.wake)

    def wake(self) -> None:
        """Something may be due: called after every commit that left something to send."""
        for belt in self._belts:
            belt.wake()

    def stop(self) -> None:
        """Take nothing new and let ``run`` return."""
        for belt in self._belts:
            belt.stop()

    async def take_over(self) -> None:
        """Free what a dead courier had in hand, instead of waiting for its leases. Only where no other one can run."""
        now = self._clock.now()
        async with self._db.write() as session:
            await session.execute(update(Letter).where(Letter.state == LetterState.SENDING).values(lease_until=now))
            await session.execute(update(Card).where(Card.lease_until > now).values(lease_until=now))

    async def run(self) -> None:
        """Carry until ``stop``; what is in hand then is finished."""
        await asyncio.gather(*(belt.run(self._rules.grace) for belt in self._belts))

    async def _by_sms(self, letter: Letter) -> Outcome:
        worded = await self._voice.sms(letter)
        if worded is None:
            return Outcome(Fate.DROPPED)
        phone, text = worded
        await self._sms.send(phone, text, dedupe=str(letter.id))
        return Outcome(Fate.SENT)

    async def _by_messenger(self, letter: Letter) -> Outcome:
        spoken = await self._voice.letter(letter)
        return Outcome(Fate.DROPPED) if spoken is None else await self._say(spoken)

    async def _show(self, card: Card) -> Outcome:
        spoken = await self._voice.card(card)
        if spoken is None:
            return Outcome(Fate.DROPPED)
        if card.message_id is not None and card.address == spoken.chat and await self._edited(spoken, card.message_id):
            return Outcome(Fate.SENT, spoken.chat, card.message_id)
        return await self._say(spoken)

    async def _say(self, spoken: Spoken) -> Outcome:
        sent = await self._bot.send_message(_address(spoken.chat), spoken.text, reply_markup=spoken.markup)
        return Outcome(Fate.SENT, spoken.chat, sent.message_id)

    async def _edited(self, spoken: Spoken, message_id: int) -> bool:
        """Whether the message shows ``spoken`` now; False when there is no such message any more."""
        try:
            await self._bot.edit_message_text(
                spoken.text, chat_id=_address(spoken.chat), message_id=message_id, reply_markup=spoken.markup
            )
        except TelegramBadRequest as error:
            if any(said in error.message for said in _GONE):
                return False
            if _SAME not in error.message:
                raise
        return True


def _address(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdigit() else chat
