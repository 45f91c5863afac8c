"""HR groups that the bot may not write in: administrators are told once; what waited is posted when it may again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.journal import record
from cabinet.ports import Clock
from storage import desks
from storage.engine import Database
from storage.outbox import Card, Desk, DeskState, Why, wake
from storage.people import RoleName, holders
from storage.requests import Request, State

SHOWN_AT_DESK: Final = (State.OFFICE, State.ACCEPTED)
"""States of requests that HR has to see."""
SCHEDULE, MESSENGER = "schedule", "messenger"


class DeskReach:
    """Whether the groups take what the bot has for them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def tell(self, actor: Actor) -> None:
        """Tell the administrators of a group that takes nothing, once until it takes something again."""
        _only(actor, SCHEDULE)
        async with self.db.read() as session:
            shut = await desks.shut(session)
        changed = or_(
            and_(Desk.id.in_(shut), Desk.shut_at.is_(None)), and_(Desk.id.not_in(shut), Desk.shut_at.is_not(None))
        )
        async with self.db.write() as session:
            mine = select(Desk).where(Desk.state == DeskState.LINKED, changed)
            for desk in await session.scalars(mine.with_for_update()):
                if desk.id in shut:
                    await _tell(session, actor, desk, shut[desk.id][1], self.clock.now())
                else:
                    desk.shut_at = None

    async def opened(self, actor: Actor, channel: str, address: str) -> None:
        """The bot may write in a group again: what could not be shown there is posted anew."""
        _only(actor, MESSENGER)
        at = self.clock.now()
        async with self.db.write() as session:
            here = select(Desk).where(Desk.channel == channel, Desk.address == address)
            for desk in await session.scalars(here.where(Desk.state == DeskState.LINKED).with_for_update()):
                if await post_again(session, desk, at):
                    record(session, actor, "desk.again", "desk", desk.id, at, company_id=desk.company_id)


async def post_again(session: AsyncSession, desk: Desk, at: datetime) -> bool:
    """Post what died at a desk as new messages, those of open requests; False where nothing did."""
    if desk.id not in await desks.shut(session):
        return False
    desk.shut_at = None
    still = select(Request.id).where(Request.company_id == desk.company_id, Request.state.in_(SHOWN_AT_DESK))
    mine = update(Card).where(Card.desk_id == desk.id, desks.stranded())
    anew = {"message_id": None, "address": None, "due_at": at, "attempts": 0, "reason": None}
    await session.execute(mine.where(Card.request_id.in_(still)).values(**anew))
    await session.execute(mine.values(reason=None))  # what is over meanwhile calls nobody any more
    await desks.forget_letters(session, [desk.id], at)
    wake(session)
    return True


async def _tell(session: AsyncSession, actor: Actor, desk: Desk, reason: str, at: datetime) -> None:
    desk.shut_at = at
    for admin in await holders(session, desk.company_id, RoleName.ADMIN):
        args = {"title": desk.title, "why": Why.of(reason) or Why.REFUSED}
        dedupe = f"desk-shut:{desk.id}:{at.isoformat()}:{admin.id}"
        letters.notice(session, admin.id, "desk-shut", dedupe=dedupe, at=at, args=args)
    record(session, actor, "desk.shut", "desk", desk.id, at, company_id=desk.company_id)


def _only(actor: Actor, name: str) -> None:
    if not (actor.is_system and actor.name == name):
        raise NotAllowed
