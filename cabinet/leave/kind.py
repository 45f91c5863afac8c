"""What leave adds to the common life of requests: its facts, its days away, its lines of the ledger, its paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.errors import Invalid
from cabinet.leave.grounds import GROUNDS, Ground, span_decline_policy
from cabinet.leave.paper import Application, application
from cabinet.leave.picture import Picture, check, draft_of_row, read_picture
from cabinet.parties import Person, person_of
from cabinet.ports import Clock, local_day, today
from cabinet.requests.kinds import OTHER_DOCUMENTS, DeclinePolicy, Fact, Facts
from locales import Text, plain_key
from storage.company import Company
from storage.documents import DocumentKind, of_request
from storage.leave import AwayState, BalanceEntry, EntryKind, Leave, LeaveKind, TimeOff, away, together
from storage.people import Employee, RoleName, employee_locked, holders
from storage.requests import Request, State, Verb

NAME = "leave"
TOGETHER = 5
"""Colleagues named on a card as away on the same days; the rest are only counted."""


@dataclass(frozen=True)
class LeavePaper:
    """The application of one version, ready to be printed."""

    data: Application

    def print(self) -> bytes:
        """The PDF/A-1a. NotArchival: the check refuses it."""
        return application(self.data).print()

    @property
    def file_name(self) -> str:
        """«Заявление № 214.pdf»."""
        return plain_key("leave-paper-name", "ru", {"number": self.data.number})


class LeaveKindOfRequest:
    """The kind «leave»; implements ``cabinet.requests.kinds.Kind``."""

    name = NAME

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    async def facts(self, session: AsyncSession, request: Request) -> Facts:
        """Days and what would remain for everybody who decides; the ground for those who may read everything."""
        leave = await session.get_one(Leave, request.id)
        employee = await session.get_one(Employee, request.employee_id)
        public = [Fact("leave-days", {"days": leave.days})]
        if leave.leave_kind is LeaveKind.ANNUAL:
            public += self._balance(await self._picture(session, request, employee), leave)
        if leave.substitute_id:
            substitute = await session.get_one(Employee, leave.substitute_id)
            public.append(Fact("leave-substitute", {"who": substitute.short_name}))
        public += _together(await together(session, employee, leave.first, leave.last))
        private = [Fact("leave-ground", {"ground": ground_text(Ground(leave.ground))})] if leave.ground else []
        return Facts(Fact(f"leave-{leave.leave_kind.value}"), leave.first, leave.last, public, private)

    async def _picture(self, session: AsyncSession, request: Request, employee: Employee) -> Picture:
        company = await session.get_one(Company, request.company_id)
        return await read_picture(session, employee, today(self.clock, company.zone), without=request.id)

    @staticmethod
    def _balance(picture: Picture, leave: Leave) -> list[Fact]:
        left = check(picture, draft_of_row(leave)).remaining
        if left is None:
            return [Fact("leave-balance-unknown")]
        return [Fact("leave-advance", {"days": -left})] if left < 0 else [Fact("leave-remains", {"days": left})]

    async def decline_policy(self, session: AsyncSession, request: Request) -> tuple[DeclinePolicy, str | None]:
        """Annual leave outside a schedule is agreed upon; grounds of ст. 128 ч. 2 oblige the employer."""
        leave = await session.get_one(Leave, request.id)
        if not leave.ground:
            return DeclinePolicy.FREE, None
        ground = Ground(leave.ground)
        employee = await session.get_one(Employee, request.employee_id)
        used = (await self._picture(session, request, employee)).used.get(ground, {})
        policy = DeclinePolicy(span_decline_policy(leave.first, leave.last, ground, used).value)
        return policy, None if policy is DeclinePolicy.FREE else article_of(ground)

    async def on_done(self, session: AsyncSession, request: Request, at: datetime) -> None:
        """The days are certain, and those of an annual leave are spent in the ledger."""
        leave = await session.get_one(Leave, request.id)
        await _set_days(session, request, AwayState.GRANTED)
        if leave.leave_kind is LeaveKind.ANNUAL:
            session.add(
                BalanceEntry(
                    company_id=request.company_id, employee_id=request.employee_id, kind=EntryKind.USED,
                    on=leave.first, days=Decimal(-leave.days), made_at=at, request_id=request.id,
                )
            )  # fmt: skip

    async def on_close(self, session: AsyncSession, request: Request, at: datetime) -> None:
        """The days are free again."""
        await free_days(session, request, at)

    async def on_undo(self, session: AsyncSession, request: Request, undone: Verb, at: datetime) -> None:
        """Reverse the ledger, or take the days again; Invalid("leave-taken") where others took them meanwhile."""
        if undone is Verb.COMPLETE:
            await _set_days(session, request, AwayState.ASKED)
            await self._reverse(session, request, at)
        elif undone in (Verb.RETURN, Verb.DECLINE):
            await employee_locked(session, request.employee_id)
            await ask_days(session, request, await session.get_one(Leave, request.id))

    @staticmethod
    async def _reverse(session: AsyncSession, request: Request, at: datetime) -> None:
        lines = await session.scalars(select(BalanceEntry).where(BalanceEntry.request_id == request.id))
        known = list(lines)
        reversed_ids = {line.reverses_id for line in known}
        for line in known:
            if line.kind is EntryKind.USED and line.id not in reversed_ids:
                session.add(
                    BalanceEntry(
                        company_id=line.company_id, employee_id=line.employee_id, kind=EntryKind.REVERSED,
                        on=line.on, days=-line.days, made_at=at, request_id=request.id, reverses_id=line.id,
                    )
                )  # fmt: skip

    async def doc_type(self, session: AsyncSession, request: Request) -> str:
        """The order knows the leave without pay; the annual one is among «other documents»."""
        leave = await session.get_one(Leave, request.id)
        return "02.015" if leave.leave_kind is LeaveKind.UNPAID else OTHER_DOCUMENTS

    async def may_still(self, session: AsyncSession, request: Request) -> bool:
        """Nothing forbids it today."""
        leave = await session.get_one(Leave, request.id)
        employee = await session.get_one(Employee, request.employee_id)
        return not check(await self._picture(session, request, employee), draft_of_row(leave)).stopped

    async def paper(self, session: AsyncSession, request: Request) -> LeavePaper:
        """What the application of the present version says; read before it is printed off the loop."""
        leave = await session.get_one(Leave, request.id)
        company = await session.get_one(Company, request.company_id)
        employee = await session.get_one(Employee, request.employee_id)
        directors = await holders(session, company.id, RoleName.DIRECTOR)
        substitute = await session.get(Employee, leave.substitute_id) if leave.substitute_id else None
        files = await of_request(session, request.id)
        ground = Ground(leave.ground) if leave.ground else None
        return LeavePaper(
            Application(
                company=company.name,
                addressee=await person_of(session, directors[0]) if directors else _nobody(),
                applicant=await person_of(session, employee),
                kind=leave.leave_kind,
                first=leave.first,
                last=leave.last,
                days=leave.days,
                number=request.number,
                version=request.version,
                submitted=local_day(request.submitted_at, company.zone),
                ground=_ground_phrase(ground) if ground else "",
                substitute=substitute.full_name if substitute else None,
                by_hand=request.state is not State.SIGNATURE,
                attachments=[one.name or "" for one in files if one.kind is DocumentKind.ATTACHMENT],
            )
        )


def ground_text(ground: Ground) -> Text:
    """The ground in words."""
    return Text(f"leave-ground-{ground.value}")


def article_of(ground: Ground) -> str:
    """The part of ст. 128 that a ground stands in, as people cite it."""
    return plain_key("leave-article", "ru", {"part": GROUNDS[ground].part})


def _ground_phrase(ground: Ground) -> str:
    """The ground with its article in full, in the nominative, as the paper has it."""
    words = plain_key(f"leave-ground-{ground.value}", "ru", {})
    data = {"ground": words[:1].lower() + words[1:], "part": GROUNDS[ground].part}
    return plain_key("leave-paper-ground", "ru", data)


def _nobody() -> Person:
    """To whom a paper goes where no director is known."""
    return Person(plain_key("leave-paper-nobody", "ru", {}), "")


def _together(found: Sequence[tuple[Employee, TimeOff]]) -> list[Fact]:
    named = [
        Fact("leave-together", {"who": who.short_name, "first": days.first, "last": days.last})
        for who, days in found[:TOGETHER]
    ]
    more = len(found) - len(named)
    return [*named, Fact("leave-together-more", {"count": more})] if more > 0 else named


async def ask_days(session: AsyncSession, request: Request, leave: Leave) -> None:
    """Take the days for a request; the employee's row is locked. Invalid("leave-taken") where they are not free."""
    for row in await away(session, request.employee_id):
        if row.first <= leave.last and leave.first <= row.last:
            raise Invalid("leave-taken", first=row.first, last=row.last)
    session.add(
        TimeOff(
            company_id=request.company_id, employee_id=request.employee_id, kind=leave.leave_kind.value,
            first=leave.first, last=leave.last, days=leave.days, state=AwayState.ASKED, request_id=request.id,
        )
    )  # fmt: skip


async def free_days(session: AsyncSession, request: Request, at: datetime) -> None:
    """The days that a request took are nobody's."""
    await session.execute(
        update(TimeOff).where(TimeOff.request_id == request.id, TimeOff.voided_at.is_(None)).values(voided_at=at)
    )


async def _set_days(session: AsyncSession, request: Request, state: AwayState) -> None:
    await session.execute(
        update(TimeOff).where(TimeOff.request_id == request.id, TimeOff.voided_at.is_(None)).values(state=state)
    )
