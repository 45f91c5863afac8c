"""«Передать»: an accepted request goes to a colleague of HR, with its term."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import Keyboard, Select, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.requests.handing import Handing
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, press_of, row_of
from dialogs.requests import request_id
from dialogs.widgets import Label, Pager, T, locale_of


@inject
async def getter(
    dialog_manager: DialogManager, handing: FromDishka[Handing], requests: FromDishka[Requests], **_: Any
) -> dict[str, Any]:
    """The request and who can take it."""
    actor, request = actor_of(dialog_manager), request_id(dialog_manager)
    view = await requests.view(actor, request)
    people = await handing.colleagues(actor, request)
    return {
        "head": facts.headline(view, locale_of(dialog_manager), who=True),
        "items": [(one.id.hex, one.short_name) for one in people],
        "nobody": not people,
    }


@inject
async def pick(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, handing: FromDishka[Handing]
) -> None:
    """One of the colleagues."""
    key = f"{press_of(manager)}:hand"
    step = manager.dialog_data["step"]
    await handing.hand_over(actor_of(manager), request_id(manager), step, key, to=row_of(item))
    await manager.switch_to(states.Tasks.card)


PREVIEW = {
    "head": "<b>№ 214 · Ежегодный отпуск</b> · Смирнова А. С. · 3–16 июля",
    "items": [("a", "Кузнецова Е. В.")],
    "nobody": False,
}
TO_CARD: list[Keyboard] = [SwitchTo(Label("common-done"), id="x_card", state=states.Tasks.card)]

hand_window = Window(
    Format("{head}"),
    T("task-hand-ask"),
    T("task-hand-nobody", when="nobody"),
    Pager(
        Select(Format("{item[1]}"), id="to", item_id_getter=itemgetter(0), items="items", on_click=pick), id="to_pages"
    ),
    SwitchTo(Label("common-back"), id="hand_back", state=states.Tasks.card),
    state=states.Tasks.hand,
    getter=getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_CARD,
)
