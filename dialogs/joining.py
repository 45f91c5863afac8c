"""«КЭДО» of an officer: how many stand where, a list with ticks, and what comes next for those who are ticked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import NotFound
from cabinet.joining import rules
from cabinet.joining.forms import JoiningForms
from cabinet.joining.rules import Deed, Stage
from cabinet.joining.service import Joinings
from cabinet.joining.service import Row as Person
from dialogs import joining_marking, states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import Gated
from dialogs.widgets import Label, T, Turns, locale_of, toast
from locales import Text, formats, html_key, plain_key

PAGE = 8
"""People on one page."""
turns = Turns(id="turn")


@inject
async def home_getter(dialog_manager: DialogManager, joinings: FromDishka[Joinings], **_: Any) -> dict[str, Any]:
    """How many stand where; a stage with nobody has no button."""
    found = await joinings.overview(actor_of(dialog_manager))
    here = [stage for stage in Stage if found.counts.get(stage)]
    locale = locale_of(dialog_manager)
    items = [
        (str(stage), plain_key("joining-count", locale, {"stage": stage, "count": found.counts[stage]}))
        for stage in here
    ]
    return {"act": found.act, "items": items, "empty": not items}


async def choose(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the stages."""
    if item not in list(Stage):
        raise NotFound
    manager.dialog_data.update(stage=item, picked={})
    turns.set_widget_data(manager, 0)
    await manager.switch_to(states.Joining.list)


def picked_of(manager: DialogManager, rows: Sequence[Person]) -> dict[str, int]:
    """Who is ticked and still stands in the list: id → the step that was shown."""
    here = {row.employee.id.hex for row in rows}
    kept = {one: step for one, step in manager.dialog_data.get("picked", {}).items() if one in here}
    manager.dialog_data["picked"] = kept
    return kept


async def rows_of(manager: DialogManager) -> Sequence[Person]:
    """Those at the chosen stage, read anew."""
    joinings = await given(manager, Joinings)
    return await joinings.list(actor_of(manager), Stage(manager.dialog_data.get("stage", Stage.UNTOLD)))


async def list_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of a stage, with ticks."""
    rows, stage = await rows_of(dialog_manager), Stage(dialog_manager.dialog_data.get("stage", Stage.UNTOLD))
    picked = picked_of(dialog_manager, rows)
    pages = max(1, math.ceil(len(rows) / PAGE))
    page = min(turns.turned(dialog_manager), pages - 1)
    shown, locale = rows[page * PAGE : (page + 1) * PAGE], locale_of(dialog_manager)
    return {
        "stage": stage,
        "total": len(rows),
        "empty": not rows,
        "picked": len(picked),
        "ticked": bool(picked),
        "items": [(row.employee.id.hex, _line(row, picked, locale)) for row in shown],
        "page": page,
        "pages": pages,
        "more": bool(rows) and len(picked) < min(len(rows), rules.MOST),
        "forms": bool(rows) and stage in rules.FORMS,
        **{str(deed): bool(rows) and deed in rules.deeds(stage) for deed in Deed},
    }


def _line(row: Person, picked: dict[str, int], locale: str) -> str:
    joining = row.joining
    ends = joining.ended_on if joining else None
    said = {
        "picked": int(row.employee.id.hex in picked),
        "who": row.employee.short_name,
        "tab": row.employee.number,
        "wish": int(row.stage is Stage.UNTOLD and joining is not None and joining.wished_at is not None),
        "ends": int(ends is not None),
        "day": formats.day(ends, locale) if ends else "",
    }
    return plain_key("joining-row", locale, said)


async def tick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """A name, on and off."""
    rows = {row.employee.id.hex: row for row in await rows_of(manager)}
    if item not in rows:
        raise NotFound
    picked = manager.dialog_data.setdefault("picked", {})
    if item in picked:
        del picked[item]
    elif len(picked) < rules.MOST:
        picked[item] = rows[item].step
    else:
        await toast(callback, manager, Text("error-invalid-joining-many", {"most": rules.MOST}))


async def tick_all(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Выбрать всех», as many as go at once."""
    rows = await rows_of(manager)
    manager.dialog_data["picked"] = {row.employee.id.hex: row.step for row in rows[: rules.MOST]}


