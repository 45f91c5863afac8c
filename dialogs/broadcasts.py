"""«Рассылки» of an administrator: write, see it as everybody will, send; the list of earlier ones.

What was typed lies in the conversation until it is sent; its draft's id is the key, so that a second press sends
nothing twice. How far a broadcast is stands in ``broadcasts_progress``.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from html import escape
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.enums import ContentType, MessageEntityType
from aiogram.types import CallbackQuery, Message
from aiogram.utils.text_decorations import HtmlDecoration
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.broadcasts.rules import LONGEST, beginning, checked_text
from cabinet.broadcasts.service import Broadcasts, Progress
from cabinet.errors import Invalid
from dialogs import states
from dialogs.access import actor_of
from dialogs.broadcasts_progress import on_start, progress_window, stop_window
from dialogs.secret import notice_of, say_refusal
from dialogs.widgets import Label, Pager, Says, T, locale_of
from locales import formats, plain_key
from storage.broadcasts import Audience, Doubt

KEPT = frozenset(
    {
        *(MessageEntityType.BOLD, MessageEntityType.ITALIC, MessageEntityType.UNDERLINE),
        *(MessageEntityType.STRIKETHROUGH, MessageEntityType.TEXT_LINK, MessageEntityType.BLOCKQUOTE),
    }
)
"""What of the author's marking reaches the readers."""


ON_BUTTON = 24
"""So many characters of the text stand on its button in the list."""
SPLIT = 2.0
"""Seconds, of the messenger's clock, within which a message is the rest of one that was too long."""


class _Marked(HtmlDecoration):
    def link(self, value: str, link: str) -> str:
        """The library leaves a quotation mark in an address as it is; the messenger would refuse the message."""
        return super().link(value, escape(link))


def marked(message: Message) -> str:
    """What was typed, in HTML, with its bold words and links."""
    kept = [entity for entity in message.entities or () if entity.type in KEPT]
    kept.sort(key=lambda entity: (entity.offset, -entity.length))
    return _Marked().unparse(message.text or "", kept)


@inject
async def list_getter(dialog_manager: DialogManager, broadcasts: FromDishka[Broadcasts], **_: Any) -> dict[str, Any]:
    """Earlier ones, the newest first."""
    locale = locale_of(dialog_manager)
    found = await broadcasts.list(actor_of(dialog_manager))
    return {"items": [(one.broadcast.id.hex, _button(one, locale)) for one in found], "empty": not found}


def _button(one: Progress, locale: str) -> str:
    said = beginning(one.broadcast.text or "", ON_BUTTON)  # after a month it is erased
    data = {
        "mark": plain_key(f"broadcast-mark-{one.broadcast.state}", locale, {}),
        "sent": one.figures.sent,
        "total": one.figures.total,
        "what": " · ".join([*([said] if said else []), _moment(one.broadcast.made_at, one.company.zone, locale)]),
    }
    return plain_key("broadcast-button", locale, data)


def _moment(at: datetime, zone: str, locale: str) -> str:
    return formats.moment(at, ZoneInfo(zone), locale)


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    manager.dialog_data["id"] = item
    await manager.switch_to(states.Broadcasts.progress)


@inject
async def write_getter(dialog_manager: DialogManager, broadcasts: FromDishka[Broadcasts], **_: Any) -> dict[str, Any]:
    """How many would read it; what was wrong with the last try."""
    readers = await broadcasts.readers(actor_of(dialog_manager))
    return {"notice": notice_of(dialog_manager), "most": LONGEST, **_counted(readers)}


def _counted(found: Audience) -> dict[str, int]:
    return {"readers": found.reached, "blocked": found.blocked, "absent": found.absent}


def _before(message: Message, manager: DialogManager) -> int:
    """How many signs of this text came before: what is too long for one message comes split by the author's app.

    The parts come at once; what follows later is another try.
    """
    at, length = manager.dialog_data.pop("over", (0.0, 0))
    return length if message.date.timestamp() <= at + SPLIT else 0


