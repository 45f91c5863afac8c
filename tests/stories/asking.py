"""What fault stories do and look at: a request without its taps, and whether everything was said, shown and handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, select

from bot import cast
from bot.people_data import MAIN
from bot.rows import row_id
from cabinet.access import Actor
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.requests.decisions import Decisions
from storage.engine import Database
from storage.inbox import Update
from storage.outbox import Card, Letter, LetterState
from storage.people import RoleName
from storage.requests import Event, Request, Verb
from tests.conftest import HandClock
from tests.stories.process import Patience, PatientPhone

STRAIGHT = 1006
"""A man whose requests go to HR at once: his department has no step of its manager."""


class Place(Protocol):
    """A town or a yard."""

    world: Patience
    clock: HandClock
    db: Database


async def fill(phone: PatientPhone, first: str = "21", last: str = "27") -> None:
    """A leave of the next month, up to its summary."""
    await phone.send("/leave")
    await phone.see("Какой отпуск нужен?")
    for label in ("Ежегодный", "›", first):
        await phone.press(label)
    await phone.see("Последний день")
    await phone.press(last)
    await phone.see("Замещает:")


async def asked(place: Place, of: int = STRAIGHT, first: date = date(2026, 12, 21)) -> int:
    """A week of leave, asked for without a tap; the number of the request."""
    draft = LeaveDraft(first=first, last=first + timedelta(days=6))
    return (await Leaves(place.db, place.clock).submit(actor(of), draft, f"asked:{draft.id}")).number


async def complete(place: Place, number: int) -> None:
    """HR has executed a request that it had accepted."""
    decisions = Decisions(place.db, place.clock, {"leave": LeaveKindOfRequest(place.clock)})
    async with place.db.read() as session:
        request = (await session.scalars(select(Request).where(mine(number)))).one()
    day = place.clock.now().date()
    officer = actor(1003, RoleName.HR)
    await decisions.complete(officer, request.id, request.step, "completed", number="12-к", on=day, paper=True)


def actor(chat: int, *roles: RoleName) -> Actor:
    """Whoever sits at a chat of the demo."""
    part = next(part for part in cast.PARTS if part.chat == chat)
    return Actor(row_id(part.inn, part.number), row_id(part.inn), frozenset(roles))


def mine(number: int) -> ColumnElement[bool]:
    """The main company's request of this number."""
    return and_(Request.number == number, Request.company_id == row_id(MAIN))


async def button(phone: PatientPhone, chat: str | None, message_id: int, label: str) -> str:
    """The data of a button, once it is there."""
    found = await phone.sees_button(label, chat, message_id)
    rows = found["reply_markup"]["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if label in one["text"])


async def steps(place: Place, number: int) -> Sequence[Verb]:
    """What happened to a request."""
    async with place.db.read() as session:
        found = select(Event.verb).join(Request, Request.id == Event.request_id).where(mine(number))
        return (await session.scalars(found.order_by(Event.step))).all()


async def all_said(place: Place) -> bool:
    """No letter waits any more."""
    async with place.db.read() as session:
        waits = Letter.state.in_([LetterState.PENDING, LetterState.SENDING])
        return await session.scalar(select(Letter.id).where(waits).limit(1)) is None


async def all_shown(place: Place) -> bool:
    """Every card shows what it has to show by now, and nobody has one in hand."""
    async with place.db.read() as session:
        due = and_(Card.shown < Card.wanted, Card.due_at <= place.clock.now())
        behind = or_(due, Card.lease_until.is_not(None))
        return await session.scalar(select(Card.id).where(behind).limit(1)) is None


async def all_handled(place: Place) -> bool:
    """Nothing lies in the inbox."""
    async with place.db.read() as session:
        waits = select(Update.id).where(Update.handled_at.is_(None), Update.trouble.is_(None))
        return await session.scalar(waits.limit(1)) is None


async def told(place: Place, words: str) -> int:
    """How many presses were answered so."""
    answers = await place.world.calls(method="answerCallbackQuery")
    return sum(words in call["params"].get("text", "") for call in answers if call["status"] == 200)
