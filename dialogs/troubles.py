"""«Сбои» of an administrator: what the bot could not handle, by its short number; tried again or put away."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import Stale
from cabinet.troubles import Trouble, Troubles
from dialogs import states
from dialogs.access import actor_of, press_of, row_of
from dialogs.sentences import TOAST, sentence
from dialogs.widgets import Label, Pager, T, locale_of
from locales import formats, plain_key


@inject
async def list_getter(dialog_manager: DialogManager, troubles: FromDishka[Troubles], **_: Any) -> dict[str, Any]:
    """All of them, the newest first."""
    locale = locale_of(dialog_manager)
    aside = await troubles.list(actor_of(dialog_manager))
    words = [trouble_data(one, aside.zone, locale) | {"kind": one.kind} for one in aside.found]
    labels = [plain_key("trouble-button", locale, word) for word in words]
    items = [(one.id.hex, label) for one, label in zip(aside.found, labels, strict=True)]
    return {"items": items, "empty": not items}


def trouble_data(one: Trouble, zone: str, locale: str) -> dict[str, Any]:
    """One of them in words."""
    return {
        "number": one.number,
        "kind": plain_key("trouble-kind", locale, {"kind": one.kind}),
        "at": formats.moment(one.at, ZoneInfo(zone), locale),
    }


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    manager.dialog_data["id"] = row_of(item).hex
    await manager.switch_to(states.Troubles.trouble)


def trouble_id(manager: DialogManager) -> uuid.UUID:
    """Which one is open."""
    return row_of(manager.dialog_data["id"])


@inject
async def getter(dialog_manager: DialogManager, troubles: FromDishka[Troubles], **_: Any) -> dict[str, Any]:
    """The open one, as long as it is aside."""
    aside = await troubles.list(actor_of(dialog_manager))
    wanted = trouble_id(dialog_manager)
    one = next((one for one in aside.found if one.id == wanted), None)
    if one is None:
        return {"there": False, "gone": True}
    return trouble_data(one, aside.zone, locale_of(dialog_manager)) | {"there": True, "gone": False}


@inject
async def decide(
    callback: CallbackQuery, button: Button, manager: DialogManager, troubles: FromDishka[Troubles]
) -> None:
    """«Попробовать ещё раз» and «Убрать»: the button's id is the verb."""
    verb, locale = str(button.widget_id), locale_of(manager)
    deed = {"again": troubles.again, "drop": troubles.drop}[verb]
    try:
        await deed(actor_of(manager), trouble_id(manager), f"{press_of(manager)}:trouble-{verb}")
    except Stale as late:  # somebody was quicker: the list shows how things stand
        await callback.answer(sentence(late, locale)[:TOAST], show_alert=True)
    else:
        await callback.answer(plain_key(f"trouble-toast-{verb}", locale, {}))
    await manager.switch_to(states.Troubles.list)


PREVIEW = {
    "items": [("a", "К-7F3A · кнопка · 24 ноября, 12:05")],
    "empty": False,
    "number": "К-7F3A",
    "kind": "нажатие кнопки",
    "at": "24 ноября, 12:05",
    "there": True,
    "gone": False,
}

troubles_dialog = Dialog(
    Window(
        T("trouble-list-title"),
        T("trouble-list-empty", when="empty"),
        T("trouble-list-hint", when="items"),
        Pager(
            Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
            id="pages",
        ),
        Start(Label("common-home"), id="list_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Troubles.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_one", state=states.Troubles.trouble)],
    ),
    Window(
        T("trouble-title", when="there"),
        T("trouble-hint", when="there"),
        T("trouble-gone", when="gone"),
        Button(Label("trouble-again"), id="again", on_click=decide, when="there"),
        Button(Label("trouble-drop"), id="drop", on_click=decide, when="there"),
        Row(
            SwitchTo(Label("trouble-all"), id="all", state=states.Troubles.list),
            Start(Label("common-home"), id="trouble_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        ),
        state=states.Troubles.trouble,
        getter=getter,
        preview_data=PREVIEW,
    ),
)
