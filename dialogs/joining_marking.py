"""What an officer marks of the ticked: how it was signed, from which day, once more in words, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import NotFound, Stale
from cabinet.joining import rules
from cabinet.joining.rules import Deed, Stage
from cabinet.joining.service import Joinings, Outcome, Picked
from dialogs import states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.sentences import sentence
from dialogs.widgets import DayPicker, Label, T, locale_of
from locales import formats, html_key, plain_key
from storage.joining import Way

NAMED = 20
"""So many names stand in the summary."""


def deed_of(manager: DialogManager) -> Deed:
    """What is being marked; Stale where nothing is."""
    if "deed" not in manager.dialog_data:
        raise Stale
    return Deed(manager.dialog_data["deed"])


async def way_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The ways in which this deed may have been signed."""
    deed, locale = deed_of(dialog_manager), locale_of(dialog_manager)
    return {
        "deed": deed,
        "picked": len(dialog_manager.dialog_data["picked"]),
        "ways": [(str(way), plain_key(f"joining-way-{way}", locale, {})) for way in rules.WAYS.get(deed, ())],
    }


async def pick_way(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of them."""
    if item not in rules.WAYS.get(deed_of(manager), ()):
        raise NotFound
    manager.dialog_data["way"] = item
    await manager.switch_to(states.Joining.summary)


async def day_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """For how many."""
    return {"picked": len(dialog_manager.dialog_data.get("picked", {}))}


async def company_day(manager: DialogManager) -> date:
    """The company's day."""
    return await (await given(manager, Joinings)).today(actor_of(manager))


async def pick_day(callback: CallbackQuery, widget: DayPicker, manager: DialogManager, day: date) -> None:
    """The first day on paper again."""
    manager.dialog_data["day"] = day.isoformat()
    await manager.switch_to(states.Joining.summary)


async def ends_today(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The usual day."""
    await pick_day(callback, widget=end_day, manager=manager, day=await company_day(manager))


end_day = DayPicker("end_day", pick_day, today=company_day, back=0, ahead=3)


async def _names(manager: DialogManager) -> dict[str, str]:
    """The ticked who still stand there: id → name."""
    joinings = await given(manager, Joinings)
    rows = await joinings.list(actor_of(manager), Stage(manager.dialog_data["stage"]))
    picked = manager.dialog_data["picked"]
    return {row.employee.id.hex: row.employee.short_name for row in rows if row.employee.id.hex in picked}


async def summary_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whom it is about, and what it means."""
    data, locale = dialog_manager.dialog_data, locale_of(dialog_manager)
    deed, names = deed_of(dialog_manager), list((await _names(dialog_manager)).values())
    more = len(names) - NAMED
    shown = names[:NAMED] + ([plain_key("joining-summary-more", locale, {"more": more})] if more > 0 else [])
    day = data.get("day")
    return {
        "deed": deed,
        "way": data.get("way") or "",
        "day": formats.long_date(date.fromisoformat(day), locale) if day else "",
        "count": len(names),
        "names": ", ".join(shown),
    }


@inject
async def confirm(
    callback: CallbackQuery, button: Button, manager: DialogManager, joinings: FromDishka[Joinings]
) -> None:
    """«Подтвердить»."""
    names, locale = await _names(manager), locale_of(manager)
    data = manager.dialog_data
    picked = {row_of(one): step for one, step in data["picked"].items()}
    outcomes = await _mark(manager, joinings, picked)
    failed = [one for one in outcomes if one.refusal is not None]
    data["receipt"] = {
        "done": len(outcomes) - len(failed),
        "total": len(outcomes),
        "failed": [
            [names.get(one.employee_id.hex, "—"), sentence(one.refusal, locale)] for one in failed if one.refusal
        ],
    }
    data["picked"] = {}
    data.pop("deed", None)
    await manager.switch_to(states.Joining.receipt)


async def _mark(manager: DialogManager, joinings: Joinings, picked: Picked) -> Sequence[Outcome]:
    actor, data, key = actor_of(manager), manager.dialog_data, f"{press_of(manager)}:joining"
    deed = deed_of(manager)
    if deed is Deed.NOTIFY:
        return await joinings.notify(actor, picked, key)
    if deed is Deed.REFUSE:
        return await joinings.refuse(actor, picked, key)
    if deed is Deed.UNDO:
        return await joinings.take_back(actor, picked, key)
    if deed is Deed.END:
        return await joinings.end(actor, picked, date.fromisoformat(_chosen(data, "day")), key)
    way = Way(_chosen(data, "way"))
    if deed is Deed.CONSENT:
        return await joinings.confirm_consent(actor, picked, way, key)
    if deed is Deed.AGAIN:
        return await joinings.begin_again(actor, picked, way, key)
    return await joinings.confirm_agreement(actor, picked, way, key)


def _chosen(data: dict[str, Any], name: str) -> str:
    """What an earlier screen asked for; Stale where it was passed by."""
    if not data.get(name):
        raise Stale
    return str(data[name])


async def receipt_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """How many were marked, and why the others were not."""
    found = dialog_manager.dialog_data.get("receipt") or {"done": 0, "total": 0, "failed": []}
    locale = locale_of(dialog_manager)
    rows = [html_key("joining-receipt-row", locale, {"who": who, "why": why}) for who, why in found["failed"]]
    return {"done": found["done"], "total": found["total"], "rows": "\n".join(rows), "failed": bool(rows)}


PREVIEW = {
    "deed": Deed.CONSENT,
    "picked": 2,
    "ways": [("paper", "На бумаге"), ("qualified", "УКЭП"), ("goskey", "«Госключ»"), ("exempt", "Согласие не нужно")],
    "way": "paper",
    "day": "",
    "count": 2,
    "names": "Смирнова А. С., Попов И. Н.",
    "done": 1,
    "total": 2,
    "failed": True,
    "rows": "• Попов И. Н.: шаг сейчас не тот: сначала уведомление, потом согласие, потом соглашение.",
}

windows = (
    Window(
        Multi(T("joining-way-title"), T("joining-way-people"), T("joining-way-hint"), sep="\n\n"),
        Column(Select(Format("{item[1]}"), id="ways", item_id_getter=itemgetter(0), items="ways", on_click=pick_way)),
        SwitchTo(Label("common-back"), id="way_back", state=states.Joining.list),
        state=states.Joining.way,
        getter=way_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-next"), id="way_next", state=states.Joining.summary)],
    ),
    Window(
        T("joining-day-title"),
        Button(Label("joining-day-today"), id="end_today", on_click=ends_today),
        end_day,
        SwitchTo(Label("common-back"), id="day_back", state=states.Joining.list),
        state=states.Joining.day,
        getter=day_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-next"), id="day_next", state=states.Joining.summary)],
    ),
    Window(
        Multi(T("joining-summary"), T("joining-summary-people"), T("joining-summary-hint"), sep="\n\n"),
        Button(Label("joining-confirm"), id="confirm", on_click=confirm),
        SwitchTo(Label("common-back"), id="summary_back", state=states.Joining.list),
        state=states.Joining.summary,
        getter=summary_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("joining-confirm"), id="to_receipt", state=states.Joining.receipt)],
    ),
    Window(
        Multi(
            T("joining-receipt"),
            T("joining-receipt-all", when="done"),
            Multi(T("joining-receipt-failed"), Format("{rows}"), when="failed"),
            sep="\n\n",
        ),
        SwitchTo(Label("joining-receipt-back"), id="receipt_list", state=states.Joining.list),
        SwitchTo(Label("joining-states"), id="receipt_back", state=states.Joining.home),
        Start(Label("common-home"), id="receipt_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Joining.receipt,
        getter=receipt_getter,
        preview_data=PREVIEW,
    ),
)
