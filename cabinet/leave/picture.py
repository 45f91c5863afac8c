"""Everything that the calendar, the check and the sum need to know of one employee, read at once; then only thought."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.calendar import calendar_days, leave_days
from cabinet.leave import rules
from cabinet.leave.balance import Balance, Entry, Ledger, add_months, balance_on, remainder
from cabinet.leave.draft import LeaveDraft
from cabinet.leave.findings import Finding
from cabinet.leave.grounds import Ground, counted_days
from storage.leave import BalanceEntry, EntryKind, Leave, LeaveKind, TimeOff, away, ledger
from storage.people import Employee
from storage.requests import ACTIVE, Request, State

ADULT_MONTHS = 18 * 12
"""ст. 122: who is under 18 has the first leave before six months."""


@dataclass(frozen=True)
class Picture:
    """One employee on one day (of the company's zone): what he has, what is taken, what his grounds have used."""

    employee: Employee
    today: date
    standing: rules.Standing
    ledger: Ledger
    used: Mapping[Ground, Mapping[int, int]]
    """Calendar days asked for or given on each ground, by calendar year."""


@dataclass(frozen=True)
class Checked:
    """What there is to say of a draft. ``balance`` is the sum line by line on the first day; None where unknown."""

    findings: tuple[Finding, ...]
    days: int
    balance: Balance | None = None
    remaining: Decimal | None = None

    @property
    def stopped(self) -> bool:
        """It may not be sent."""
        return rules.stopped(self.findings)


def check(picture: Picture, draft: LeaveDraft) -> Checked:
    """Findings (the forbidding first), the days it costs, and for the annual one what would remain."""
    if draft.leave_kind is LeaveKind.UNPAID:
        return _check_unpaid(picture, draft)
    findings = rules.check_annual(draft.first, draft.last, picture.standing, picture.ledger)
    if draft.first is None or draft.last is None or draft.last < draft.first:
        return Checked(findings, 0)
    days = leave_days(draft.first, draft.last)
    hired = picture.standing.hired
    balance = balance_on(draft.first, picture.ledger.imported, picture.ledger.used, hired)
    return Checked(findings, days, balance, remainder(draft.first, days, picture.ledger, hired))


def _check_unpaid(picture: Picture, draft: LeaveDraft) -> Checked:
    ground = draft.ground or Ground.FAMILY
    used = picture.used.get(ground, {})
    findings = rules.check_unpaid(draft.first, draft.last, ground, picture.standing, used)
    known = draft.first is not None and draft.last is not None and draft.first <= draft.last
    return Checked(findings, calendar_days(draft.first, draft.last) if known else 0)  # type: ignore[arg-type] # `known` says so


def draft_of_row(leave: Leave) -> LeaveDraft:
    """What was sent, as a draft again; the comment and the step stand in the request."""
    return LeaveDraft(
        id=leave.id,
        leave_kind=leave.leave_kind,
        first=leave.first,
        last=leave.last,
        ground=Ground(leave.ground) if leave.ground else None,
        substitute_id=leave.substitute_id,
    )


async def read_picture(
    session: AsyncSession, employee: Employee, today: date, without: uuid.UUID | None = None
) -> Picture:
    """The picture of an employee on a day; ``without`` leaves out the request that is being checked itself."""
    days = [row for row in await away(session, employee.id) if row.request_id != without or row.request_id is None]
    standing = rules.Standing(
        today=today,
        hired=employee.hired_on,
        dismissed=employee.dismissed_on,
        early_right=_is_minor(employee, today),
        away=tuple(rules.Away(row.first, row.last, row.kind) for row in days),
    )
    entries = [row for row in await ledger(session, employee.id) if row.request_id != without or row.request_id is None]
    return Picture(
        employee, today, standing, _ledger(entries, days), await _used_grounds(session, employee.id, without)
    )


def _is_minor(employee: Employee, today: date) -> bool:
    return employee.born is not None and add_months(date.fromisoformat(employee.born), ADULT_MONTHS) > today


def _ledger(entries: Sequence[BalanceEntry], days: Iterable[TimeOff]) -> Ledger:
    """The newest imported figure; leaves that the ledger counts, and those that were only asked for."""
    imported = [entry for entry in entries if entry.kind is EntryKind.IMPORTED]
    reversed_ids = {entry.reverses_id for entry in entries if entry.kind is EntryKind.REVERSED}
    spent = [entry for entry in entries if entry.kind is EntryKind.USED and entry.id not in reversed_ids]
    booked = {entry.request_id for entry in spent}
    planned = [
        row for row in days if row.kind == LeaveKind.ANNUAL and (row.request_id is None or row.request_id not in booked)
    ]
    used = [Entry(entry.on, -entry.days) for entry in spent]
    used += [Entry(row.first, Decimal(row.days)) for row in planned]
    last = imported[-1] if imported else None
    return Ledger(Entry(last.on, last.days) if last else None, tuple(used))


async def _used_grounds(
    session: AsyncSession, employee_id: uuid.UUID, without: uuid.UUID | None
) -> Mapping[Ground, Mapping[int, int]]:
    counted = [state for state in (*ACTIVE, State.DONE) if state is not State.RETURNED]
    found = await session.scalars(
        select(Leave)
        .join(Request, Request.id == Leave.id)
        .where(
            Request.employee_id == employee_id, Leave.leave_kind == LeaveKind.UNPAID, Request.state.in_(counted)
        )
    )  # fmt: skip
    used: dict[Ground, dict[int, int]] = {}
    for leave in found:
        if leave.id != without and leave.ground:
            of_ground = used.setdefault(Ground(leave.ground), {})
            for year, days in counted_days(leave.first, leave.last, Ground(leave.ground)).items():
                of_ground[year] = of_ground.get(year, 0) + days
    return used
