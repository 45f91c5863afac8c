"""What may be added to a leave before it is sent: who stands in, a comment, files. Never a step, always a button."""

from __future__ import annotations

import operator
import uuid
from typing import Any

from aiogram import F
from aiogram.enums import ChatAction, ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.documents.rules import LARGEST, MOST
from cabinet.documents.service import Documents
from cabinet.leave.draft import COMMENT_LENGTH, clean_comment
from cabinet.leave.service import Leaves
from dialogs import states
from dialogs.access import actor_of, press_of, short, unshort
from dialogs.fetching import fetched, sent_file
from dialogs.leave_draft import draft_of, keep, short_comment, shut_again
from dialogs.searching import type_part
from dialogs.widgets import Label, Pager, T, locale_of
from locales import plain_key
from storage.documents import Document

TO_SUMMARY: list[Any] = [SwitchTo(Label("common-done"), id="x_summary", state=states.Leave.summary)]


@inject
async def substitute_getter(dialog_manager: DialogManager, leaves: FromDishka[Leaves], **_: Any) -> dict[str, Any]:
    """Colleagues of the department, or those whose name has what was typed."""
    part = str(dialog_manager.dialog_data.get("part", ""))
    found = await leaves.colleagues(actor_of(dialog_manager), part)
    return {
        "items": [(short(one.id), one.full_name) for one in found],
        "part": part,
        "nobody": bool(part) and not found,
        "alone": not part and not found,
        "found": bool(part and found),
        "all": not part and bool(found),
    }


async def show_department(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Back from a search to the department."""
    manager.dialog_data.pop("part", None)


@inject
async def pick_substitute(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, leaves: FromDishka[Leaves]
) -> None:
    """One of the list stands in."""
    colleague = await leaves.colleague(actor_of(manager), unshort(item))
    await _stands_in(manager, colleague.id)


async def no_substitute(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Nobody stands in."""
    await _stands_in(manager, None)


async def _stands_in(manager: DialogManager, employee_id: uuid.UUID | None) -> None:
    manager.dialog_data.pop("part", None)
    keep(manager, draft_of(manager).with_(substitute_id=employee_id))
    await manager.switch_to(states.Leave.summary)


async def comment_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was written so far."""
    return {"most": COMMENT_LENGTH, "comment": short_comment(draft_of(dialog_manager).comment)}


async def type_comment(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The comment, typed; too long or empty is answered and nothing changes."""
    keep(manager, draft_of(manager).with_(comment=clean_comment(message.text or "")))
    manager.show_mode = ShowMode.DELETE_AND_SEND
    await manager.switch_to(states.Leave.summary)


async def drop_comment(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Without a comment."""
    keep(manager, draft_of(manager).with_(comment=""))
    await manager.switch_to(states.Leave.summary)


@inject
async def file_getter(dialog_manager: DialogManager, documents: FromDishka[Documents], **_: Any) -> dict[str, Any]:
    """The files of the draft; those of a returned request that were sent with it stay."""
    locale = locale_of(dialog_manager)
    shut = await shut_again(dialog_manager)
    files = [] if shut else await documents.attached(actor_of(dialog_manager), draft_of(dialog_manager).id)
    return {
        "items": [(short(one.id), _file_label(one, locale)) for one in files],
        "size": LARGEST // 1024 // 1024,
        "most": MOST,
        "none": not files,
        "some": bool(files),
    }


def _file_label(document: Document, locale: str) -> str:
    key = "document-file-drop" if document.request_id is None else "document-file-sent"
    return plain_key(key, locale, {"name": document.name or ""})


@inject
async def add_file(
    message: Message, widget: MessageInput, manager: DialogManager, documents: FromDishka[Documents]
) -> None:
    """A file or a photo, sent: fetched, looked at, kept."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    sent = sent_file(message)
    assert message.bot is not None  # noqa: S101  a message that came has its bot
    await message.bot.send_chat_action(message.chat.id, ChatAction.TYPING)
    data = await fetched(message.bot, sent.file_id)
    name = sent.name or plain_key("document-photo-name", locale_of(manager), {})
    await documents.attach(actor_of(manager), draft_of(manager).id, name, data, f"{press_of(manager)}:attach")


@inject
async def drop_file(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, documents: FromDishka[Documents]
) -> None:
    """Take a file off again."""
    await documents.detach(actor_of(manager), unshort(item), f"{press_of(manager)}:detach")


PREVIEW_SUBSTITUTE = {
    "items": [("1", "Петров Олег Иванович"), ("2", "Соколова Мария Павловна")],
    "all": True,
    "found": False,
    "nobody": False,
    "alone": False,
    "part": "",
}
PREVIEW_COMMENT = {"most": COMMENT_LENGTH, "comment": "Можно сдвинуть на неделю."}
PREVIEW_FILES = {"items": [("1", "✕ билеты.pdf")], "size": 20, "most": MOST, "none": False, "some": True}

substitute_window = Window(
    T("leave-substitute-title"),
    T("leave-substitute-hint"),
    T("leave-substitute-ask", when="all"),
    T("leave-substitute-found", when="found"),
    T("leave-substitute-none", when="nobody"),
    T("leave-substitute-alone", when="alone"),
    Pager(
        Select(
            Format("{item[1]}"), id="stand_in", item_id_getter=operator.itemgetter(0), items="items",
            on_click=pick_substitute,
        ),
        id="stand_in_pages",
    ),
    Button(Label("leave-substitute-department"), id="stand_in_all", on_click=show_department, when=F["part"]),
    Button(Label("leave-substitute-without"), id="stand_in_no", on_click=no_substitute),
    SwitchTo(Label("common-back"), id="stand_in_back", state=states.Leave.summary),
    MessageInput(type_part, content_types=ContentType.TEXT),
    state=states.Leave.substitute,
    getter=substitute_getter,
    preview_data=PREVIEW_SUBSTITUTE,
    preview_add_transitions=TO_SUMMARY,
)  # fmt: skip
comment_window = Window(
    T("leave-comment-title"),
    T("leave-comment-ask"),
    T("leave-comment-now", when="comment"),
    Button(Label("leave-comment-drop"), id="comment_drop", on_click=drop_comment, when="comment"),
    SwitchTo(Label("common-back"), id="comment_back", state=states.Leave.summary),
    MessageInput(type_comment),
    state=states.Leave.comment,
    getter=comment_getter,
    preview_data=PREVIEW_COMMENT,
    preview_add_transitions=TO_SUMMARY,
)
file_window = Window(
    T("document-files-title"),
    T("document-files-ask"),
    T("document-files-private"),
    T("document-files-none", when="none"),
    T("document-files-drop", when="some"),
    Pager(
        Select(
            Format("{item[1]}"), id="file_drop", item_id_getter=operator.itemgetter(0), items="items",
            on_click=drop_file,
        ),
        id="file_pages",
    ),
    SwitchTo(Label("common-done"), id="file_done", state=states.Leave.summary),
    MessageInput(add_file),
    state=states.Leave.file,
    getter=file_getter,
    preview_data=PREVIEW_FILES,
)  # fmt: skip
