"""Letters and cards for the courier's tests, and a voice and a gateway that remember what they were asked."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot

from bot.courier import Courier, CourierRules
from cabinet.ports import Mail
from gateways.mail import NoMail
from handlers.spoken import Spoken
from storage.broadcasts import Broadcast, BroadcastState, Doubt
from storage.company import Company
from storage.engine import Database
from storage.outbox import Card, Desk, DeskState, Letter, LetterKind, LetterState, Priority, wake
from storage.people import Employee
from storage.requests import Request, State
from tests.conftest import START, HandClock
from tests.people import company, employee

CHAT, GROUP = "1001", "-1001"


@dataclass
class Voice:
    """Says the topic; ``card_text`` may change between two showings; ``before`` runs first, whatever is asked."""

    before: Callable[[], Any] | None = None
    card_text: str = "карточка"
    chat: str | None = CHAT
    asked: list[str] = field(default_factory=list)
    was_shown: list[tuple[int, int | None]] = field(default_factory=list)
    met: list[tuple[str, ...]] = field(default_factory=list)
    fault: Exception | None = None
    prepared: int = 0

    async def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.before is not None:
            await self.before()
        if self.fault is not None:
            raise self.fault

    async def prepare(self, letters: Sequence[Letter]) -> None:
        self.prepared += len(letters)

    async def letter(self, letter: Letter) -> Spoken | None:
        await self._ask(letter.topic)
        return None if self.chat is None else Spoken(self.chat, f"{letter.topic} {letter.payload}")

    async def sms(self, letter: Letter) -> tuple[str, str] | None:
        await self._ask(letter.topic)
        return None if self.chat is None else ("+79160000001", f"{letter.topic} {letter.payload}")

    async def mail(self, letter: Letter) -> tuple[str, str, str] | None:
        await self._ask(letter.topic)
        return None if self.chat is None else ("anna@example.test", letter.topic, "текст")

    async def card(self, card: Card) -> Spoken | None:
        text = self.card_text
        await self._ask("card")
        return None if self.chat is None else Spoken(GROUP if card.desk_id else self.chat, text)

    async def shown(self, card: Card) -> None:
        self.was_shown.append((card.shown, card.message_id))

    async def shut(self, chat: str) -> None:
        self.met.append((chat,))

    async def moved(self, old: str, new: str) -> None:
        self.met.append((old, new))


@dataclass
class Gateway:
    """An SMS gateway that keeps what it took; ``faults`` are raised one after the other."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((phone, text, dedupe))


def courier(
    db: Database,
    bot: Bot,
    clock: HandClock,
    voice: Voice,
    gateway: Gateway | None = None,
    post: Mail | None = None,
    **rules: Any,
) -> Courier:
    """A courier that looks again when it is woken, or after a second."""
    return Courier(
        db, bot, gateway or Gateway(), post or NoMail(), clock, voice, rules=CourierRules(**{"grace": 2.0} | rules)
    )


async def until_later(carrier: Courier, clock: HandClock, true: Callable[[], Any], step: float) -> None:
    """Move the clock by ``step`` seconds, again and again, until ``true()`` is."""
    async with asyncio.timeout(20):
        while not await true():
            clock.forward(seconds=step)
            carrier.wake()
            await asyncio.sleep(0.02)


async def staff(db: Database) -> tuple[Company, Employee]:
    firm = await company(db)
    return firm, await employee(db, firm, "1", bound=CHAT)


def letter(to: Employee, topic: str, kind: LetterKind = LetterKind.NOTICE, **values: Any) -> Letter:
    """A letter due now with a payload."""
    known = {"dedupe": topic, "made_at": START, "due_at": START, "priority": Priority.NOTICE}
    made = Letter(**known | values, kind=kind, topic=topic, employee_id=to.id)
    made.payload = '{"code": "123456"}'
    return made


async def broadcast(
    db: Database,
    firm: Company,
    author: Employee,
    copies: int = 1,
    *,
    in_doubt: Doubt = Doubt.REPEAT,
    state: BroadcastState = BroadcastState.RUNNING,
    at: datetime = START,
) -> tuple[Broadcast, list[Letter]]:
    """A broadcast with copies due now, all of them to its author."""
    made = Broadcast(company_id=firm.id, author_id=author.id, made_at=at, in_doubt=in_doubt, state=state)
    made.text = "Завтра &lt;9–12&gt; отключат воду"
    letters = [
        Letter(
            dedupe=f"{made.id}:{number}", kind=LetterKind.BROADCAST, topic=f"copy {number:03}", made_at=at,
            due_at=at - timedelta(seconds=1, microseconds=-number), employee_id=author.id, broadcast_id=made.id,
            priority=Priority.BROADCAST,
        )
        for number in range(copies)
    ]  # fmt: skip
    async with db.write() as session:
        session.add(made)
        await session.flush()
        session.add_all(letters)
        wake(session)
    return made, letters


async def address(db: Database, copies: Sequence[Letter], readers: Sequence[Employee]) -> None:
    """Each copy to the reader beside it."""
    async with db.write() as session:
        for copy, reader in zip(copies, readers, strict=True):
            (await session.get_one(Letter, copy.id)).employee_id = reader.id


async def write(db: Database, *letters: Letter) -> None:
    async with db.write() as session:
        session.add_all(letters)
        wake(session)


async def letter_now(db: Database, known: Letter) -> Letter:
    async with db.read() as session:
        found = await session.get(Letter, known.id)
    assert found is not None
    return found


async def card_of(
    db: Database, firm: Company, to: Employee, *, at_desk: bool = False, trace: str | None = None
) -> Card:
    """A card due now of a new request, at the firm's desk or with ``to``."""
    request = Request(
        company_id=firm.id,
        employee_id=to.id,
        kind="annual",
        number=1,
        state=State.OFFICE,
        submitted_at=START,
        changed_at=START,
    )
    desk = Desk(
        company_id=firm.id,
        channel="telegram",
        address=GROUP,
        title="Кадры",
        state=DeskState.LINKED,
        asked_by=None,
        asked_at=START,
    )
    place: dict[str, uuid.UUID] = {"desk_id": desk.id} if at_desk else {"employee_id": to.id}
    card = Card(request_id=request.id, due_at=START, trace=trace, **place)
    async with db.write() as session:
        session.add_all([request, desk])
        await session.flush()
        session.add(card)
        wake(session)
    return card


async def card_now(db: Database, known: Card) -> Card:
    async with db.read() as session:
        found = await session.get(Card, known.id)
    assert found is not None
    return found


async def want(db: Database, known: Card, at: datetime) -> None:
    """Somebody changed the request: the card wants to be shown anew."""
    async with db.write() as session:
        card = await session.get_one(Card, known.id)
        card.wanted, card.due_at = card.wanted + 1, at
        wake(session)


def is_in(db: Database, known: Letter, state: LetterState) -> Any:
    """A look at whether a letter stands in ``state``."""

    async def look() -> bool:
        return (await letter_now(db, known)).state is state

    return look
