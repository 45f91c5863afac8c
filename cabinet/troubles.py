"""Updates that we could not handle, for administrators: a short number, what sort of thing it was, and when.

Never what it said nor whose it was. An administrator sees those of his own company's people, and those of strangers.
Handled again, a deed is done once all the same: its key is the update's own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.letters import notice
from cabinet.ports import Clock
from storage import troubles
from storage.company import Company
from storage.engine import Database
from storage.inbox import Update
from storage.outbox import Letter, LetterState
from storage.people import RoleName

CHANNEL: Final = "telegram"
CONSOLE: Final = "console"
MOST: Final = 100
"""So many are looked at, the newest first."""
QUIET: Final = timedelta(hours=1)
"""An administrator gets one letter about troubles in this time."""
FIRST, MORE = "trouble-first", "trouble-more"


@dataclass(frozen=True)
class Trouble:
    """One update that was put aside. ``kind``: the messenger's name of its type."""

    id: uuid.UUID
    number: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Aside:
    """The troubles of a company's administrator, and the zone of his clocks."""

    found: Sequence[Trouble]
    zone: str


class Troubles:
    """What administrators and the console see, and their two verbs."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def list(self, actor: Actor) -> Aside:
        """The newest first. NotAllowed for everybody but administrators and the console."""
        _may(actor)
        async with self.db.read() as session:
            company = await session.get(Company, actor.company_id) if actor.company_id else None
            rows = await troubles.aside(session, MOST, *_mine(session, actor))
            return Aside([_told(row) for row in rows], company.zone if company else "UTC")

    async def of_number(self, actor: Actor, number: str) -> Sequence[Trouble]:
        """Those under a number, however old; several may have drawn the same. NotAllowed as above."""
        _may(actor)
        async with self.db.read() as session:
            rows = await troubles.aside(session, MOST, Update.trouble == number, *_mine(session, actor))
            return [_told(row) for row in rows]

    async def count(self, actor: Actor) -> int:
        """How many there are, at most MOST."""
        return len((await self.list(actor)).found)

    async def again(self, actor: Actor, row_id: uuid.UUID, key: str) -> None:
        """Handle it once more, with all its tries. Stale: it is not aside any more; NotFound: not this company's."""

        async def deed(session: AsyncSession, row: Update, at: datetime) -> bool:
            return await troubles.free(session, row)

        await self._decide(actor, row_id, key, "again", deed)

    async def drop(self, actor: Actor, row_id: uuid.UUID, key: str) -> None:
        """Give it up: what it said is erased. Stale and NotFound as above."""

        async def deed(session: AsyncSession, row: Update, at: datetime) -> bool:
            return await troubles.give_up(session, row.id, at)

        await self._decide(actor, row_id, key, "drop", deed)

    async def _decide(
        self, actor: Actor, row_id: uuid.UUID, key: str, verb: str,
        deed: Callable[[AsyncSession, Update, datetime], Awaitable[bool]],
    ) -> None:  # fmt: skip
        _may(actor)
        at = self.clock.now()
        async with self.db.write() as session:
            mine = select(Update).where(Update.id == row_id, *_mine(session, actor))
            row = await session.scalar(mine.with_for_update(of=Update))
            if row is None:
                raise NotFound
            if await done_before(session, key):
                return
            if not await deed(session, row, at):
                raise Stale
            record(session, actor, f"trouble.{verb}", "update", row_id, at, key=key)


def _may(actor: Actor) -> None:
    if actor.is_system and actor.name == CONSOLE:
        return
    if actor.is_system:
        raise NotAllowed
    actor.need(RoleName.ADMIN)


def _mine(session: AsyncSession, actor: Actor) -> list[ColumnElement[bool]]:
    """What concerns the actor: updates of his company's people, and those of nobody's; the console's are all."""
    return [] if actor.is_system else [troubles.of_company(session, CHANNEL, actor.company())]


def _told(row: Update) -> Trouble:
    return Trouble(row.id, row.trouble or "", row.kind, row.received_at)


async def tell(session: AsyncSession, row: Update, number: str, at: datetime) -> None:
    """Tell the administrators, in the transaction that puts ``row`` aside: at once, then once an hour how many more."""
    whose = await troubles.companies_of(session, CHANNEL, [row.order_key])
    for admin in await troubles.administrators(session, whose[row.order_key]):
        last = await _last_letter(session, admin.id)
        key = f"{FIRST}:{row.id}:{number}:{admin.id}"
        if last is None or last.due_at <= at - QUIET:
            args: dict[str, object] = {"number": number, "kind": row.kind, "troubles": True}
            notice(session, admin.id, FIRST, dedupe=key, at=at, args=args)
        elif last.topic == MORE and last.state is LetterState.PENDING:
            last.payload = json.dumps({"count": json.loads(last.payload or "{}").get("count", 0) + 1, "troubles": True})
        else:
            args = {"count": 1, "troubles": True}
            notice(session, admin.id, MORE, dedupe=key, at=at, due=last.due_at + QUIET, args=args)


async def _last_letter(session: AsyncSession, employee_id: uuid.UUID) -> Letter | None:
    mine = select(Letter).where(Letter.employee_id == employee_id, Letter.topic.in_((FIRST, MORE)))
    return await session.scalar(mine.order_by(Letter.due_at.desc()).limit(1).with_for_update())
