"""/settings: whose chat this is, how the real bot is known, what opens it, and «Закрыть доступ сейчас»."""

from __future__ import annotations

import uuid
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Data, Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo
from aiogram_dialog.widgets.text import Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import Invalid
from cabinet.joining.service import Joinings
from cabinet.people.chats import Chats
from cabinet.people.doors import Doors
from dialogs import states
from dialogs.access import actor_of, given, press_of
from dialogs.gate import Gated
from dialogs.secret import notice_of, say, say_refusal
from dialogs.widgets import Label, Says, T
from dialogs.words import word_window


@inject
async def getter(
    dialog_manager: DialogManager, chats: FromDishka[Chats], doors: FromDishka[Doors],
    joinings: FromDishka[Joinings], **_: Any,
) -> dict[str, Any]:  # fmt: skip
    """Whose chat this is; read anew at every showing."""
    actor = actor_of(dialog_manager)
    owner = await chats.owner(actor)
    return {
        "notice": notice_of(dialog_manager),
        "name": owner.employee.full_name,
        "company": owner.company.name,
        "position": owner.employee.position,
        "number": owner.employee.number,
        "phone": owner.phone,
        "word": owner.word,
        "open": await doors.is_open(actor),
        "several": owner.several,
        "introduced": await joinings.introduced(actor),
    }


@inject
async def close(callback: CallbackQuery, button: Button, manager: DialogManager, doors: FromDishka[Doors]) -> None:
    """«Закрыть доступ сейчас»."""
    await doors.close(actor_of(manager), f"{press_of(manager)}:close-door")
    say(manager, "settings-closed")


async def changed(start: Data, result: Any, manager: DialogManager) -> None:
    """Back from the change of the access code."""
    if result is True:
        say(manager, "settings-code-changed")


async def change_word(manager: DialogManager, word: str) -> None:
    """Another code word."""
    chats = await given(manager, Chats)
    try:
        await chats.change_word(actor_of(manager), word, f"{press_of(manager)}:change-word")
    except Invalid as refusal:
        say_refusal(manager, refusal)
    else:
        say(manager, "settings-word-changed")
        await manager.switch_to(states.Settings.home)


def me(manager: DialogManager) -> uuid.UUID:
    """Whom the offered words are drawn for."""
    return actor_of(manager).me()


PREVIEW = {
    "notice": None,
    "name": "Смирнова Анна Сергеевна",
    "company": "ООО «Пример»",
    "position": "кладовщик",
    "number": "0022",
    "phone": "+7 ••• •••-12-34",
    "word": "рябина",
    "open": True,
    "several": True,
    "introduced": True,
}

settings_dialog = Dialog(
    Window(
        Multi(
            Says("notice", when="notice"),
            T("settings-title"),
            T("settings-phone"),
            T("settings-word", when="word"),
            sep="\n\n",
        ),
        Start(Label("settings-change-code"), id="change_code", state=states.AccessCode.old),
        Gated(Label("settings-change-word"), id="change_word", state=states.Settings.word),
        Start(Label("joining-own"), id="own_joining", state=states.OwnJoining.home, when="introduced"),
        Button(Label("settings-close"), id="close_door", on_click=close, when="open"),
        Start(Label("menu-switch"), id="switch", state=states.Menu.switch, mode=StartMode.RESET_STACK, when="several"),
        Start(Label("common-home"), id="settings_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Settings.home,
        getter=getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("settings-change-word"), id="to_word", state=states.Settings.word)],
    ),
    word_window(
        states.Settings.word,
        "own",
        "settings-choose-word",
        me,
        change_word,
        SwitchTo(Label("common-back"), id="word_back", state=states.Settings.home),
        leads=SwitchTo(Label("common-done"), id="word_done", state=states.Settings.home),
    ),
    on_process_result=changed,
)
