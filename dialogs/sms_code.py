"""The screen that asks for an SMS code: typed, pasted (and deleted at once), or tapped on the pad.

Activation and the gate show the same screen; each says what comes after the proof.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, SwitchTo
from aiogram_dialog.widgets.text import Case

from cabinet.errors import CabinetError
from cabinet.people import rules
from cabinet.people.attempts import Attempts
from cabinet.people.refusals import AttemptOver
from dialogs import pad
from dialogs.access import given, press_of
from dialogs.pad import CodePad, pad_data
from dialogs.secret import notice_of, paragraphs, say, say_refusal, typed
from dialogs.widgets import Label
from locales import formats
from locales.translator import Text
from storage.chats import PadPurpose

CODE_LENGTH = 6
After = Callable[[DialogManager], Awaitable[None]]
PREVIEW = {
    **pad.PREVIEW,
    "live": True,
    "notice": None,
    "company": "ООО «Пример»",
    "phone": "+7 ••• •••-12-34",
    "word": "рябина",
    "wait": "0:48",
    "waits": True,
}


def attempt_of(manager: DialogManager) -> uuid.UUID:
    """The attempt of this conversation; AttemptOver without one."""
    kept = manager.dialog_data.get("attempt")
    if kept is None:
        raise AttemptOver
    return uuid.UUID(kept)


async def attempt_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What the screens of an attempt show; one that is over shows its way back only (``live`` False)."""
    try:
        view = await (await given(dialog_manager, Attempts)).view(attempt_of(dialog_manager))
    except AttemptOver:
        return {"live": False, "notice": notice_of(dialog_manager) or Text(AttemptOver.key), "word": None}
    return {
        "live": True,
        "notice": notice_of(dialog_manager),
        "company": view.company,
        "phone": view.phone,
        "word": view.word,
        "wait": formats.left(view.pause),
        "waits": view.pause > timedelta(),
    }


async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The attempt and the pad."""
    return await attempt_data(dialog_manager) | await pad_data(dialog_manager, PadPurpose.SMS)


async def send(manager: DialogManager) -> None:
    """Send a code; a refusal is said on the screen that follows."""
    try:
        await (await given(manager, Attempts)).send_code(attempt_of(manager), f"{press_of(manager)}:send-code")
    except CabinetError as refusal:
        say_refusal(manager, refusal)


async def send_first(manager: DialogManager) -> None:
    """The first code of an attempt; where another one left a moment ago it is said when to ask for it.

    Not in the place of what brought somebody here.
    """
    if not (await (await given(manager, Attempts)).view(attempt_of(manager))).pause:
        await send(manager)
    elif "notice" not in manager.dialog_data:
        say(manager, "sms-wait")


async def resend(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Новый код»."""
    await send(manager)


class SmsCode:
    """The screen. ``prefix`` makes its ids unique; ``after`` follows the proof, ``back`` an attempt that is over."""

    def __init__(self, prefix: str, after: After, back: After) -> None:
        self.prefix, self.after, self.back = prefix, after, back

    async def prove(self, manager: DialogManager, code: str) -> None:
        """A whole code came; what is wrong with it is said on the screen."""
        attempts = await given(manager, Attempts)
        try:
            await attempts.verify(attempt_of(manager), code, f"{press_of(manager)}:verify")
        except AttemptOver as over:
            say_refusal(manager, over)
            await self.back(manager)
        except CabinetError as refusal:
            say_refusal(manager, refusal)
        else:
            await self.after(manager)

    async def on_digits(self, callback: CallbackQuery, manager: DialogManager, digits: str) -> None:
        """Six digits were tapped."""
        await self.prove(manager, digits)

    async def on_text(self, message: Message, widget: MessageInput, manager: DialogManager) -> None:
        """A code was typed or pasted."""
        code = rules.code_in(await typed(message, manager))
        if code is None:
            say(manager, "sms-unread")
        else:
            await self.prove(manager, code)

    def window(self, state: State, title: str, leads: State, *ways: Keyboard) -> Window:
        """The window; ``title`` may name company and phone; ``leads`` is where ``after`` goes, for the map."""
        label = Case({True: Label("sms-again-in"), False: Label("sms-again")}, selector="waits")
        renew = Button(label, id=f"{self.prefix}_again", on_click=resend)
        return Window(
            paragraphs(title, when="live"),
            CodePad(f"{self.prefix}_pad", PadPurpose.SMS, renew, self.on_digits, CODE_LENGTH, when="live"),
            *ways,
            MessageInput(self.on_text, content_types=ContentType.TEXT),
            state=state,
            getter=getter,
            preview_data=PREVIEW,
            preview_add_transitions=[SwitchTo(Label("common-next"), id=f"{self.prefix}_leads", state=leads)],
        )
