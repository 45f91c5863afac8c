"""The PIN on the pad: the present one, or a new one twice. Nothing of it stays in the conversation.

What a new PIN is for says ``way`` in the conversation: a first key («make»), the next one («reissue»), or the same key
(«change»; between the screens it lies under a secret of this conversation, which dies with the attempt).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, SwitchTo

from cabinet.certificates.making import Change, Making
from cabinet.certificates.service import Certificates
from cabinet.errors import CabinetError, Invalid, Stale, WrongPin
from dialogs import pad, states
from dialogs.access import actor_of, given, press_of
from dialogs.pad import CodePad, pad_data, taken
from dialogs.secret import notice_of, paragraphs, say, say_refusal, typed
from dialogs.sms_code import SmsCode, attempt_of, send_first
from dialogs.widgets import Label, locale_of
from locales import plain_key
from signing.codes import PIN_LENGTHS, is_pin
from storage.chats import PadPurpose

LONGEST: Final = PIN_LENGTHS[-1]
PREVIEW = {**pad.PREVIEW, "notice": None}
KEPT = ("attempt", "way", "record", "secret")
Deed = Callable[[DialogManager, str], Awaitable[None]]
Way = Callable[[DialogManager], Awaitable[None]]
More = Callable[[DialogManager], Awaitable[Mapping[str, Any]]]


async def create(manager: DialogManager) -> None:
    """«Создать подпись»: the SMS code first."""
    making = await given(manager, Making)
    try:
        attempt = await making.begin(actor_of(manager), f"{press_of(manager)}:begin-certificate")
    except CabinetError as refusal:
        say_refusal(manager, refusal)
        return
    manager.dialog_data.update(attempt=attempt.hex, way="make")
    await manager.switch_to(states.Certificates.sms)
    await send_first(manager)


async def reissue(manager: DialogManager) -> None:
    """«Перевыпустить»: the PIN is enough."""
    manager.dialog_data["way"] = "reissue"
    await manager.switch_to(states.Certificates.old)


async def change(manager: DialogManager) -> None:
    """«Сменить ПИН-код»: the present one first."""
    manager.dialog_data["way"] = "change"
    await manager.switch_to(states.Certificates.old)


async def home(manager: DialogManager) -> None:
    """Back to «Моя подпись»; nothing of the attempt stays."""
    for name in KEPT:
        manager.dialog_data.pop(name, None)
    await manager.switch_to(states.Certificates.home)


async def proven(manager: DialogManager) -> None:
    """The phone is proven."""
    await manager.switch_to(states.Certificates.choose)


async def entered(manager: DialogManager, pin: str) -> None:
    """The present PIN."""
    making, actor, key = await given(manager, Making), actor_of(manager), f"{press_of(manager)}:pin"
    if manager.dialog_data.get("way") == "reissue":
        await making.reissue(actor, pin, f"{key}-reissue")
        say(manager, "certificates-reissued")
        await home(manager)
        return
    begun = await making.begin_change(actor, pin, f"{key}-change")
    kept = {"attempt": begun.attempt_id.hex, "record": b64encode(begun.record).decode(), "secret": begun.secret}
    manager.dialog_data.update(kept)
    await manager.switch_to(states.Certificates.choose)


async def chosen(manager: DialogManager, pin: str) -> None:
    """The new PIN for the first time."""
    making = await given(manager, Making)
    await making.choose(actor_of(manager), attempt_of(manager), pin, f"{press_of(manager)}:choose-pin")
    await manager.switch_to(states.Certificates.repeat)


async def repeated(manager: DialogManager, pin: str) -> None:
    """The new PIN once more."""
    making, actor, attempt = await given(manager, Making), actor_of(manager), attempt_of(manager)
    key = f"{press_of(manager)}:repeat-pin"
    if (record := manager.dialog_data.get("record")) is not None:
        begun = Change(attempt, b64decode(record), str(manager.dialog_data["secret"]))
        await making.change(actor, begun, pin, key)
        say(manager, "certificates-pin-changed")
    else:
        await making.repeat(actor, attempt, pin, key)
    await home(manager)


async def _wait(callback: CallbackQuery, manager: DialogManager) -> None:
    """Who has to queue for a place is told so."""
    if ahead := (await given(manager, Certificates)).ahead:
        await callback.answer(plain_key("certificates-queue", locale_of(manager), {"count": ahead}))


class PinScreen:
    """One screen with a pad; ``deed`` gets a whole PIN, ``again`` is where another try is made, ``back`` where none is.

    ``more`` adds to what its text may say.
    """

    def __init__(
        self, state: State, purpose: PadPurpose, deed: Deed, again: State, back: Way = home, more: More | None = None
    ) -> None:
        self.state, self.purpose, self.deed, self.again, self.back, self.more = state, purpose, deed, again, back, more

    async def tapped(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """«Готово»."""
        try:
            pin = await taken(manager, self.purpose)
        except Stale:  # pressed twice: the first press took the digits
            manager.show_mode = ShowMode.NO_UPDATE
            return
        try:
            if not is_pin(pin):
                raise Invalid("pin-form")
            await _wait(callback, manager)
            await self.deed(manager, pin)
        except (Invalid, WrongPin) as refusal:
            say_refusal(manager, refusal)
            await manager.switch_to(self.again)
        except CabinetError as refusal:
            say_refusal(manager, refusal)
            await self.back(manager)

    async def written(self, message: Message, widget: MessageInput, manager: DialogManager) -> None:
        """Typed instead of tapped: gone at once."""
        await typed(message, manager)
        say(manager, "certificates-typed")

    async def getter(self, dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
        """What was to be said, and the pad."""
        more = await self.more(dialog_manager) if self.more else {}
        return {"notice": notice_of(dialog_manager), **more, **await pad_data(dialog_manager, self.purpose)}

    async def leave(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """«Отмена»."""
        await self.back(manager)

    def window(self, title: str, *leads: State, preview: Mapping[str, Any] = PREVIEW) -> Window:
        """The window; ``leads`` are where it goes on, for the map."""
        name = self.purpose.value.replace("-", "_")
        done = Button(Label("common-done"), id=f"{name}_done", on_click=self.tapped)
        ways: list[Keyboard] = [
            SwitchTo(Label("common-next"), id=f"{name}_to{n}", state=state) for n, state in enumerate(leads)
        ]
        return Window(
            paragraphs(title),
            CodePad(f"{name}_pad", self.purpose, done, most=LONGEST),
            Button(Label("common-cancel"), id=f"{name}_leave", on_click=self.leave),
            MessageInput(self.written, content_types=ContentType.TEXT),
            state=self.state,
            getter=self.getter,
            preview_data=preview,
            preview_add_transitions=ways,
        )


HOME, OLD = states.Certificates.home, states.Certificates.old
CHOOSE, REPEAT = states.Certificates.choose, states.Certificates.repeat
WINDOWS = (
    SmsCode("own", proven, home).window(
        states.Certificates.sms,
        "certificates-sms",
        CHOOSE,
        SwitchTo(Label("common-cancel"), id="own_leave", state=HOME),
    ),
    PinScreen(CHOOSE, PadPurpose.PIN_CHOOSE, chosen, CHOOSE).window("certificates-choose", REPEAT),
    PinScreen(REPEAT, PadPurpose.PIN_REPEAT, repeated, CHOOSE).window("certificates-repeat", HOME),
    PinScreen(OLD, PadPurpose.PIN, entered, OLD).window("certificates-old", CHOOSE, HOME),
)
