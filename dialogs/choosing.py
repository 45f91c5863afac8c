"""Two screens in which an access code is chosen: tapped once, tapped again. Activation and AccessCode show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard

from cabinet.errors import CabinetError, Stale
from cabinet.people.access_codes import AccessCodes
from cabinet.people.refusals import AttemptOver
from dialogs import pad
from dialogs.access import given, press_of
from dialogs.pad import CodePad, pad_data, taken
from dialogs.secret import notice_of, paragraphs, say, say_refusal, typed
from dialogs.sms_code import attempt_of
from dialogs.widgets import Label
from signing.codes import is_access_code
from storage.chats import PadPurpose

After = Callable[[DialogManager], Awaitable[None]]
PREVIEW: dict[str, Any] = {**pad.PREVIEW, "notice": None}


async def digits_on(manager: DialogManager, purpose: PadPurpose) -> str | None:
    """The four to eight digits on a pad; None when it is not as many yet, which the next screen says."""
    try:
        digits = await taken(manager, purpose)
    except Stale:  # «Готово» pressed twice: the first press took them
        manager.show_mode = ShowMode.NO_UPDATE
        return None
    if not is_access_code(digits):
        say(manager, "error-invalid-access-form")
        return None
    return digits


def choosing(
    choose: State, repeat: State, prefix: str, after: After, *, way: Callable[[str], Keyboard], back: After
) -> tuple[Window, Window]:
    """The two windows. ``after`` follows the second entry, ``back`` an attempt that is over.

    ``prefix`` makes the ids unique; ``way`` makes the button that leaves, of its id.
    """

    async def tapped_once(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        if digits := await digits_on(manager, PadPurpose.CHOOSE):
            await step(manager, "choose", digits)

    async def tapped_again(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        if digits := await digits_on(manager, PadPurpose.REPEAT):
            await step(manager, "repeat", digits)

    async def step(manager: DialogManager, verb: str, digits: str) -> None:
        codes = await given(manager, AccessCodes)
        deed = codes.choose if verb == "choose" else codes.repeat
        try:
            await deed(attempt_of(manager), digits, f"{press_of(manager)}:{verb}-access")
        except AttemptOver as over:
            say_refusal(manager, over)
            await back(manager)
        except CabinetError as refusal:
            say_refusal(manager, refusal)
            await manager.switch_to(choose)
        else:
            await (manager.switch_to(repeat) if verb == "choose" else after(manager))

    async def written(message: Message, widget: MessageInput, manager: DialogManager) -> None:
        await typed(message, manager)
        say(manager, "access-typed")
        await manager.switch_to(choose)

    return (
        _window(choose, f"{prefix}_choose", PadPurpose.CHOOSE, tapped_once, written, way),
        _window(repeat, f"{prefix}_repeat", PadPurpose.REPEAT, tapped_again, written, way),
    )


def _window(
    state: State, place: str, purpose: PadPurpose, tapped: Any, written: Any, way: Callable[[str], Keyboard]
) -> Window:
    async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
        return {"notice": notice_of(dialog_manager)} | await pad_data(dialog_manager, purpose)

    return Window(
        paragraphs(f"access-{purpose.value}"),
        CodePad(f"{place}_pad", purpose, Button(Label("common-done"), id=f"{place}_done", on_click=tapped)),
        way(f"{place}_leave"),
        MessageInput(written, content_types=ContentType.TEXT),
        state=state,
        getter=getter,
        preview_data=PREVIEW,
    )
