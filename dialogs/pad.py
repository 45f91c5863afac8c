"""The code pad: ten digits in fixed places, «⌫», and a key of the window's own.

A digit's button carries a token that only the server turns into a digit (cabinet/people/pads). A press is answered with
a toast, «●●●»; the message is edited once, when the digits are taken.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager, DialogProtocol, ShowMode
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Keyboard

from cabinet.errors import Stale
from cabinet.people.pads import LONGEST, Pads
from dialogs.access import given, press_of
from dialogs.secret import CHANNEL, address_of
from dialogs.texts import locale_of
from locales import plain_key
from storage.chats import PadPurpose

ERASE: Final = "erase"
TOKENS: Final = "pad_tokens"
PREVIEW: Final = {TOKENS: tuple(f"token{digit}" for digit in range(10))}
"""For the preview_data of a window with a pad."""

OnDigits = Callable[[CallbackQuery, DialogManager, str], Awaitable[None]]


async def pad_data(manager: DialogManager, purpose: PadPurpose) -> dict[str, Any]:
    """For the getter of a window with a pad: the tokens of its showing, a new one where there is none."""
    pads, kept = await given(manager, Pads), manager.dialog_data.get(_place(purpose))
    shown = await pads.shown(_chat(manager), uuid.UUID(kept)) if kept else None
    shown = shown or await pads.show(_chat(manager), purpose, press_of(manager))
    manager.dialog_data[_place(purpose)] = shown.pad_id.hex
    return {TOKENS: shown.tokens}


async def taken(manager: DialogManager, purpose: PadPurpose) -> str:
    """The digits that were tapped; the showing ends. Stale when another press ended it."""
    kept = manager.dialog_data.pop(_place(purpose), None)
    if kept is None:
        raise Stale
    return await (await given(manager, Pads)).take(_chat(manager), uuid.UUID(kept), press_of(manager))


def _place(purpose: PadPurpose) -> str:
    return f"pad-{purpose.value}"


def _chat(manager: DialogManager) -> str:
    return f"{CHANNEL}:{address_of(manager)}"


class CodePad(Keyboard):
    """The pad of a window whose getter gives ``pad_data``.

    ``third`` is the key right of the nought. ``on_digits`` gets the digits as soon as there are ``most``; without it
    they wait for the third key, whose handler calls ``taken``.
    """

    def __init__(
        self,
        id: str,  # noqa: A002  aiogram-dialog's name
        purpose: PadPurpose,
        third: Keyboard,
        on_digits: OnDigits | None = None,
        most: int = LONGEST,
        when: WhenCondition = None,
    ) -> None:
        super().__init__(id=id, when=when)
        self.purpose, self.third, self.on_digits, self.most = purpose, third, on_digits, most

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> list[list[Any]]:
        def key(digit: int) -> InlineKeyboardButton:
            token = data[TOKENS][digit]
            return InlineKeyboardButton(text=str(digit), callback_data=self._item_callback_data(token))

        erase = InlineKeyboardButton(text="⌫", callback_data=self._item_callback_data(ERASE))
        third = [button for row in await self.third.render_keyboard(data, manager) for button in row]
        return [[key(1), key(2), key(3)], [key(4), key(5), key(6)], [key(7), key(8), key(9)], [erase, key(0), *third]]

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        try:
            count = await self._pressed(manager, data)
        except Stale:
            await callback.answer(plain_key("common-stale", locale_of(manager), {}))
            return True
        if self.on_digits is not None and count == self.most:
            await self.on_digits(callback, manager, await taken(manager, self.purpose))
            return True
        manager.show_mode = ShowMode.NO_UPDATE
        await callback.answer("●" * count or plain_key("pad-empty", locale_of(manager), {}))
        return True

    async def _pressed(self, manager: DialogManager, data: str) -> int:
        kept = manager.dialog_data.get(_place(self.purpose))
        if kept is None:
            raise Stale
        pads, pad_id = await given(manager, Pads), uuid.UUID(kept)
        if data == ERASE:
            return await pads.erase(_chat(manager), pad_id, press_of(manager))
        return await pads.press(_chat(manager), pad_id, data, press_of(manager), self.most)

    async def _process_other_callback(
        self, callback: CallbackQuery, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        return await self.third.process_callback(callback, dialog, manager)

    def find(self, widget_id: str) -> Any:
        """This pad, or its third key."""
        return self if widget_id == self.widget_id else self.third.find(widget_id)
