"""The access code before anything personal: for other dialogs a button, ``Gated``, or a question, ``behind_gate``.

Where the door is open, the deed goes on. Where it is shut, this dialog is laid on top and asks for the code; once it is
right, the very press that led here is handled again by the window beneath, now before an open door. Nothing of the deed
has to be remembered but the press.

    Gated(Label("request-details"), id="details", state=states.Requests.details)   # to a window
    Gated(Label("request-paper"), id="paper", then=give_paper)                     # a deed: async def (manager)
    Gated(…, then=confirm, always=True)                                            # asks even before an open door

A getter of something personal asks ``Doors.need_open`` all the same: the button is the way, the service is the lock.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Data, Dialog, DialogManager, DialogProtocol, ShowMode, Window
from aiogram_dialog.api.internal import TextWidget
from aiogram_dialog.utils import remove_intent_id
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, SwitchTo
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import CabinetError
from cabinet.people.access_codes import AccessCodes
from cabinet.people.chats import Chats
from cabinet.people.doors import Doors
from cabinet.people.refusals import SmsNeeded
from dialogs import pad, states
from dialogs.access import actor_of, given, press_of
from dialogs.choosing import digits_on
from dialogs.pad import CodePad, pad_data
from dialogs.secret import notice_of, paragraphs, say, say_refusal, typed, window_of
from dialogs.sms_code import SmsCode, send_first
from dialogs.widgets import Label
from storage.chats import PadPurpose

Deed: TypeAlias = State | Callable[[DialogManager], Awaitable[None]]
PASSED = "gate_passed"


async def behind_gate(manager: DialogManager, then: Deed, *, always: bool = False) -> None:
    """Do ``then`` (a window of this dialog, or a deed) before an open door; else ask for the code and come back."""
    doors = await given(manager, Doors)
    if manager.middleware_data.pop(PASSED, False) or (not always and await doors.is_open(actor_of(manager))):
        await doors.touch(actor_of(manager))
        if isinstance(then, State):
            await manager.switch_to(then)
        else:
            await then(manager)
        return
    event = manager.event
    press = remove_intent_id(event.data or "")[1] if isinstance(event, CallbackQuery) else None
    await manager.start(states.Gate.pad, data={"press": press})


class Gated(Button):
    """A button whose window (``state``) or deed (``then``) lies behind the access code."""

    def __init__(
        self,
        text: TextWidget,
        id: str,  # noqa: A002  aiogram-dialog's name
        state: State | None = None,
        then: Callable[[DialogManager], Awaitable[None]] | None = None,
        *,
        always: bool = False,
        when: WhenCondition = None,
    ) -> None:
        if (state is None) == (then is None):
            raise ValueError("a gated button leads to a window or does a deed")
        super().__init__(text, id=id, when=when)
        self.then: Any = state or then
        self.always = always

    async def _process_own_callback(
        self, callback: CallbackQuery, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        await behind_gate(manager, self.then, always=self.always)
        return True


async def pass_on(manager: DialogManager) -> None:
    """The door is open: back to where the code was asked for, and the press that led here is handled again."""
    start = manager.start_data
    press = start.get("press") if isinstance(start, dict) else None
    await manager.done({"open": True}, show_mode=ShowMode.NO_UPDATE)
    manager.show_mode = ShowMode.AUTO
    if not manager.has_context():
        return
    context, event = manager.current_context(), manager.event
    if isinstance(press, str) and isinstance(event, CallbackQuery):
        manager.middleware_data[PASSED] = True
        dialog, window = window_of(manager)
        await window.process_callback(event.model_copy(update={"data": press}), dialog, manager)
        manager.middleware_data.pop(PASSED, None)
    if manager.has_context() and manager.current_context() == context:
        await manager.show()


@inject
async def pad_getter(dialog_manager: DialogManager, chats: FromDishka[Chats], **_: Any) -> dict[str, Any]:
    """The code word, by which the real bot is known, and the pad."""
    shown = {"notice": notice_of(dialog_manager), "word": await chats.word(actor_of(dialog_manager))}
    return shown | await pad_data(dialog_manager, PadPurpose.OPEN)


async def enter(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Готово»: the code was tapped."""
    code = await digits_on(manager, PadPurpose.OPEN)
    if code is None:
        return
    doors = await given(manager, Doors)
    try:
        change = await doors.open(actor_of(manager), code, f"{press_of(manager)}:open-door")
    except SmsNeeded as refusal:
        say_refusal(manager, refusal)
        await ask_sms(manager)
    except CabinetError as refusal:
        say_refusal(manager, refusal)
    else:
        if change is None:
            await pass_on(manager)
        else:
            await manager.start(states.AccessCode.choose, data={"attempt": change.hex, "why": "access-spoiled"})


async def ask_sms(manager: DialogManager) -> None:
    """More tries after an SMS code; where they were bought too often, say so and stay."""
    codes = await given(manager, AccessCodes)
    try:
        attempt = await codes.begin_reset(actor_of(manager), f"{press_of(manager)}:begin-reset")
    except CabinetError as refusal:
        say_refusal(manager, refusal)
        return
    manager.dialog_data["attempt"] = attempt.hex
    await manager.switch_to(states.Gate.code)
    await send_first(manager)


async def write(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Something was typed instead of tapped: gone at once, and the real code has to be changed."""
    text = await typed(message, manager)
    codes = await given(manager, AccessCodes)
    change = await codes.spoil(actor_of(manager), text.strip(), f"{press_of(manager)}:spoil")
    if change is None:
        say(manager, "access-typed")
    else:
        await manager.start(states.AccessCode.choose, data={"attempt": change.hex, "why": "access-spoiled"})


async def changed(start: Data, result: Any, manager: DialogManager) -> None:
    """Another code was chosen: the door is open with it."""
    if result:
        await pass_on(manager)


async def to_pad(manager: DialogManager) -> None:
    """Back to the access code."""
    await manager.switch_to(states.Gate.pad)


async def more_tries(manager: DialogManager) -> None:
    """The phone is proven."""
    say(manager, "gate-more-tries")
    await manager.switch_to(states.Gate.pad)


PREVIEW = {**pad.PREVIEW, "notice": None, "word": "рябина"}

gate_dialog = Dialog(
    Window(
        paragraphs("gate-ask"),
        CodePad("open_pad", PadPurpose.OPEN, Button(Label("common-done"), id="open_done", on_click=enter)),
        Cancel(Label("common-cancel"), id="open_cancel"),
        MessageInput(write, content_types=ContentType.TEXT),
        state=states.Gate.pad,
        getter=pad_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("sms-again"), id="to_code", state=states.Gate.code)],
    ),
    SmsCode("reset", more_tries, to_pad).window(
        states.Gate.code,
        "gate-sms",
        states.Gate.pad,
        SwitchTo(Label("common-back"), id="reset_back", state=states.Gate.pad),
    ),
    on_process_result=changed,
)
