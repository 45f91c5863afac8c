"""Two screens in which an access code is chosen: tapped once, tapped again. Activation and AccessCode show them."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, SwitchTo

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
Deed = Callable[[uuid.UUID, str, str], Awaitable[None]]
OnClick = Callable[[CallbackQuery, Button, DialogManager], Awaitable[None]]
PREVIEW = {**pad.PREVIEW, "notice": None}


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


class Choosing:
    """The screens ``choose`` and ``repeat``. ``after`` follows the second entry, ``back`` an attempt that is over.

    ``prefix`` makes the ids unique; ``way`` makes the button that leaves, of its id.
    """

    def __init__(
        self, choose: State, repeat: State, prefix: str, after: After, *, way: Callable[[str], Keyboard], back: After
    ) -> None:
        self.choose, self.repeat, self.prefix = choose, repeat, prefix
        self.after, self.way, self.back = after, way, back

    async def once(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """«Готово» on the first screen."""
        if digits := await digits_on(manager, PadPurpose.CHOOSE):
            codes = await given(manager, AccessCodes)
            if await self._done(manager, codes.choose, digits):
                await manager.switch_to(self.repeat)

    async def again(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """«Готово» on the second screen."""
        if digits := await digits_on(manager, PadPurpose.REPEAT):
            codes = await given(manager, AccessCodes)
            if await self._done(manager, codes.repeat, digits):
                await self.after(manager)

    async def _done(self, manager: DialogManager, deed: Deed, digits: str) -> bool:
        """Whether the deed was done; why not is said on the screen where the person goes on."""
        try:
            await deed(attempt_of(manager), digits, f"{press_of(manager)}:{self.prefix}-code")
        except AttemptOver as over:
            say_refusal(manager, over)
            await self.back(manager)
            return False
        except CabinetError as refusal:
            say_refusal(manager, refusal)
            await manager.switch_to(self.choose)
            return False
        return True

    async def written(self, message: Message, widget: MessageInput, manager: DialogManager) -> None:
        """Typed instead of tapped: gone at once, and another code is chosen."""
        await typed(message, manager)
        say(manager, "access-typed")
        await manager.switch_to(self.choose)

    def windows(self, *leads: Keyboard) -> tuple[Window, Window]:
        """Both screens; ``leads`` is where ``after`` goes, for the map."""
        to_repeat = SwitchTo(Label("common-next"), id=f"{self.prefix}_to_repeat", state=self.repeat)
        return (
            self._window(self.choose, PadPurpose.CHOOSE, self.once, [to_repeat]),
            self._window(self.repeat, PadPurpose.REPEAT, self.again, [*leads]),
        )

    def _window(self, state: State, purpose: PadPurpose, tapped: OnClick, leads: list[Keyboard]) -> Window:
        async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
            return {"notice": notice_of(dialog_manager)} | await pad_data(dialog_manager, purpose)

        place = f"{self.prefix}_{purpose.value}"
        return Window(
            paragraphs(f"access-{purpose.value}"),
            CodePad(f"{place}_pad", purpose, Button(Label("common-done"), id=f"{place}_done", on_click=tapped)),
            self.way(f"{place}_leave"),
            MessageInput(self.written, content_types=ContentType.TEXT),
            state=state,
            getter=getter,
            preview_data=PREVIEW,
            preview_add_transitions=leads,
        )
