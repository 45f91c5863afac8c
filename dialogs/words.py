"""Choosing a code word: one of three that are offered, or an own one."""

from __future__ import annotations

import operator
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Column, Keyboard, Select
from aiogram_dialog.widgets.text import Format, Multi

from dialogs.secret import notice_of, typed
from dialogs.widgets import Says, T, locale_of
from locales import plain_key
from signing.codes import lot
from storage.sealed import ring

OFFERED = 3
OnWord = Callable[[DialogManager, str], Awaitable[None]]
Subject = Callable[[DialogManager], uuid.UUID]
PREVIEW = {"notice": None, "words": [("0", "рябина"), ("1", "маяк"), ("2", "ландыш")]}


def offered(manager: DialogManager, subject: uuid.UUID) -> tuple[str, ...]:
    """Three words, the same for the same subject, so that nothing about them has to be kept."""
    pool = plain_key("word-pool", locale_of(manager), {}).split()
    return lot(pool, subject, ring().secret("code"), OFFERED)


def word_window(
    state: State, prefix: str, title: str, subject: Subject, on_word: OnWord, way: Keyboard, leads: Keyboard
) -> Window:
    """The window; ``subject`` is what the offered words are drawn for, ``on_word`` takes the chosen one.

    ``way`` leaves; ``leads`` is where ``on_word`` goes, for the map.
    """

    async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
        words = offered(dialog_manager, subject(dialog_manager))
        return {"notice": notice_of(dialog_manager), "words": [(str(at), word) for at, word in enumerate(words)]}

    async def picked(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
        if item in {str(at) for at in range(OFFERED)}:
            await on_word(manager, offered(manager, subject(manager))[int(item)])

    async def written(message: Message, widget: MessageInput, manager: DialogManager) -> None:
        await on_word(manager, await typed(message, manager))

    choice = Select(
        Format("{item[1]}"), id=f"{prefix}_word", item_id_getter=operator.itemgetter(0), items="words", on_click=picked
    )
    return Window(
        Multi(Says("notice", when="notice"), T(title), sep="\n\n"),
        Column(choice),
        way,
        MessageInput(written, content_types=ContentType.TEXT),
        state=state,
        getter=getter,
        preview_data=PREVIEW,
        preview_add_transitions=[leads],
    )
