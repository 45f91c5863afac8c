"""What every screen that asks for a secret shares: who sits here, what to say, and a typed secret gone at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, Window
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.widgets.text import Multi

from cabinet.errors import CabinetError
from cabinet.people.chats import Chats
from dialogs.access import given
from dialogs.texts import Says, T
from locales.translator import Text

CHANNEL = "telegram"
"""The messenger, as chats name it."""


def address_of(manager: DialogManager) -> str:
    """The private chat of whoever pressed or wrote, as the messenger names it."""
    event = manager.event
    if not isinstance(event, CallbackQuery | Message) or event.from_user is None:
        raise TypeError("a secret is asked of a person, in answer to a press or a message")
    return str(event.from_user.id)


async def erase(message: Message) -> None:
    """Delete what somebody typed; one that cannot be deleted any more stays."""
    with suppress(TelegramAPIError):
        await message.delete()


async def typed(message: Message, manager: DialogManager) -> str:
    """What was typed into a screen for secrets: deleted at once, and the screen stays the one live message."""
    await erase(message)
    manager.show_mode = ShowMode.EDIT
    return message.text or ""


def say(manager: DialogManager, key: str, args: Mapping[str, Any] | None = None) -> None:
    """Let the next screen of this conversation begin with a sentence."""
    manager.dialog_data["notice"] = [key, dict(args or {})]


def say_refusal(manager: DialogManager, refusal: CabinetError) -> None:
    """Let the next screen say why not."""
    say(manager, refusal.key, refusal.args_)


def notice_of(manager: DialogManager) -> Text | None:
    """The sentence that was left for this screen; said once."""
    kept = manager.dialog_data.pop("notice", None)
    return None if kept is None else Text(kept[0], kept[1])


def window_of(manager: DialogManager) -> tuple[Dialog, Window]:
    """The dialog that runs here and its open window; NoContextError when none does."""
    if not isinstance(manager, ManagerImpl):
        raise TypeError("only the dialog manager of a running update knows its dialog")
    dialog = manager.dialog()
    if not isinstance(dialog, Dialog):
        raise TypeError("a dialog of another make")
    window = dialog.windows[manager.current_context().state]
    if not isinstance(window, Window):
        raise TypeError("a window of another make")
    return dialog, window


def paragraphs(title: str, when: str | None = None) -> Multi:
    """The text of a screen that asks for a secret: what was to be said, the request, and how the real bot is known."""
    parts = (Says("notice", when="notice"), T(title, when=when), T("secret-never"), T("secret-word", when="word"))
    return Multi(*parts, sep="\n\n")


async def refresh_who(manager: DialogManager) -> None:
    """Read anew who sits here, after this very update changed it."""
    who = await (await given(manager, Chats)).who(CHANNEL, address_of(manager))
    manager.middleware_data["actor"] = who.actor if who else None
    manager.middleware_data["chat"] = who.chat if who else None
