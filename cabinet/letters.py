"""What must be said, written as rows in the transaction of the deed: to a person or a desk, never to a chat id."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import Card, Desk, DeskState, Letter, LetterKind, LetterState, Priority, wake


def notice(
    session: AsyncSession,
    employee_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    due: datetime | None = None,
    event_id: uuid.UUID | None = None,
    args: dict[str, object] | None = None,
    priority: Priority = Priority.NOTICE,
) -> Letter:
    """A notice to an employee. ``topic`` picks its wording in handlers/letters; ``args`` must be JSON."""
    letter = Letter(
        dedupe=dedupe,
        kind=LetterKind.NOTICE,
        topic=topic,
        employee_id=employee_id,
        event_id=event_id,
        made_at=at,
        due_at=due or at,
        priority=priority,
    )
    if args:
        letter.payload = json.dumps(args, ensure_ascii=False)
    session.add(letter)
    wake(session)
    return letter


def alert(
    session: AsyncSession,
    chat_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: dict[str, object] | None = None,
) -> None:
    """A security message to one chat, bound or not (the old account after a change)."""
    letter = Letter(
        dedupe=dedupe,
        kind=LetterKind.ALERT,
        topic=topic,
        chat_id=chat_id,
        made_at=at,
        due_at=at,
        priority=Priority.ANSWER,
    )
    if args:
        letter.payload = json.dumps(args, ensure_ascii=False)
    session.add(letter)
    wake(session)


def sms(
    session: AsyncSession,
    employee_id: uuid.UUID,
    topic: str,
    *,
    dedupe: str,
    at: datetime,
    args: dict[str, object],
) -> None:
    """An SMS to the employee's phone; the payload is sealed and erased once sent."""
    letter = Letter(
        dedupe=dedupe,
        kind=LetterKind.SMS,
        topic=topic,
        employee_id=employee_id,
        made_at=at,
        due_at=at,
        priority=Priority.CODE,
    )
    letter.payload = json.dumps(args, ensure_ascii=False)
    session.add(letter)
    wake(session)


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


async def refresh_cards(session: AsyncSession, request_id: uuid.UUID, at: datetime) -> None:
    """Every shown card of a request wants to be shown anew."""
    await session.execute(
        update(Card).where(Card.request_id == request_id).values(wanted=Card.wanted + 1, due_at=at, attempts=0)
    )
    wake(session)


async def card_at_desk(session: AsyncSession, company_id: uuid.UUID, request_id: uuid.UUID, at: datetime) -> None:
    """Show the request at the company's desk, once; without a desk nobody is shown anything."""
    desk = await desk_of(session, company_id)
    if desk is None:
        return
    known = await session.scalar(select(Card.id).where(Card.request_id == request_id, Card.desk_id == desk.id))
    if known is None:
        session.add(Card(request_id=request_id, desk_id=desk.id, due_at=at))
    wake(session)


async def card_for(session: AsyncSession, employee_id: uuid.UUID, request_id: uuid.UUID, at: datetime) -> None:
    """Show the request to one person (manager, director) in his private chat, once."""
    known = await session.scalar(select(Card.id).where(Card.request_id == request_id, Card.employee_id == employee_id))
    if known is None:
        session.add(Card(request_id=request_id, employee_id=employee_id, due_at=at))
    wake(session)


UNDO_SHOWN = timedelta(seconds=10)
"""How long «Вернуть» stays, counted from the confirmed edit of the card."""
UNDO_AT_MOST = timedelta(seconds=60)
"""When the letters of an undoable decision leave even if no card was ever shown."""
