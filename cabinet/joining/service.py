"""Where each employee stands with КЭДО, and what HR marks of many at once.

A press of the employee is only an intention; what counts was signed on paper, by УКЭП or by «Госключ», and is marked
by HR, never by an officer about himself. Each person is a transaction of his own: one failure takes nobody with it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import CabinetError, Invalid, NotFound, Stale
from cabinet.joining import rules
from cabinet.joining.deeds import apply, introduction_of, last_mark, locked, may_mark, result, tell
from cabinet.joining.rules import Deed, Mark, Stage
from cabinet.joining_paper import Rules
from cabinet.journal import done_before, record
from cabinet.ports import Clock, today
from storage.certificates import Certificate, certificate_of
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction, Joining, Way, joining_of, joinings
from storage.people import Employee, RoleName, employee_locked, holders

Picked = Mapping[uuid.UUID, int]
"""Employee → the ``step`` that was on the screen: whoever moved meanwhile is left alone."""


@dataclass(frozen=True)
class Row:
    """One employee in HR's list."""

    employee: Employee
    joining: Joining | None
    stage: Stage

    @property
    def step(self) -> int:
        """For the compare-and-set."""
        return self.joining.step if self.joining else 0


@dataclass(frozen=True)
class Overview:
    """What HR sees first. ``act``: the local act, with date and number."""

    act: str
    counts: Mapping[Stage, int]


@dataclass(frozen=True)
class Outcome:
    """What became of one person of a batch; ``refusal`` says why not."""

    employee_id: uuid.UUID
    refusal: CabinetError | None = None


@dataclass(frozen=True)
class Standing:
    """What an employee sees of himself. ``zone``: his company's."""

    joining: Joining | None
    stage: Stage
    introduction: Introduction
    certificate: Certificate | None
    zone: str

    @property
    def may_wish(self) -> bool:
        """Whether «Хочу перейти» means anything now."""
        return rules.may_wish(self.joining, self.stage)


