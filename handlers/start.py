"""/start and its links; keys and codes that are typed outside their screens.

A link's prefix says what it is for, so that a key is never taken for a request. ``LINKS`` is the only list of them: a
new purpose is a prefix and a function that gets the rest of the payload.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.input import MessageInput

from cabinet.access import Actor
from cabinet.people.access_codes import AccessCodes
from cabinet.signatures.links import CHECK
from dialogs import states
from dialogs.access import actor_of, given
from dialogs.activation import begin
from dialogs.checks import named
from dialogs.fetching import sent_file
from dialogs.secret import erase, window_of
from handlers.copied import tell_of_copy
from handlers.opening import LINKS as CARD_LINKS
from locales import html_key
from signing.codes import is_access_code, looks_like_key

router = Router(name="start")
router.message.filter(F.chat.type == ChatType.PRIVATE)
KEY = "key-"
Link = Callable[[DialogManager, str], Awaitable[None]]
LINKS: dict[str, Link] = {KEY: begin, CHECK: tell_of_copy, **CARD_LINKS}
"""Prefix of a payload (core.telegram.org/bots/features#deep-linking) → what it opens."""
FOR_STRANGERS = (KEY, CHECK)
"""Links that need no cabinet."""


@router.message(CommandStart())
async def arrive(message: Message, command: CommandObject, dialog_manager: DialogManager, actor: Actor | None) -> None:
    """/start, alone or with a link's payload, which leaves the chat at once. A stranger's mostly lead to the key."""
    payload = command.args or ""
    if payload:
        await erase(message)
    for prefix, opened in LINKS.items():
        if payload.startswith(prefix) and (actor is not None or prefix in FOR_STRANGERS):
            await opened(dialog_manager, payload.removeprefix(prefix))
            return
    await home(dialog_manager, actor)


async def home(manager: DialogManager, actor: Actor | None) -> None:
    """The menu, or the screen for keys where nobody sits yet."""
    state = states.Activation.key if actor is None else states.Menu.home
    await manager.start(state, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


@router.message(F.text.func(looks_like_key))
async def key(message: Message, dialog_manager: DialogManager) -> None:
    """A key typed anywhere."""
    await erase(message)
    await begin(dialog_manager, message.text or "")


@router.message()
async def anything(
    message: Message, dialog_manager: DialogManager, actor: Actor | None, press: str, locale: str
) -> None:
    """Digits where no digits were asked for may be a code: they go at once. The rest is for the conversation."""
    if actor is None:
        await stranger(message, dialog_manager, locale)
        return
    if message.document is not None and _idle(dialog_manager):
        await _to_be_checked(message, dialog_manager, locale)
        return
    if not is_access_code(message.text or "") or _asked(dialog_manager):
        await leave_to_window(message, dialog_manager, locale)
        return
    await erase(message)
    codes = await given(dialog_manager, AccessCodes)
    change = await codes.spoil(actor, message.text or "", f"{press}:spoil")
    if change is None:
        await message.answer(html_key("secret-stray", locale, {}))
    else:
        data = {"attempt": change.hex, "why": "access-spoiled"}
        await dialog_manager.start(states.AccessCode.choose, data=data, show_mode=ShowMode.SEND)


async def stranger(message: Message, manager: DialogManager, locale: str) -> None:
    """Who is not bound can only show a key; what he is in the middle of goes on."""
    groups = (states.Activation, states.Help)
    if manager.has_context() and manager.current_context().state.group in groups:
        await leave_to_window(message, manager, locale)
    await home(manager, None)


async def leave_to_window(message: Message, manager: DialogManager, locale: str) -> None:
    """The open window takes the message, or is shown anew after a word that it cannot; without one the menu opens."""
    widget = window_of(manager)[1].on_message if manager.has_context() else None
    if not isinstance(widget, MessageInput):
        await message.answer(html_key("common-unknown-input", locale, {}))
    elif not all([await one.call(message, **manager.middleware_data) for one in widget.filters]):
        await message.answer(html_key("common-empty-text", locale, {}))
    if manager.has_context():
        raise SkipHandler
    await home(manager, actor_of(manager))


async def _to_be_checked(message: Message, manager: DialogManager, locale: str) -> None:
    """A file that nobody asked for, while nothing is going on, is one whose signature is to be checked."""
    data = {"file": list(named(sent_file(message), locale))}
    await manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await manager.start(states.Checks.files, data=data, show_mode=ShowMode.SEND)


def _idle(manager: DialogManager) -> bool:
    """Nothing is lost if another conversation begins."""
    free = (states.Menu.home, states.Checks.verdict)
    return not manager.has_context() or manager.current_context().state in free


def _asked(manager: DialogManager) -> bool:
    """Whether the window that is open takes text."""
    return manager.has_context() and window_of(manager)[1].on_message is not None
