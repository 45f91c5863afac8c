"""HR groups that take nothing: cards and letters that died there wait until somebody lets the bot write again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import Card, Desk, DeskState, Letter, LetterKind, LetterState

_LINKED = "desk-linked:"


def linked_key(desk_id: uuid.UUID) -> str:
    """The dedupe key of the letter that greets a group: it names no person, and a desk only here."""
    return f"{_LINKED}{desk_id}"


def stranded() -> ColumnElement[bool]:
    """Cards of desks that were refused for good and show nothing new until they are wanted again."""
    refused = and_(Card.due_at.is_(None), Card.wanted > Card.shown, Card.reason.is_not(None))
    return and_(Card.desk_id.is_not(None), refused)


def _lost() -> ColumnElement[bool]:
    """Letters to desks that will not arrive; those of people are HR's."""
    nobodys = and_(Letter.employee_id.is_(None), Letter.chat_id.is_(None), Letter.put_away_at.is_(None))
    return and_(Letter.kind == LetterKind.NOTICE, Letter.state == LetterState.DEAD, nobodys)


async def shut(session: AsyncSession) -> Mapping[uuid.UUID, tuple[int, str]]:
    """Linked desk → how much of theirs did not arrive, and why not."""
    cards = select(Desk.id, func.count(), func.max(Card.reason)).join(Card, Card.desk_id == Desk.id)
    cards = cards.where(stranded(), Desk.state == DeskState.LINKED).group_by(Desk.id)
    found = {desk_id: (count, str(why)) for desk_id, count, why in await session.execute(cards)}
    for key, why in (await session.execute(select(Letter.dedupe, Letter.reason).where(_lost()))).all():
        desk_id = uuid.UUID(key.removeprefix(_LINKED)) if key.startswith(_LINKED) else None
        if desk_id is not None:
            count, known = found.get(desk_id, (0, str(why or "")))
            found[desk_id] = count + 1, known
    return found


async def forget_letters(session: AsyncSession, desk_ids: Collection[uuid.UUID], at: datetime) -> None:
    """The greeting of a desk that did not arrive is not missed any more."""
    keys = [linked_key(desk_id) for desk_id in desk_ids]
    await session.execute(update(Letter).where(_lost(), Letter.dedupe.in_(keys)).values(put_away_at=at))
