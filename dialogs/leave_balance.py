"""How the remainder of a leave is reckoned, line by line, so that nobody has to believe it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import SwitchTo

from cabinet.errors import Stale
from cabinet.leave.balance import Line
from cabinet.leave.service import check
from dialogs import states
from dialogs.days import PREVIEW_DAY
from dialogs.leave_draft import draft_of, picture_of
from dialogs.widgets import Label, Says, T, locale_of
from locales import Text, formats


async def balance_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The sum line by line on the first day, this leave, and what remains."""
    draft, locale = draft_of(dialog_manager), locale_of(dialog_manager)
    checked = check(await picture_of(dialog_manager), draft)
    if checked.balance is None or checked.remaining is None or draft.first is None:
        raise Stale
    return {
        "day": draft.first,
        "lines": [
            *(_line(line, locale) for line in checked.balance.lines),
            Text("leave-balance-this", {"days": formats.days(checked.days, locale)}),
        ],
        "left": _left(checked.remaining, locale),
        "later": checked.remaining != checked.balance.total - checked.days,
    }


def _line(line: Line, locale: str) -> Text:
    args = {"on": line.on, "days": formats.days(abs(line.days), locale)}
    return Text(f"leave-balance-{line.kind.value}", {**args, "months": line.months})


def _left(left: Decimal, locale: str) -> Text:
    key = "leave-balance-left-advance" if left < 0 else "leave-balance-left"
    return Text(key, {"days": formats.days(abs(left), locale)})


PREVIEW_BALANCE = {
    "day": PREVIEW_DAY,
    "lines": [Text("leave-balance-this", {"days": "14 дней"})],
    "left": Text("leave-balance-left", {"days": "0 дней"}),
    "later": False,
}

balance_window = Window(
    T("leave-balance-title"),
    Says("lines"),
    Says("left"),
    T("leave-balance-later", when="later"),
    T("leave-balance-note"),
    SwitchTo(Label("common-back"), id="balance_back", state=states.Leave.summary),
    state=states.Leave.balance,
    getter=balance_getter,
    preview_data=PREVIEW_BALANCE,
)