async def written(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The text was typed: show it as it will look, or say why it cannot be sent."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    try:
        manager.dialog_data["text"] = checked_text(marked(message), _before(message, manager))
    except Invalid as refusal:
        manager.dialog_data["over"] = [message.date.timestamp(), refusal.args_.get("length", 0)]
        say_refusal(manager, refusal)
        return
    manager.dialog_data["draft"] = uuid.uuid4().hex
    await manager.switch_to(states.Broadcasts.preview)


@inject
async def preview_getter(dialog_manager: DialogManager, broadcasts: FromDishka[Broadcasts], **_: Any) -> dict[str, Any]:
    """The text as its readers will see it, and how many they are."""
    doubt = _doubt(dialog_manager)
    return {
        "text": dialog_manager.dialog_data.get("text", ""),
        **_counted(await broadcasts.readers(actor_of(dialog_manager))),
        "repeat": doubt is Doubt.REPEAT,
        "ask": doubt is Doubt.ASK,
    }


def _doubt(manager: DialogManager) -> Doubt:
    return Doubt(manager.dialog_data.get("doubt", Doubt.REPEAT))


async def turn_doubt(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Если неясно, дошло ли»: repeat, or ask."""
    other = {Doubt.REPEAT: Doubt.ASK, Doubt.ASK: Doubt.REPEAT}
    manager.dialog_data["doubt"] = str(other[_doubt(manager)])


@inject
async def send(
    callback: CallbackQuery, button: Button, manager: DialogManager, broadcasts: FromDishka[Broadcasts]
) -> None:
    """«Разослать»."""
    data = manager.dialog_data
    key = f"{data['draft']}:broadcast"
    made = await broadcasts.start(actor_of(manager), data["text"], _doubt(manager), key)
    forget(manager)
    data["id"] = made.hex
    await manager.switch_to(states.Broadcasts.progress)


def forget(manager: DialogManager) -> None:
    """The draft is sent or given up."""
    for name in ("text", "draft", "doubt", "over"):
        manager.dialog_data.pop(name, None)


async def give_up(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Отмена»."""
    forget(manager)


PREVIEW = {
    "items": [
        ("a", "▶️ 310 из 1 200 · Завтра с 9 до 12 отключат… · 24 ноября, 12:05"),
        ("b", "✅ 1 190 из 1 200 · 3 ноября, 9:00"),
    ],
    "empty": False,
    "notice": None,
    "readers": 1200,
    "blocked": 3,
    "absent": 40,
    "most": LONGEST,
    "text": "<b>Завтра с 9 до 12 отключат воду.</b>\nПитьевая вода — в столовой.",
    "repeat": True,
    "ask": False,
}

broadcasts_dialog = Dialog(
    Window(
        T("broadcast-list-title"),
        T("broadcast-list-empty", when="empty"),
        T("broadcast-list-hint", when="items"),
        Pager(
            Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
            id="pages",
        ),
        SwitchTo(Label("broadcast-new"), id="new", state=states.Broadcasts.write),
        Start(Label("common-home"), id="list_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Broadcasts.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_one", state=states.Broadcasts.progress)],
    ),
    Window(
        Multi(Says("notice", when="notice"), T("broadcast-write"), sep="\n\n"),
        MessageInput(written, content_types=[ContentType.TEXT]),
        SwitchTo(Label("common-back"), id="write_back", state=states.Broadcasts.list),
        state=states.Broadcasts.write,
        getter=write_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-next"), id="to_preview", state=states.Broadcasts.preview)],
    ),
    Window(
        T("broadcast-preview"),
        T("broadcast-line"),
        Format("{text}"),
        T("broadcast-line"),
        T("broadcast-readers"),
        T("broadcast-doubt-hint-repeat", when="repeat"),
        T("broadcast-doubt-hint-ask", when="ask"),
        Button(Label("broadcast-send"), id="send", on_click=send),
        Button(Label("broadcast-doubt-repeat"), id="doubt_repeat", on_click=turn_doubt, when="repeat"),
        Button(Label("broadcast-doubt-ask"), id="doubt_ask", on_click=turn_doubt, when="ask"),
        Row(
            SwitchTo(Label("broadcast-change"), id="change", state=states.Broadcasts.write),
            SwitchTo(Label("common-cancel"), id="cancel", state=states.Broadcasts.list, on_click=give_up),
        ),
        state=states.Broadcasts.preview,
        getter=preview_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("broadcast-send"), id="to_sent", state=states.Broadcasts.progress)],
    ),
    progress_window,
    stop_window,
    on_start=on_start,
)
