"""The figures of the house: what waits, since when, and who lives. Counts and moments only, nothing of anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, case, func, or_, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from storage import desks
from storage.company import House, Stamp
from storage.engine import Database
from storage.inbox import Update
from storage.outbox import Card, Letter, LetterKind, LetterState
from storage.processes import Beat
from storage.troubles import ASIDE
from storage.undelivered import DEAD, UNSURE, ended

COUNTED = (LetterState.PENDING, LetterState.SENDING, LetterState.DEAD, LetterState.UNSURE)
"""The states of letters that somebody asks for; of those that are over there may be very many."""
WAITING = (LetterState.PENDING, LetterState.SENDING)
MANY = LetterKind.BROADCAST
"""Its copies wait for hours by right."""
_SQLITE_BYTES = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_POSTGRES_BYTES = text("SELECT pg_database_size(current_database())")


_Pile = tuple[int, datetime, int]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All figures of one moment; each «since» is the moment of the oldest one, None where there is none."""

    at: datetime
    stamp: Stamp | None = None
    upkeep_at: datetime | None = None
    bytes: int = 0
    """The database, on SQLite with its write-ahead log."""
    open: int = 0
    """Updates that nobody has handled yet."""
    open_since: datetime | None = None
    aside: int = 0
    """Updates that were put aside."""
    letters: Mapping[tuple[LetterKind, LetterState], int] = field(default_factory=dict)
    """Those that wait, and those that did not arrive and that HR has not put away."""
    letters_since: datetime | None = None
    """When the oldest letter that is due, copies aside, fell due."""
    later: int = 0
    """Of the letters that wait, copies aside, those that fall due later: until a decision cannot be taken back, say."""
    cards: int = 0
    """Cards that have to be shown anew by now."""
    cards_since: datetime | None = None
    stranded: int = 0
    """Cards and letters that HR groups did not take, and nobody has mended it yet."""
    stranded_why: str = ""
    """The reason of one of them."""
    beats: Sequence[Beat] = ()

    def count(self, *states: LetterState) -> int:
        """How many letters stand in one of the states."""
        return sum(count for (_, state), count in self.letters.items() if state in states)

    @property
    def undelivered(self) -> int:
        """How many letters will never arrive; copies of broadcasts are counted there."""
        return sum(
            count
            for (kind, state), count in self.letters.items()
            if state is LetterState.DEAD and kind is not LetterKind.BROADCAST
        )


async def figures(db: Database, at: datetime) -> Figures:
    """The figures at ``at``."""
    async with db.read() as session:
        house = (await session.execute(select(House.stamp, House.upkeep_at))).first()
        piles = await _piles(session, at)
        waiting = [pile for (kind, state), pile in piles.items() if state in WAITING and kind is not MANY]
        opened, cards = await _open(session), await _cards(session, at)
        shut = (await desks.shut(session)).values()
        return Figures(
            at=at,
            stamp=house[0] if house else None,
            upkeep_at=house[1] if house else None,
            bytes=await _bytes(session, db),
            open=opened[0],
            open_since=opened[1],
            aside=await _aside(session),
            letters={pile: count for pile, (count, _, _) in piles.items()},
            letters_since=min((since for _, since, _ in waiting if since <= at), default=None),
            later=sum(later for _, _, later in waiting),
            cards=cards[0],
            cards_since=cards[1],
            stranded=sum(count for count, _ in shut),
            stranded_why=next((why for _, why in shut), ""),
            beats=(await session.scalars(select(Beat).order_by(Beat.started_at))).all(),
        )


async def _open(session: AsyncSession) -> tuple[int, datetime | None]:
    found = select(func.count(), func.min(Update.received_at))
    row = (await session.execute(found.where(Update.handled_at.is_(None), Update.trouble.is_(None)))).one()
    return row[0], row[1]


async def _aside(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).where(ASIDE)) or 0)


async def _piles(session: AsyncSession, at: datetime) -> dict[tuple[LetterKind, LetterState], _Pile]:
    """(kind, state) → (how many, when the oldest fell due, how many fall due after ``at``)."""
    later = func.sum(case((Letter.due_at > at, 1), else_=0))
    found = select(Letter.kind, Letter.state, func.count(), func.min(Letter.due_at), later)
    asked = and_(Letter.kind.in_(list(LetterKind)), Letter.state.in_(COUNTED))  # the kinds lead the index
    found = found.where(asked, or_(Letter.state.in_(WAITING), ended(DEAD, UNSURE))).group_by(Letter.kind, Letter.state)
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in await session.execute(found)}


async def _cards(session: AsyncSession, at: datetime) -> tuple[int, datetime | None]:
    found = select(func.count(), func.min(Card.due_at)).where(Card.due_at <= at, Card.wanted > Card.shown)
    row = (await session.execute(found)).one()
    return row[0], row[1]


async def _bytes(session: AsyncSession, db: Database) -> int:
    if not db.is_sqlite:
        return int(await session.scalar(_POSTGRES_BYTES) or 0)
    return int(await session.scalar(_SQLITE_BYTES) or 0) + _log_bytes(db)


def _log_bytes(db: Database) -> int:
    """The write-ahead log of an SQLite file."""
    log = Path(f"{make_url(db.url).database}-wal")
    return log.stat().st_size if log.exists() else 0


async def put_aside(session: AsyncSession, most: int) -> list[tuple[str, str, datetime]]:
    """(short number, the messenger's type, received) of updates that were put aside, the newest first."""
    found = select(Update.trouble, Update.kind, Update.received_at).where(ASIDE)
    rows = await session.execute(found.order_by(Update.seq.desc()).limit(most))
    return [(str(trouble), kind, at) for trouble, kind, at in rows]


async def undelivered(session: AsyncSession, most: int) -> list[tuple[LetterKind, str, datetime | None]]:
    """(kind, what the other side said, when) of letters that will never arrive, the newest first."""
    found = select(Letter.kind, Letter.reason, Letter.done_at)
    found = found.where(Letter.kind.in_(list(LetterKind)), ended(DEAD))
    rows = await session.execute(found.order_by(Letter.done_at.desc()).limit(most))
    return [(kind, reason or "", at) for kind, reason, at in rows]
