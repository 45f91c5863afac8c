"""The leave that is being asked for, as its conversation keeps it; and one look at the facts for each update."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from aiogram_dialog import DialogManager

from cabinet.calendar import leave_days
from cabinet.leave import rules
from cabinet.leave.balance import remainder
from cabinet.leave.draft import LeaveDraft
from cabinet.leave.rules import MarkKind
from cabinet.leave.service import Leaves, Picture
from cabinet.people.doors import Doors
from dialogs.access import actor_of, given
from dialogs.widgets import Mark, Sign
from storage.leave import LeaveKind

SIGNS = {MarkKind.FORBIDDEN: Sign.FORBIDDEN, MarkKind.CONSENT: Sign.CONSENT, MarkKind.HOLIDAY: Sign.SPARES}
SHOWN = 300
"""Characters of a comment in the form's windows."""
ENOUGH = 60
"""Days of leave beyond which nobody asks how long the balance lasts."""


def draft_of(manager: DialogManager) -> LeaveDraft:
    """The draft of this conversation."""
    return LeaveDraft.load(manager.dialog_data["draft"])


def keep(manager: DialogManager, draft: LeaveDraft) -> None:
    """Keep the draft: ids, ISO days and what was typed, so that it survives a restart."""
    manager.dialog_data["draft"] = draft.dump()


async def on_start(data: Any, manager: DialogManager) -> None:
    """A new draft, or the one that a returned request was turned into."""
    known = data if isinstance(data, Mapping) else {}
    manager.dialog_data.update({"draft": known.get("draft") or LeaveDraft().dump(), "number": known.get("number")})


async def shut_again(manager: DialogManager) -> bool:
    """Whether the form holds what was sent before, and the access code would be asked for it again by now."""
    returned = draft_of(manager).step is not None
    return returned and not await (await given(manager, Doors)).is_open(actor_of(manager))


def short_comment(comment: str) -> str:
    """The beginning of a comment: a window shows that it is there, the details show it whole."""
    return comment if len(comment) <= SHOWN else comment[: SHOWN - 1] + "…"


async def picture_of(manager: DialogManager) -> Picture:
    """The facts, read once for an update: its press and the window that follows see the same."""
    known = manager.middleware_data.get("leave_picture")
    if isinstance(known, Picture):
        return known
    picture = await (await given(manager, Leaves)).picture(actor_of(manager), without=draft_of(manager).id)
    manager.middleware_data["leave_picture"] = picture
    return picture


async def company_day(manager: DialogManager) -> date:
    """The company's day."""
    return (await picture_of(manager)).today


async def first_marks(manager: DialogManager, month: date) -> Mapping[date, Mark]:
    """The marks of a month while the first day is chosen."""
    return await _marks(manager, month, None)


async def last_marks(manager: DialogManager, month: date) -> Mapping[date, Mark]:
    """The marks of a month while the last day is chosen."""
    return await _marks(manager, month, draft_of(manager).first)


async def _marks(manager: DialogManager, month: date, first: date | None) -> Mapping[date, Mark]:
    standing = (await picture_of(manager)).standing
    annual = draft_of(manager).leave_kind is LeaveKind.ANNUAL
    found = {day: rules.mark(day, standing, first=first, annual=annual) for day in _days(month)}
    return {
        day: Mark(SIGNS[mark.kind], mark.finding.text)
        for day, mark in found.items()
        if mark.finding is not None and mark.kind in SIGNS
    }


def _days(month: date) -> list[date]:
    days = (month + timedelta(days=number) for number in range(31))
    return [day for day in days if day.month == month.month]


def lasts_until(picture: Picture, first: date) -> date | None:
    """The last day of the longest leave from ``first`` that takes no advance; None where not even one day fits."""
    hired = picture.standing.hired
    last, day = None, first
    while (days := leave_days(first, day)) <= ENOUGH:
        left = remainder(first, days, picture.ledger, hired)
        if left is None or left < 0:
            return last
        last, day = day, day + timedelta(days=1)
    return last
