"""The parts that all conversations share, in one place to import from: texts, a pager, the calendar of days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager, DialogProtocol, StartMode
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Keyboard, ScrollingGroup, Start

from dialogs import states
from dialogs.days import DayPicker, Mark, Sign
from dialogs.texts import Label, LabelSays, Says, T, locale_of, toast
from locales import translator

__all__ = [
    "DayPicker",
    "Label",
    "LabelSays",
    "Mark",
    "Pager",
    "Says",
    "Sign",
    "T",
    "Turns",
    "locale_of",
    "toast",
    "way_home",
]


class Pager(ScrollingGroup):
    """Buttons in pages of ``height`` rows, with «‹ 2 из 5 ›» beneath; a single page has no pager."""

    def __init__(self, *buttons: Any, id: str, height: int = 6, width: int = 1, when: WhenCondition = None) -> None:  # noqa: A002  aiogram-dialog's name
        super().__init__(*buttons, id=id, width=width, height=height, when=when, hide_on_single_page=True)

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        return data.isdecimal() and await super()._process_item_callback(callback, data, dialog, manager)

    async def _render_pager(self, pages: int, manager: DialogManager) -> list[list[Any]]:
        page = min(pages - 1, await self.get_page(manager))
        return _turns(page, pages, manager, self._item_callback_data)


class Turns(Keyboard):
    """«‹ 2 из 5 ›» under a list that the getter reads a page of: it gives ``page`` (from 0) and ``pages``."""

    def turned(self, manager: DialogManager) -> int:
        """The page that was asked for; the list may have become shorter since."""
        return int(self.get_widget_data(manager, 0))

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> list[list[Any]]:
        return _turns(data["page"], data["pages"], manager, self._item_callback_data)

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        if data.isdecimal():
            self.set_widget_data(manager, min(int(data), MOST_PAGES))
        return True


MOST_PAGES = 1_000_000


def _turns(page: int, pages: int, manager: DialogManager, press: Callable[[int], str]) -> list[list[Any]]:
    """The row of turns; a single page has none."""
    if pages <= 1:
        return []
    place = translator.plain_key("common-page-place", locale_of(manager), {"page": page + 1, "pages": pages})
    turns = [("‹", page - 1), (place, page), ("›", page + 1)]
    return [
        [InlineKeyboardButton(text=text, callback_data=press(number)) for text, number in turns if 0 <= number < pages]
    ]


def way_home(name: str) -> Start:
    """«Главное»: wherever one is, the first screen again. ``name``: unlike any other of its dialog."""
    return Start(Label("common-home"), id=name, state=states.Menu.home, mode=StartMode.RESET_STACK)