class Joinings:
    """Verbs for HR of the company, for a director where an officer is concerned, and for each about himself."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def introduced(self, actor: Actor) -> bool:
        """Whether the actor's company has introduced КЭДО."""
        async with self.db.read() as session:
            return await session.get(Introduction, actor.company()) is not None

    async def overview(self, actor: Actor) -> Overview:
        """How many stand where, among those whom the actor may mark."""
        rows = await self._rows(actor)
        async with self.db.read() as session:
            found = await introduction_of(session, actor)
        act = Rules(found.act_name, found.act_number, found.act_date)
        return Overview(str(act), Counter(row.stage for row in rows))

    async def list(self, actor: Actor, stage: Stage) -> Sequence[Row]:
        """Those at a stage, by name. A director who is no officer sees the officers alone."""
        return [row for row in await self._rows(actor) if row.stage is stage]

    async def _rows(self, actor: Actor) -> Sequence[Row]:
        actor.need(RoleName.HR, RoleName.DIRECTOR)
        async with self.db.read() as session:
            day = await self._day(session, await introduction_of(session, actor))
            found = await joinings(session, actor.company())
            if not actor.has(RoleName.HR):
                officers = {one.id for one in await holders(session, actor.company(), RoleName.HR)}
                found = [row for row in found if row[0].id in officers]
        return [Row(employee, joining, rules.stage(joining, day)) for employee, joining in found]

    async def _day(self, session: AsyncSession, introduction: Introduction) -> date:
        company = await session.get_one(Company, introduction.company_id)
        return today(self.clock, company.zone)

    async def today(self, actor: Actor) -> date:
        """The day of the actor's company; NotFound where КЭДО is not introduced."""
        async with self.db.read() as session:
            return await self._day(session, await introduction_of(session, actor))

    async def notify(self, actor: Actor, picked: Picked, key: str) -> Sequence[Outcome]:
        """They were given the notice."""
        return await self._mark(actor, picked, Mark(Deed.NOTIFY), key)

    async def confirm_consent(self, actor: Actor, picked: Picked, way: Way, key: str) -> Sequence[Outcome]:
        """Their consents were received, or HR states that none is needed."""
        return await self._mark(actor, picked, Mark(Deed.CONSENT, way), key)

    async def confirm_agreement(self, actor: Actor, picked: Picked, way: Way, key: str) -> Sequence[Outcome]:
        """Both sides signed the agreements on the signature; each has a number from then on at the latest."""
        return await self._mark(actor, picked, Mark(Deed.AGREE, way), key)

    async def refuse(self, actor: Actor, picked: Picked, key: str) -> Sequence[Outcome]:
        """They said no: everything stays on paper until they consent after all."""
        return await self._mark(actor, picked, Mark(Deed.REFUSE), key)

    async def end(self, actor: Actor, picked: Picked, day: date, key: str) -> Sequence[Outcome]:
        """The employer ends КЭДО for them; ``day`` is the first one on paper, today at the earliest."""
        return await self._mark(actor, picked, Mark(Deed.END, day=day), key)

    async def begin_again(self, actor: Actor, picked: Picked, way: Way, key: str) -> Sequence[Outcome]:
        """КЭДО had ended for them, and they signed a new consent; the agreement follows anew, with another number."""
        return await self._mark(actor, picked, Mark(Deed.AGAIN, way), key)

    async def take_back(self, actor: Actor, picked: Picked, key: str) -> Sequence[Outcome]:
        """The last mark was a mistake: of today, by the actor's own role, and no certificate was ever made."""
        return await self._mark(actor, picked, Mark(Deed.UNDO), key)

    async def _mark(self, actor: Actor, picked: Picked, mark: Mark, key: str) -> Sequence[Outcome]:
        """Each person's result, in the order given. Invalid(joining-many) beyond MOST."""
        actor.need(RoleName.HR, RoleName.DIRECTOR)
        if len(picked) > rules.MOST:
            raise Invalid("joining-many", most=rules.MOST)
        outcomes = []
        for employee_id, step in picked.items():
            try:
                await self._one(actor, employee_id, step, mark, f"{key}:{employee_id.hex}")
            except CabinetError as refusal:
                outcomes.append(Outcome(employee_id, refusal))
            else:
                outcomes.append(Outcome(employee_id))
        return outcomes

    async def _one(self, actor: Actor, employee_id: uuid.UUID, step: int, mark: Mark, key: str) -> None:
        at = self.clock.now()
        async with self.db.write() as session:
            company = await session.get_one(Company, (await introduction_of(session, actor)).company_id)
            day = today(self.clock, company.zone)
            employee = await may_mark(session, actor, employee_id, day)
            if await done_before(session, key):
                return
            joining = await locked(session, employee)
            if joining.step != step:
                raise Stale
            rules.check(mark, joining, employee.hired_on, day)
            if mark.deed is Deed.UNDO:
                mark = Mark(Deed.UNDO, undone=await last_mark(session, actor, employee, company.zone, day))
            await apply(session, joining, mark, at)
            record(session, actor, f"joining.{mark.deed}", "employee", employee.id, at, key=key, result=result(mark))
            await tell(session, joining, mark, at)

    async def wish(self, actor: Actor, step: int, key: str) -> None:
        """«Хочу перейти»: an intention that HR sees. Stale where it means nothing any more."""
        at = self.clock.now()
        async with self.db.write() as session:
            day = await self._day(session, await introduction_of(session, actor))
            employee = await employee_locked(session, actor.me())
            if employee is None:
                raise NotFound
            if await done_before(session, key):
                return
            joining = await locked(session, employee)
            if joining.step != step or not rules.may_wish(joining, rules.stage(joining, day)):
                raise Stale
            joining.wished_at = at
            joining.step += 1
            record(session, actor, "joining.wish", "employee", employee.id, at, key=key)

    async def mine(self, actor: Actor) -> Standing:
        """Where the actor stands; NotFound where his company has not introduced КЭДО."""
        async with self.db.read() as session:
            introduction = await introduction_of(session, actor)
            company = await session.get_one(Company, actor.company())
            joining = await joining_of(session, actor.me())
            certificate = await certificate_of(session, actor.me())
        stage = rules.stage(joining, today(self.clock, company.zone))
        return Standing(joining, stage, introduction, certificate, company.zone)
