"""What must be said, written as rows in the transaction of the deed: to a person or a desk, never to a chat id.

A letter is said once; a card is a message that always shows the latest state of its request. What an undoable decision
leaves to say waits until it cannot be taken back any more: its letters by their due time, the next holder's card by its
own («postponed»: never shown, not in hand, due later).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import Card, Desk, DeskState, Letter, LetterKind, LetterState, Priority, trace, wake

UNDO_SHOWN = timedelta(seconds=10)
"""How long «Вернуть» stays, counted from the confirmed edit of the card."""
UNDO_AT_MOST = timedelta(seconds=60)
"""When the letters of an undoable decision leave even if no card was ever shown."""


def notice(
    session: AsyncSession,
    employee_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    due: datetime | None = None,
    event_id: uuid.UUID | None = None,
    args: Mapping[str, object] | None = None,
    priority: Priority = Priority.NOTICE,
) -> Letter:
    """A notice to an employee. ``topic`` picks its wording in handlers/letters; ``args`` must be JSON."""
    letter = Letter(
        dedupe=dedupe, kind=LetterKind.NOTICE, topic=topic, employee_id=employee_id, event_id=event_id, made_at=at,
        due_at=due or at, priority=priority,
    )  # fmt: skip
    return _post(session, letter, args)


def alert(
    session: AsyncSession,
    chat_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: Mapping[str, object] | None = None,
) -> None:
    """A security message to one chat, bound or not (the old account after a change)."""
    letter = Letter(
        dedupe=dedupe, kind=LetterKind.ALERT, topic=topic, chat_id=chat_id, made_at=at, due_at=at,
        priority=Priority.ANSWER,
    )  # fmt: skip
    _post(session, letter, args)


def to_desk(
    session: AsyncSession,
    desk: Desk,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: Mapping[str, object] | None = None,
) -> None:
    """A notice to an HR group; ``args`` of its wording must be JSON."""
    letter = Letter(dedupe=dedupe, kind=LetterKind.NOTICE, topic=topic, made_at=at, due_at=at, priority=Priority.ANSWER)
    letter.payload = json.dumps({"to_desk": desk.id.hex, **(args or {})}, ensure_ascii=False)
    session.add(letter)
    wake(session)


def sms(
    session: AsyncSession,
    employee_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: Mapping[str, object],
) -> None:
    """An SMS to the employee's phone; the payload is sealed and erased once sent."""
    letter = Letter(
        dedupe=dedupe, kind=LetterKind.SMS, topic=topic, employee_id=employee_id, made_at=at, due_at=at,
        priority=Priority.CODE,
    )  # fmt: skip
    _post(session, letter, args)


def mail(session: AsyncSession, employee_id: uuid.UUID, topic: str, *, dedupe: str, at: datetime) -> None:
    """A mail to the employee's address; who has none gets none."""
    letter = Letter(dedupe=dedupe, kind=LetterKind.MAIL, topic=topic, employee_id=employee_id, made_at=at, due_at=at)
    _post(session, letter, None)


def mail_out(
    session: AsyncSession,
    address: str,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: Mapping[str, object],
) -> None:
    """A mail to an address outside of the house; address and ``args`` are sealed and erased once sent."""
    letter = Letter(dedupe=dedupe, kind=LetterKind.MAIL, topic=topic, made_at=at, due_at=at)
    _post(session, letter, {"to_address": address, **args})


def _post(session: AsyncSession, letter: Letter, args: Mapping[str, object] | None) -> Letter:
    if args:
        letter.payload = json.dumps(args, ensure_ascii=False)
    session.add(letter)
    wake(session)
    return letter


async def put_away(session: AsyncSession, topic: str, at: datetime) -> None:
    """Mail of a topic to addresses outside that never arrived is news no more: a newer one leaves."""
    outside = Letter.employee_id.is_(None) & (Letter.kind == LetterKind.MAIL) & (Letter.topic == topic)
    dead = outside & (Letter.state == LetterState.DEAD) & Letter.put_away_at.is_(None)
    await session.execute(update(Letter).where(dead).values(put_away_at=at))


async def void(session: AsyncSession, event_id: uuid.UUID) -> None:
    """Drop the letters of a reversed event that have not left yet."""
    await session.execute(
        update(Letter)
        .where(Letter.event_id == event_id, Letter.state == LetterState.PENDING)
        .values(state=LetterState.DROPPED, payload_sealed=None)
    )


async def hasten(session: AsyncSession, event_id: uuid.UUID, due: datetime) -> None:
    """Let the letters of an event fall due at ``due`` if that is earlier."""
    await session.execute(
        update(Letter)
        .where(Letter.event_id == event_id, Letter.state == LetterState.PENDING, Letter.due_at > due)
        .values(due_at=due)
    )
    wake(session)


async def desk_of(session: AsyncSession, company_id: uuid.UUID) -> Desk | None:
    """The company's linked HR group."""
    return await session.scalar(select(Desk).where(Desk.company_id == company_id, Desk.state == DeskState.LINKED))


async def show(session: AsyncSession, card: Card, *, anew: bool = False) -> None:
    """Show a request at a desk or to a person: one card for each. ``anew``: a known one is sent as a new message."""
    place = Card.desk_id == card.desk_id if card.desk_id else Card.employee_id == card.employee_id
    known = await session.scalar(select(Card).where(Card.request_id == card.request_id, place))
    if known is not None and not anew:
        return
    if known is not None:
        await session.delete(known)
        await session.flush()
    session.add(card)
    wake(session)


async def refresh_cards(session: AsyncSession, request_id: uuid.UUID, at: datetime) -> None:
    """Every card of a request wants to be shown anew, for the press that is being handled."""
    anew = {"wanted": Card.wanted + 1, "due_at": at, "attempts": 0, "trace": trace.get()}
    await session.execute(update(Card).where(Card.request_id == request_id).values(**anew))
    wake(session)


async def drop_postponed(session: AsyncSession, request_id: uuid.UUID, at: datetime) -> None:
    """Take back the cards that were to call a next holder; one in hand at this moment is shown, and then corrected."""
    await session.execute(delete(Card).where(Card.request_id == request_id, _postponed(at)))


async def hasten_cards(session: AsyncSession, request_id: uuid.UUID, at: datetime, due: datetime) -> None:
    """Let the postponed cards of a request fall due at ``due`` if that is earlier."""
    await session.execute(
        update(Card).where(Card.request_id == request_id, _postponed(at), Card.due_at > due).values(due_at=due)
    )
    wake(session)


async def redraw(session: AsyncSession, request_id: uuid.UUID, due: datetime) -> bool:
    """Let every card that shows the latest state be shown anew at ``due``; False when none does."""
    shown = update(Card).where(Card.request_id == request_id, Card.shown > 0, Card.shown == Card.wanted)
    found = await session.execute(shown.values(wanted=Card.wanted + 1, due_at=due, attempts=0).returning(Card.id))
    wake(session)
    return bool(found.all())


def _postponed(at: datetime) -> ColumnElement[bool]:
    return and_(Card.shown == 0, Card.attempts == 0, Card.lease_until.is_(None), Card.due_at > at)
