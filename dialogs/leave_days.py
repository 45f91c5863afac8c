"""The way to the days of a leave: its kind, the ground of an unpaid one, the first day, the last day."""

from __future__ import annotations

import operator
from datetime import date, timedelta
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from cabinet.errors import Stale
from cabinet.leave.balance import balance_on
from cabinet.leave.grounds import Ground
from dialogs import states
from dialogs.days import PREVIEW_DAY, DayPicker, Mark, Sign
from dialogs.leave_draft import company_day, draft_of, first_marks, keep, last_marks, lasts_until, picture_of
from dialogs.widgets import Label, T, locale_of
from locales import Text, formats, plain_key
from storage.leave import LeaveKind


async def kind_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The balance of today."""
    picture = await picture_of(dialog_manager)
    found = balance_on(picture.today, picture.ledger.imported, picture.ledger.used, picture.standing.hired)
    return {"days": formats.days(found.total, locale_of(dialog_manager)) if found else ""}


async def pick_annual(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Annual paid leave: straight to the days."""
    keep(manager, draft_of(manager).with_(leave_kind=LeaveKind.ANNUAL, ground=None))
    await manager.switch_to(states.Leave.first)


async def pick_unpaid(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Unpaid leave: its ground first."""
    keep(manager, draft_of(manager).with_(leave_kind=LeaveKind.UNPAID))
    await manager.switch_to(states.Leave.ground)


async def ground_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The grounds of ст. 128."""
    locale = locale_of(dialog_manager)
    return {"items": [(ground.value, plain_key(f"leave-ground-{ground.value}", locale, {})) for ground in Ground]}


async def pick_ground(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the grounds."""
    if item not in list(Ground):
        raise Stale
    keep(manager, draft_of(manager).with_(ground=Ground(item)))
    await manager.switch_to(states.Leave.first)


async def first_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the calendar of the first day says above itself."""
    draft = draft_of(dialog_manager)
    annual = draft.leave_kind is LeaveKind.ANNUAL
    balance = await kind_getter(dialog_manager)
    chosen = [day for day in (draft.first, draft.last) if day]
    return {"days": balance["days"] if annual else "", "annual": annual, "chosen": chosen}


async def pick_first(callback: CallbackQuery, picker: DayPicker, manager: DialogManager, day: date) -> None:
    """The first day; the last one is asked for in the same month."""
    keep(manager, draft_of(manager).with_(first=day, last=None))
    LAST.show(manager, day)
    await manager.switch_to(states.Leave.last)


async def before_dates(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Back from the first day: to the summary if it was complete, else to what was asked before."""
    draft = draft_of(manager)
    if draft.last is not None:
        await manager.switch_to(states.Leave.summary)
    else:
        unpaid = draft.leave_kind is LeaveKind.UNPAID
        await manager.switch_to(states.Leave.ground if unpaid else states.Leave.kind)


async def last_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What will have been earned by the first day, and how long it lasts."""
    draft, picture = draft_of(dialog_manager), await picture_of(dialog_manager)
    if draft.first is None:
        raise Stale
    annual = draft.leave_kind is LeaveKind.ANNUAL
    found = balance_on(draft.first, picture.ledger.imported, picture.ledger.used, picture.standing.hired)
    known = annual and found is not None
    last = lasts_until(picture, draft.first) if known else None
    return {
        "first": draft.first,
        "chosen": [draft.first],
        "annual": annual,
        "days": formats.days(found.total, locale_of(dialog_manager)) if found else "",
        "last": last,
        "enough": last is not None,
        "short": known and last is None,
    }


async def pick_last(callback: CallbackQuery, picker: DayPicker, manager: DialogManager, day: date) -> None:
    """The last day: the form is complete."""
    keep(manager, draft_of(manager).with_(last=day))
    await manager.switch_to(states.Leave.summary)


async def change_dates(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Изменить даты»: the month of the present first day."""
    first = draft_of(manager).first
    if first is not None:
        FIRST.show(manager, first)
    await manager.switch_to(states.Leave.first)


FIRST = DayPicker("first_day", pick_first, today=company_day, marks=first_marks)
LAST = DayPicker("last_day", pick_last, today=company_day, marks=last_marks)

PREVIEW = {
    "days": "14 дней",
    "items": [(ground.value, plain_key(f"leave-ground-{ground.value}", "ru", {})) for ground in Ground],
    "annual": True,
    "first": PREVIEW_DAY + timedelta(days=16),
    "last": PREVIEW_DAY + timedelta(days=29),
    "chosen": [PREVIEW_DAY + timedelta(days=16)],
    "enough": True,
    "short": False,
    "marks": {
        PREVIEW_DAY - timedelta(days=1): Mark(Sign.FORBIDDEN, Text("leave-legend")),
        PREVIEW_DAY + timedelta(days=1): Mark(Sign.CONSENT, Text("leave-legend")),
    },
}
TO_GROUND: list[Any] = [SwitchTo(Label("leave-unpaid"), id="x_ground", state=states.Leave.ground)]
TO_FIRST: list[Any] = [SwitchTo(Label("common-next"), id="x_first", state=states.Leave.first)]
TO_LAST: list[Any] = [SwitchTo(Label("common-next"), id="x_last", state=states.Leave.last)]
TO_SUMMARY: list[Any] = [SwitchTo(Label("common-next"), id="x_summary", state=states.Leave.summary)]

kind_window = Window(
    T("leave-kind-title"),
    T("leave-kind-balance", when="days"),
    T("leave-kind-unknown", when=~F["days"]),
    T("leave-kind-question"),
    Column(
        Button(Label("leave-annual"), id="annual", on_click=pick_annual),
        Button(Label("leave-unpaid"), id="unpaid", on_click=pick_unpaid),
    ),
    Start(Label("common-home"), id="kind_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
    state=states.Leave.kind,
    getter=kind_getter,
    preview_data=PREVIEW,
    preview_add_transitions=[*TO_FIRST, *TO_GROUND],
)
ground_window = Window(
    T("leave-ground-title"),
    T("leave-ground-question"),
    T("leave-ground-private"),
    Column(
        Select(
            Format("{item[1]}"), id="ground", item_id_getter=operator.itemgetter(0), items="items", on_click=pick_ground
        ),
    ),
    SwitchTo(Label("common-back"), id="ground_back", state=states.Leave.kind),
    state=states.Leave.ground,
    getter=ground_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_FIRST,
)
first_window = Window(
    T("leave-first-title"),
    T("leave-first-balance", when="days"),
    T("leave-legend", when="annual"),
    T("leave-legend-unpaid", when=~F["annual"]),
    FIRST,
    Button(Label("common-back"), id="first_back", on_click=before_dates),
    state=states.Leave.first,
    getter=first_getter,
    preview_data=PREVIEW,
    preview_add_transitions=[*TO_LAST, *TO_GROUND],
)
last_window = Window(
    T("leave-last-title"),
    T("leave-last-first"),
    T("leave-last-enough", when="enough"),
    T("leave-last-advance", when="short"),
    T("leave-legend", when="annual"),
    T("leave-legend-unpaid", when=~F["annual"]),
    LAST,
    SwitchTo(Label("common-back"), id="last_back", state=states.Leave.first),
    state=states.Leave.last,
    getter=last_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_SUMMARY,
)
