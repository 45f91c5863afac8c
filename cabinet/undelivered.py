"""What did not arrive, for HR: who was not reached and why, to be sent again, put away, or counted as delivered.

HR sees what sort of letter it was, never what it said. One case is everything that one reader did not get: whoever
blocked the bot did so once, however many letters hit upon it.
"""

from __future__ import annotations

import enum
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock
from storage import undelivered
from storage.broadcasts import WAITING
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState, Why, wake
from storage.people import Employee, RoleName

PAGE: Final = 4
"""Cases on one page."""
SHOWN: Final = 10
"""Letters of one case that are told one by one."""
COUNTED: Final = 100
"""The menu counts up to here."""


class Sort(enum.StrEnum):
    """What kind of letter it was."""

    REQUEST = "request"  # a notice of a step of a request
    BROADCAST = "broadcast"
    CODE = "code"  # an SMS code: expired, another one is asked for
    MAIL = "mail"
    ALERT = "alert"
    NOTE = "note"


@dataclass(frozen=True)
class Lost:
    """One letter. ``number``: under which an error of ours was logged, where that is the reason.

    ``going``: it was sent again, and is not known to have arrived.
    """

    sort: Sort
    why: Why
    at: datetime
    number: str | None = None
    going: bool = False


@dataclass(frozen=True)
class Case:
    """What one reader did not get, of one sort: dead or unsure. ``again``: some of it can be sent again.

    ``going``: how many of the ``total`` have been sent again just now, and may arrive.
    """

    employee: Employee
    company: Company
    unsure: bool
    total: int
    letters: Sequence[Lost]
    again: bool = False
    going: int = 0


@dataclass(frozen=True)
class Cases:
    """One page of them; ``page`` from 0."""

    rows: Sequence[Case]
    page: int
    pages: int


def lost(letter: Letter) -> Lost:
    """What may be told of a letter."""
    why = Why.of(letter.reason) or (Why.CUT if letter.state is LetterState.UNSURE else Why.REFUSED)
    number = (letter.reason or "").split()[1] if why is Why.BROKEN else None
    return Lost(sort_of(letter), why, letter.done_at or letter.made_at, number, letter.state in WAITING)


def sort_of(letter: Letter) -> Sort:
    """What kind of letter it was."""
    if letter.kind is LetterKind.NOTICE:
        return Sort.REQUEST if letter.event_id is not None else Sort.NOTE
    return _SORTS[letter.kind]


_SORTS: Final = {
    LetterKind.SMS: Sort.CODE,
    LetterKind.ALERT: Sort.ALERT,
    LetterKind.MAIL: Sort.MAIL,
    LetterKind.BROADCAST: Sort.BROADCAST,
}


class Undelivered:
    """The list and its verbs, for HR of the readers' company."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def count(self, actor: Actor) -> int:
        """How many cases there are, at most COUNTED."""
        actor.need(RoleName.HR)
        async with self.db.read() as session:
            return await undelivered.count_cases(session, actor.company(), COUNTED)

    async def page(self, actor: Actor, number: int) -> Cases:
        """A page of cases, the newest first; the last one where there are not so many."""
        actor.need(RoleName.HR)
        async with self.db.read() as session:
            pages = math.ceil(await undelivered.count_cases(session, actor.company()) / PAGE)
            number = max(0, min(number, pages - 1))
            found = await undelivered.cases(session, actor.company(), PAGE, number * PAGE)
            return Cases(
                [await self._case(session, row.employee_id, _state(unsure=row.unsure), 1) for row in found],
                number,
                pages,
            )

    async def case(self, actor: Actor, employee_id: uuid.UUID, *, unsure: bool) -> Case:
        """One case; without letters when nothing of it is left. NotFound for another company's people."""
        async with self.db.read() as session:
            await _own(session, actor, employee_id)
            return await self._case(session, employee_id, _state(unsure=unsure), SHOWN)

    @staticmethod
    async def _case(session: AsyncSession, employee_id: uuid.UUID, state: LetterState, most: int) -> Case:
        employee = await session.get_one(Employee, employee_id)
        found = await undelivered.letters_of(session, employee_id, state, most)
        mine = undelivered.of_case(employee_id, state)
        total = await undelivered.count_letters(session, mine)
        again = await undelivered.count_letters(session, mine & (Letter.state == state) & undelivered.repeatable())
        going = await undelivered.count_letters(session, mine & undelivered.going())
        return Case(
            employee,
            await session.get_one(Company, employee.company_id),
            state is LetterState.UNSURE,
            total,
            [lost(letter) for letter in found],
            again > 0,
            going,
        )

    async def send_again(self, actor: Actor, employee_id: uuid.UUID, key: str, *, unsure: bool) -> int:
        """Everything of the case that can be said again goes again; how many. Stale: there is nothing such.

        It stays in the list, as going (storage/undelivered), until it is known to have arrived or not.
        """
        now = self.clock.now()
        again = {"state": LetterState.PENDING, "due_at": now, "attempts": 0, "reason": None}
        return await self._decide(
            actor, employee_id, key, "repeat", again | {"done_at": now, "lease_until": None}, unsure=unsure
        )

    async def put_away(self, actor: Actor, employee_id: uuid.UUID, key: str) -> int:
        """Nobody has to look at the dead letters of this reader any more; how many they were. Stale as above."""
        return await self._decide(actor, employee_id, key, "put-away", {"put_away_at": self.clock.now()}, unsure=False)

    async def count_as_sent(self, actor: Actor, employee_id: uuid.UUID, key: str) -> int:
        """The unsure letters of this reader did arrive; how many they were. Stale as above."""
        arrived = {"state": LetterState.SENT, "done_at": self.clock.now(), "payload_sealed": None}
        return await self._decide(actor, employee_id, key, "arrived", arrived, unsure=True)

    async def _decide(
        self, actor: Actor, employee_id: uuid.UUID, key: str, verb: str, values: dict[str, object], *, unsure: bool
    ) -> int:
        at = self.clock.now()
        which = undelivered.of_case(employee_id, _state(unsure=unsure)) & (Letter.state == _state(unsure=unsure))
        if verb == "repeat":
            which &= undelivered.repeatable()
        async with self.db.write() as session:
            await _own(session, actor, employee_id)
            if entry := await done_before(session, key):
                return int(entry.result or 0)
            rows = (await session.scalars(select(Letter.id).where(which).with_for_update(of=Letter))).all()
            if not rows:
                raise Stale
            await session.execute(update(Letter).where(which).values(**values))
            record(session, actor, f"undelivered.{verb}", "employee", employee_id, at, key=key, result=len(rows))
            wake(session)
        return len(rows)


def _state(*, unsure: bool) -> LetterState:
    return LetterState.UNSURE if unsure else LetterState.DEAD


async def _own(session: AsyncSession, actor: Actor, employee_id: uuid.UUID) -> None:
    """NotAllowed unless HR acts; NotFound for another company's people."""
    actor.need(RoleName.HR)
    employee = await session.get(Employee, employee_id)
    if employee is None:
        raise NotFound
    actor.same_company(employee.company_id)
