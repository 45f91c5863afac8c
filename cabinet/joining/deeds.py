"""What every verb of this room does inside its transaction: find and lock, set, number, tell."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, NotFound
from cabinet.joining import rules
from cabinet.joining.rules import Deed, Mark
from cabinet.people.rules import works
from cabinet.writing import day as written
from storage.certificates import had_certificate
from storage.company import next_number
from storage.joining import Introduction, Joining, joining_of
from storage.journal import last_of
from storage.people import Employee, RoleName, employee_locked, roles_of


async def introduction_of(session: AsyncSession, actor: Actor) -> Introduction:
    """How the actor's company introduced КЭДО; NotFound where it did not."""
    found = await session.get(Introduction, actor.company())
    if found is None:
        raise NotFound
    return found


async def may_mark(session: AsyncSession, actor: Actor, employee_id: uuid.UUID, day: date) -> Employee:
    """The employee, locked. NotFound: another company's, or gone; NotAllowed: a director and no officer's case."""
    employee = await employee_locked(session, employee_id)
    if employee is None or not works(employee, day):
        raise NotFound
    actor.same_company(employee.company_id)
    if employee.id == actor.me():
        raise Invalid("joining-self")
    if not actor.has(RoleName.HR) and RoleName.HR not in await roles_of(session, employee_id):
        raise NotAllowed
    return employee


async def locked(session: AsyncSession, employee: Employee) -> Joining:
    """His record, made at the first deed; the employee's row is locked, so there is one."""
    joining = await joining_of(session, employee.id)
    if joining is None:
        joining = Joining(employee_id=employee.id, company_id=employee.company_id)
        session.add(joining)
    return joining


async def apply(session: AsyncSession, joining: Joining, mark: Mark, at: datetime) -> None:
    """Set what the mark sets, once its check has passed."""
    joining.step += 1
    if mark.deed is Deed.NOTIFY:
        joining.notified_at = at
    elif mark.deed is Deed.CONSENT:
        joining.consented_at, joining.consented_by = at, mark.way
    elif mark.deed is Deed.AGREE:
        joining.agreed_at, joining.agreed_by = at, mark.way
        await numbered(session, joining)
    elif mark.deed is Deed.REFUSE:
        joining.refused_at = at
    elif mark.deed is Deed.AGAIN:
        joining.ended_on = joining.agreed_at = joining.agreed_by = joining.agreement = None
        joining.consented_at, joining.consented_by = at, mark.way
    elif mark.deed is Deed.UNDO:
        _undo(joining, mark.undone)
    else:
        joining.ended_on = mark.day


def _undo(joining: Joining, deed: Deed | None) -> None:
    """As if the last mark had not been made; a number that was given to an agreement stays its number."""
    if deed is Deed.NOTIFY:
        joining.notified_at = None
    elif deed is Deed.CONSENT:
        joining.consented_at = joining.consented_by = None
    elif deed is Deed.AGREE:
        joining.agreed_at = joining.agreed_by = None
    elif deed is Deed.REFUSE:
        joining.refused_at = None
    elif deed is Deed.END:
        joining.ended_on = None


async def last_mark(session: AsyncSession, actor: Actor, employee: Employee, zone: str, day: date) -> Deed:
    """What the actor may take back: the last word about the employee, of today, by his own role, while there was never
    a certificate. Invalid: joining-undo, joining-certificate."""
    if await had_certificate(session, employee.id):
        raise Invalid("joining-certificate")
    last = await last_of(session, employee.company_id, employee.id, rules.WORDS)
    if last is None or last.actor_id is None:
        raise Invalid("joining-undo")
    role = RoleName.HR if actor.has(RoleName.HR) else RoleName.DIRECTOR
    if role not in await roles_of(session, last.actor_id):
        raise Invalid("joining-undo")
    return rules.undone(last.verb, last.at, zone, day)


async def numbered(session: AsyncSession, joining: Joining) -> int:
    """The number of his agreement: the one that was printed, else the next one."""
    if joining.agreement is None:
        joining.agreement = await next_number(session, joining.company_id, "agreement")
    return joining.agreement


def result(mark: Mark) -> object:
    """What the journal keeps of it beside the deed."""
    return mark.day or mark.way or mark.undone


async def tell(session: AsyncSession, joining: Joining, mark: Mark, at: datetime) -> None:
    """The employee hears of each step."""
    introduction = await session.get_one(Introduction, joining.company_id)
    args = {
        "joining": True,
        "until": written(introduction.answer_by),
        "way": str(mark.way or ""),
        "number": joining.agreement or 0,
        "day": written(mark.day) if mark.day else "",
        "undone": str(mark.undone or ""),
    }
    dedupe = f"joining:{joining.employee_id.hex}:{joining.step}"
    letters.notice(session, joining.employee_id, f"joining-{mark.deed}", dedupe=dedupe, at=at, args=args)
