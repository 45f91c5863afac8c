"""Another access code: the present one first, then a new one twice. Result: True once it is in force.

Settings starts it at ``old``; who wrote his code into the conversation comes in at ``choose``, having proven it already
(start data: attempt, and why, a text to begin with).
"""

from __future__ import annotations

from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, SwitchTo

from cabinet.errors import CabinetError
from cabinet.people.access_codes import AccessCodes
from dialogs import states
from dialogs.access import actor_of, given, press_of
from dialogs.choosing import Choosing, digits_on
from dialogs.gate import PREVIEW, pad_getter
from dialogs.pad import CodePad
from dialogs.secret import paragraphs, say, say_refusal, typed
from dialogs.widgets import Label
from storage.chats import PadPurpose


async def on_start(data: Any, manager: DialogManager) -> None:
    """Begun with an attempt: the present code is proven."""
    if not isinstance(data, dict):
        return
    manager.dialog_data["attempt"] = data["attempt"]
    if "why" in data:
        say(manager, data["why"])


async def entered(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The present code was tapped."""
    if code := await digits_on(manager, PadPurpose.OPEN):
        codes = await given(manager, AccessCodes)
        try:
            attempt = await codes.begin_change(actor_of(manager), code, f"{press_of(manager)}:begin-change")
        except CabinetError as refusal:
            say_refusal(manager, refusal)
        else:
            manager.dialog_data["attempt"] = attempt.hex
            await manager.switch_to(states.AccessCode.choose)


async def written(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Typed instead of tapped: gone at once; the real one must be changed, which is what happens here anyway."""
    text = await typed(message, manager)
    codes = await given(manager, AccessCodes)
    attempt = await codes.spoil(actor_of(manager), text.strip(), f"{press_of(manager)}:spoil")
    say(manager, "access-typed" if attempt is None else "access-spoiled")
    if attempt is not None:
        manager.dialog_data["attempt"] = attempt.hex
        await manager.switch_to(states.AccessCode.choose)


async def chosen(manager: DialogManager) -> None:
    """The new code is in force."""
    await manager.done(True)


async def over(manager: DialogManager) -> None:
    """The attempt took too long: from the present code again."""
    await manager.switch_to(states.AccessCode.old)


access_code_dialog = Dialog(
    Window(
        paragraphs("access-old"),
        CodePad("old_pad", PadPurpose.OPEN, Button(Label("common-done"), id="old_done", on_click=entered)),
        Cancel(Label("common-cancel"), id="old_leave"),
        MessageInput(written, content_types=ContentType.TEXT),
        state=states.AccessCode.old,
        getter=pad_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-next"), id="to_choose", state=states.AccessCode.choose)],
    ),
    *Choosing(
        states.AccessCode.choose,
        states.AccessCode.repeat,
        "new",
        chosen,
        way=lambda place: Cancel(Label("common-cancel"), id=place),
        back=over,
    ).windows(),
    on_start=on_start,
)
