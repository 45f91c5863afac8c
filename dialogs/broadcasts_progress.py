"""How far a broadcast is: what has left, what has not, when it will be over; hold it up, go on, stop it for good."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row, Start, SwitchTo
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.broadcasts.rules import beginning
from cabinet.broadcasts.service import Broadcasts, Progress
from cabinet.errors import Stale
from cabinet.ports import Clock
from dialogs import states
from dialogs.access import actor_of, press_of, row_of
from dialogs.sentences import TOAST, sentence
from dialogs.widgets import Label, T, locale_of
from locales import formats
from storage.broadcasts import OPEN, BroadcastState

SHOWN = 160
"""So many characters of the text are shown."""


def broadcast_id(manager: DialogManager) -> uuid.UUID:
    """Which broadcast this conversation is about."""
    return row_of(manager.dialog_data["id"])


async def on_start(data: Any, manager: DialogManager) -> None:
    """A letter leads straight to the broadcast that it tells of."""
    if data:
        manager.dialog_data["id"] = data["id"]


@inject
async def progress_getter(
    dialog_manager: DialogManager, broadcasts: FromDishka[Broadcasts], clock: FromDishka[Clock], **_: Any
) -> dict[str, Any]:
    """The figures of this moment, and what may be done."""
    seen = await broadcasts.progress(actor_of(dialog_manager), broadcast_id(dialog_manager))
    now = clock.now().astimezone(ZoneInfo(seen.company.zone))
    data = progress_data(seen, locale_of(dialog_manager))
    return data | {"now": f"{formats.clock(now)}:{now.second:02}"}


def progress_data(seen: Progress, locale: str) -> dict[str, Any]:
    """One broadcast for its window."""
    state, figures = seen.broadcast.state, seen.figures
    return {
        "at": formats.moment(seen.broadcast.made_at, ZoneInfo(seen.company.zone), locale),
        "who": seen.author,
        "sent": figures.sent,
        "total": figures.total,
        "dead": figures.dead,
        "blocked": seen.blocked,
        "unsure": figures.unsure,
        "dropped": figures.total - figures.made + figures.dropped if state is BroadcastState.STOPPED else 0,
        "left": figures.left,
        "minutes": seen.minutes,
        "text": beginning(seen.broadcast.text or "", SHOWN),
        **{str(one): state is one for one in BroadcastState},
        "lasts": state is BroadcastState.RUNNING and figures.left > 0,
        "waits": state is not BroadcastState.RUNNING and figures.left > 0,
        "open": state in OPEN,
        "moves": state in OPEN or figures.left > 0,
    }


async def refresh(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Обновить»: the window is drawn anew after every press."""


@inject
async def move(
    callback: CallbackQuery, button: Button, manager: DialogManager, broadcasts: FromDishka[Broadcasts]
) -> None:
    """«Пауза», «Продолжить», «Да, остановить»: the button's id is the verb."""
    verb = str(button.widget_id)
    deed = {"pause": broadcasts.pause, "resume": broadcasts.resume, "stop": broadcasts.stop}[verb]
    try:
        await deed(actor_of(manager), broadcast_id(manager), f"{press_of(manager)}:broadcast-{verb}")
    except Stale as late:  # the window that follows shows how things stand
        await callback.answer(sentence(late, locale_of(manager))[:TOAST], show_alert=True)
    await manager.switch_to(states.Broadcasts.progress)


PREVIEW = {
    "at": "24 ноября, 12:05",
    "who": "Орлов Д. А.",
    "sent": 310,
    "total": 1200,
    "dead": 4,
    "blocked": 3,
    "unsure": 1,
    "dropped": 0,
    "left": 885,
    "minutes": 1,
    "text": "Завтра с 9 до 12 отключат воду. Питьевая вода — в столовой.",
    "now": "12:05:31",
    "running": True,
    "lasts": True,
    "open": True,
    "moves": True,
}
TO_PROGRESS: list[Keyboard] = [SwitchTo(Label("broadcast-stop-yes"), id="x", state=states.Broadcasts.progress)]

progress_window = Window(
    T("broadcast-head"),
    *(T(f"broadcast-state-{state}", when=str(state)) for state in BroadcastState),
    T("broadcast-sent"),
    T("broadcast-dead", when="dead"),
    T("broadcast-unsure", when="unsure"),
    T("broadcast-dropped", when="dropped"),
    T("broadcast-left-running", when="lasts"),
    T("broadcast-left", when="waits"),
    T("broadcast-begins", when="text"),
    T("broadcast-at", at="now"),
    Button(Label("broadcast-refresh"), id="refresh", on_click=refresh, when="moves"),
    Row(
        Button(Label("broadcast-pause"), id="pause", on_click=move, when="running"),
        Button(Label("broadcast-resume"), id="resume", on_click=move, when="paused"),
        SwitchTo(Label("broadcast-stop"), id="to_stop", state=states.Broadcasts.stop, when="open"),
    ),
    Row(
        SwitchTo(Label("broadcast-all"), id="all", state=states.Broadcasts.list),
        Start(Label("common-home"), id="progress_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
    ),
    state=states.Broadcasts.progress,
    getter=progress_getter,
    preview_data=PREVIEW,
)
stop_window = Window(
    T("broadcast-stop-sure"),
    Button(Label("broadcast-stop-yes"), id="stop", on_click=move),
    SwitchTo(Label("common-back"), id="stop_back", state=states.Broadcasts.progress),
    state=states.Broadcasts.stop,
    getter=progress_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_PROGRESS,
)
