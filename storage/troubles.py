"""Updates that were put aside: found again, freed for another try, or given up."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import lanes
from storage.chats import Binding, Chat
from storage.engine import signal
from storage.inbox import Update
from storage.order_keys import sender, sender_of
from storage.people import Employee, Role, RoleName

ASIDE = and_(Update.handled_at.is_(None), Update.trouble.is_not(None))
"""What was put aside, and neither handled since nor given up."""


async def aside(session: AsyncSession, most: int, *which: ColumnElement[bool]) -> Sequence[Update]:
    """The newest updates that were put aside."""
    found = select(Update).where(ASIDE, *which).order_by(Update.seq.desc()).limit(most)
    return (await session.scalars(found)).all()


def of_company(session: AsyncSession, channel: str, company_id: uuid.UUID) -> ColumnElement[bool]:
    """Updates whose sender sits at a chat of the company's people, and those of nobody's."""
    his = sender(Update.order_key, session.get_bind().dialect.name)
    seat = (
        select(Employee.company_id)
        .join(Binding, Binding.employee_id == Employee.id)
        .join(Chat, Chat.id == Binding.chat_id)
        .where(Chat.channel == channel, Chat.address == his, Binding.ended_at.is_(None))
    )
    return or_(seat.where(Employee.company_id == company_id).exists(), ~seat.exists())


async def companies_of(
    session: AsyncSession, channel: str, order_keys: Iterable[str]
) -> Mapping[str, Collection[uuid.UUID]]:
    """Order key → companies whose people sit at the sender's chat; nothing where it is nobody's."""
    senders = {key: sender_of(key) for key in order_keys}
    found = (
        select(Chat.address, Employee.company_id)
        .join(Binding, Binding.chat_id == Chat.id)
        .join(Employee, Employee.id == Binding.employee_id)
        .where(Chat.channel == channel, Chat.address.in_(set(senders.values())), Binding.ended_at.is_(None))
    )
    rows = [(row[0], row[1]) for row in await session.execute(found)]
    return {key: {company for address, company in rows if address == sender} for key, sender in senders.items()}


async def administrators(session: AsyncSession, company_ids: Collection[uuid.UUID]) -> Sequence[Employee]:
    """The administrators of some companies; of all where none is named. Whether they work today is not asked.

    Locked until the commit: of two who tell them something the second one sees what the first one told.
    """
    found = select(Employee).join(Role, Role.employee_id == Employee.id).where(Role.name == RoleName.ADMIN)
    if company_ids:
        found = found.where(Employee.company_id.in_(company_ids))
    found = found.order_by(Employee.company_id, Employee.number).with_for_update(of=Employee, key_share=True)
    return (await session.scalars(found)).all()


async def free(session: AsyncSession, row: Update) -> bool:
    """Let it be handled again, with all its tries; False where it is not aside any more."""
    freed = update(Update).where(Update.id == row.id, ASIDE).values(trouble=None, tries=0).returning(Update.id)
    if (await session.execute(freed)).first() is None:
        return False
    if session.get_bind().dialect.name == "postgresql":
        await (await session.connection()).run_sync(lanes.put, row.bot, [row.order_key], soon=True)
    signal(session, "inbox")
    return True


async def give_up(session: AsyncSession, row_id: uuid.UUID, at: datetime) -> bool:
    """Forget what it said; its number stays until the upkeep. False where it is not aside any more."""
    ended = update(Update).where(Update.id == row_id, ASIDE).values(handled_at=at, raw_sealed=None)
    return (await session.execute(ended.returning(Update.id))).first() is not None