async def tick_none(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Снять выбор»."""
    manager.dialog_data["picked"] = {}


async def begin(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """What comes next for the ticked: the button's id is the deed."""
    deed = Deed(str(button.widget_id).removeprefix("do_"))
    if not picked_of(manager, await rows_of(manager)):
        await toast(callback, manager, Text("joining-toast-nobody"))
        return
    manager.dialog_data.update(deed=str(deed), way=None, day=None)
    others = {Deed.END: states.Joining.day}
    await manager.switch_to(states.Joining.way if deed in rules.WAYS else others.get(deed, states.Joining.summary))


async def give_forms(manager: DialogManager) -> None:
    """«Напечатать бланки» of the ticked."""
    callback = manager.event
    assert isinstance(callback, CallbackQuery)  # noqa: S101  only a button leads here
    assert callback.bot is not None and callback.message is not None  # noqa: S101,PT018  a press has its bot and chat
    picked = picked_of(manager, await rows_of(manager))
    form = rules.FORMS.get(Stage(manager.dialog_data["stage"]))
    if not picked or form is None:
        await toast(callback, manager, Text("joining-toast-nobody"))
        return
    forms, key = await given(manager, JoiningForms), f"{press_of(manager)}:joining-forms"
    made = await forms.print(actor_of(manager), [row_of(one) for one in picked], form, key)
    said = {"name": made.name, "count": len(picked)}
    caption = html_key("joining-forms-caption", locale_of(manager), said)
    await callback.bot.send_document(callback.message.chat.id, BufferedInputFile(made.data, made.name), caption=caption)
    manager.show_mode = ShowMode.DELETE_AND_SEND


def _deeds() -> list[Button]:
    return [Button(Label(f"joining-do-{deed}"), id=f"do_{deed}", on_click=begin, when=str(deed)) for deed in Deed]


PREVIEW = {
    "act": "Положение об электронном документообороте от 1 октября 2026 г. № 12-ЭД",
    "stage": Stage.NOTIFIED,
    "total": 2,
    "picked": 1,
    "ticked": True,
    "empty": False,
    "items": [("a", "☑ Смирнова А. С. · 0012"), ("b", "☐ Попов И. Н. · 0013")],
    "page": 0,
    "pages": 3,
    "more": True,
    "forms": True,
    "consent": True,
    "refuse": True,
}
PREVIEW_COUNTS = {**PREVIEW, "items": [("untold", "Не уведомлены: 37"), ("notified", "Уведомлены: 2")]}

joining_dialog = Dialog(
    Window(
        Multi(T("joining-title"), T("joining-hint"), T("joining-nobody-here", when="empty"), sep="\n\n"),
        Column(Select(Format("{item[1]}"), id="stages", item_id_getter=itemgetter(0), items="items", on_click=choose)),
        Start(Label("common-home"), id="joining_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Joining.home,
        getter=home_getter,
        preview_data=PREVIEW_COUNTS,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_list", state=states.Joining.list)],
    ),
    Window(
        Multi(
            T("joining-list"),
            T("joining-list-empty", when="empty"),
            T("joining-list-hint", when="items"),
            T("joining-list-picked", when="ticked"),
            sep="\n\n",
        ),
        Column(Select(Format("{item[1]}"), id="tick", item_id_getter=itemgetter(0), items="items", on_click=tick)),
        turns,
        Row(
            Button(Label("joining-all"), id="all", on_click=tick_all, when="more"),
            Button(Label("joining-none"), id="none", on_click=tick_none, when="ticked"),
        ),
        *_deeds(),
        Gated(Label("joining-forms"), id="forms", then=give_forms, when="forms"),
        SwitchTo(Label("joining-states"), id="list_back", state=states.Joining.home),
        state=states.Joining.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[
            SwitchTo(Label("joining-do-consent"), id="to_way", state=states.Joining.way),
            SwitchTo(Label("joining-do-end"), id="to_day", state=states.Joining.day),
            SwitchTo(Label("joining-do-notify"), id="to_summary", state=states.Joining.summary),
        ],
    ),
    *joining_marking.windows,
)
