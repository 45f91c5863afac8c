"""The courier: carries the outbox to messenger, SMS gateway and mail server, after the commit, never inside.

A row is leased, worded, sent, and then its result is written. Who dies in between leaves a row of which nobody knows
whether it arrived; what is done then is a rule of its kind (bot/doubt). So a letter may come twice, but none is lost;
SMS gateway and mail server are told the letter's id, to know the second one by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from sqlalchemy import update

from bot.belt import Belt, BeltRules, Load
from bot.cards import Cards
from bot.jumps import watch
from bot.mail import Copies, Letters, Post, free
from bot.outcome import Fate, Outcome
from bot.pace import broadcasting
from bot.results import GROUP, Results
from bot.wire import Sending
from cabinet.ports import Clock, Mail, Sms
from handlers.spoken import Spoken
from storage.engine import Database
from storage.outbox import Card, Letter, LetterKind, LetterState

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Voice(Protocol):
    """Words what the courier carries, and hears what it met. Called outside of any transaction; what the wording raises
    is tried again."""

    async def prepare(self, letters: Sequence[Letter]) -> None:
        """These letters are worded next: what all of them need may be read at once."""
        ...

    async def letter(self, letter: Letter) -> Spoken | None:
        """The message of a letter to a chat; None drops it."""
        ...

    async def sms(self, letter: Letter) -> tuple[str, str] | None:
        """(phone, text) of an SMS; None drops it."""
        ...

    async def mail(self, letter: Letter) -> tuple[str, str, str] | None:
        """(address, subject, text) of a mail; None drops it."""
        ...

    async def card(self, card: Card) -> Spoken | None:
        """The latest state of a card; None: there is nobody to show it to."""
        ...

    async def shown(self, card: Card) -> None:
        """The messenger has confirmed what the card shows now, and the row says so."""
        ...

    async def shut(self, chat: str) -> None:
        """The messenger takes nothing more for this chat."""
        ...

    async def moved(self, old: str, new: str) -> None:
        """A group has another address now."""
        ...


@dataclass(frozen=True)
class CourierRules:
    """The numbers of the courier; seconds."""

    lease: float = 60.0
    net: float = 1.0
    """How often the rows are looked at if nothing wakes us."""
    in_hand: int = 12
    """How many are on their way at once: so many, and a group of results, may come again after a kill."""
    mails: int = 4
    """How many mails are on their way at once, each on a connection of its own."""
    copies: float = 0.3
    """How long the copies of a broadcast let places stand empty, to claim more at once."""
    grace: float = 10.0
    """How long ``stop`` waits for what is in hand."""


_GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID", "message not found")
_SAME = "message is not modified"


class Courier:
    """One per database: sends what is due, by priority, until it is stopped. It may be run again."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        sms: Sms,
        mail: Mail,
        clock: Clock,
        voice: Voice,
        *,
        rules: CourierRules | None = None,
    ) -> None:
        self._db, self._clock = db, clock
        self._bot, self._sms, self._mail, self._voice = bot, sms, mail, voice
        self._rules = rules = rules or CourierRules()
        self._free = asyncio.Semaphore(rules.in_hand + GROUP)
        done, lease = Results(db, clock, wait=0.0), rules.lease  # no waiting: a card that comes twice is in the way
        copied = Results(db, clock)
        codes, mails, copies = (LetterKind.SMS,), (LetterKind.MAIL,), (LetterKind.BROADCAST,)
        notices = Post((LetterKind.NOTICE, LetterKind.ALERT), self._by_messenger, done, voice.prepare)
        self._belts = [
            self._belt(Letters(db, clock, Post(codes, self._by_sms, done), lease)),
            self._belt(Letters(db, clock, Post(mails, self._by_mail, done), lease), places=rules.mails),
            self._belt(Letters(db, clock, notices, lease), straight=True),
            self._belt(Copies(db, clock, Post(copies, self._copy, copied, voice.prepare), lease), gather=rules.copies),
            self._belt(Cards(db, clock, self._show, voice.shown, lease, at_desk=False)),
            self._belt(Cards(db, clock, self._show, voice.shown, lease, at_desk=True)),
        ]
        db.on("letters", self.wake)

    def _belt(self, load: Load, gather: float = 0.1, *, straight: bool = False, places: int | None = None) -> Belt:
        places, net = places or self._rules.in_hand + GROUP, self._rules.net
        return Belt(load, self._clock, BeltRules(places, GROUP, gather, net, straight), self._free)

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
            await free(session, Letter.state == LetterState.SENDING, now)
            await session.execute(update(Card).where(Card.lease_until > now).values(lease_until=now))

    async def run(self) -> None:
        """Carry until ``stop``; what is in hand then is finished."""
        jumps = asyncio.create_task(self._watch())
        belts = [asyncio.create_task(belt.run(self._rules.grace)) for belt in self._belts]
        try:
            await asyncio.gather(*belts)
        finally:
            for task in (jumps, *belts):
                task.cancel()
            await asyncio.gather(jumps, *belts, return_exceptions=True)

    async def _watch(self) -> None:
        await watch(self._db, self._clock, self._rules.lease, self._busy, self._rules.net)

    def _busy(self) -> Set[UUID]:
        return {row for belt in self._belts for row in belt.busy}

    async def _by_sms(self, letter: Letter) -> Outcome:
        worded = await self._voice.sms(letter)
        if worded is None:
            return Outcome(Fate.DROPPED)
        phone, text = worded  # it waits for no place: the gateway knows a second one by its id
        await self._sms.send(phone, text, dedupe=str(letter.id))
        return Outcome(Fate.SENT)

    async def _by_mail(self, letter: Letter) -> Outcome:
        worded = await self._voice.mail(letter) if self._mail.there else None
        if worded is None:
            return Outcome(Fate.DROPPED)
        await self._mail.send(*worded, dedupe=str(letter.id))  # nor does this: its places are few and its own
        return Outcome(Fate.SENT)

    async def _by_messenger(self, letter: Letter) -> Outcome:
        spoken = await self._voice.letter(letter)
        return Outcome(Fate.DROPPED) if spoken is None else await self._say(spoken)

    async def _copy(self, letter: Letter) -> Outcome:
        broadcasting.set(True)  # of this hand alone
        return await self._by_messenger(letter)

    async def _show(self, card: Card) -> Outcome:
        spoken = await self._voice.card(card)
        if spoken is None:
            return Outcome(Fate.DROPPED)
        if card.message_id is not None and card.address == spoken.chat and await self._edited(spoken, card.message_id):
            return Outcome(Fate.SENT, spoken.chat, card.message_id)
        return await self._say(spoken)

    async def _say(self, spoken: Spoken) -> Outcome:
        send = Sending(chat_id=_address(spoken.chat), text=spoken.text, reply_markup=spoken.markup)
        sent = await self._heard(spoken.chat, self._bot(send))
        return Outcome(Fate.SENT, spoken.chat, sent.message_id)

    async def _edited(self, spoken: Spoken, message_id: int) -> bool:
        """Whether the message shows ``spoken`` now; False when there is no such message any more."""
        edit = self._bot.edit_message_text(
            spoken.text, chat_id=_address(spoken.chat), message_id=message_id, reply_markup=spoken.markup
        )
        try:
            await self._heard(spoken.chat, edit)
        except TelegramBadRequest as error:
            if any(said in error.message for said in _GONE):
                return False
            if _SAME not in error.message:
                raise
        return True

    async def _heard(self, chat: str, call: Awaitable[T]) -> T:
        """Call; who has to know of a chat that is shut, or of a group that moved, is told before the error comes out.

        The update that tells of it may be late, or never come.
        """
        try:
            return await call
        except TelegramForbiddenError:
            await self._tell(self._voice.shut(chat))
            raise
        except TelegramMigrateToChat as error:
            await self._tell(self._voice.moved(chat, str(error.migrate_to_chat_id)))
            raise

    async def _tell(self, news: Awaitable[None]) -> None:
        try:
            await news
        except Exception as error:  # the letter's own fate is certain all the same
            log.error("nobody heard what the courier met", exc_info=error)


def _address(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdigit() else chat
