"""Texts of windows, buttons and toasts by their Fluent key.

A window's text is HTML, a button's and a toast's is not: `T` escapes what people typed, `Label` leaves it as it is. Use
`Label` for a button whose text shows a name; for a button without arguments both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.text import Text as TextWidget

from locales import translator
from locales.formats import BASE
from locales.translator import Text

TOAST = 200
"""Characters that Telegram shows in an answer to a press."""


def locale_of(manager: DialogManager) -> str:
    """The language of whoever reads this conversation."""
    return str(manager.middleware_data.get("locale") or BASE)


def whole(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an item with the window's own beneath them (Select and List wrap those)."""
    return {**data["data"], **data} if isinstance(data.get("data"), dict) else data


class T(TextWidget):
    """A text of a window: ``T("leave-title")`` takes its arguments from the getter's data by their names.

    ``T("leave-person", name="item.short_name")`` takes the argument ``name`` from another place: a dotted path of keys
    and attributes. Inside Select and List the window's data stay reachable beside ``item``.
    """

    def __init__(self, key: str, when: WhenCondition = None, **rename: str) -> None:
        super().__init__(when=when)
        self.key, self.rename = key, rename

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return translator.html_key(self.key, locale_of(manager), self.arguments(data))

    def arguments(self, data: dict[str, Any]) -> Mapping[str, Any]:
        """The data, with the renamed arguments on top."""
        known = whole(data)
        return known | {name: reach(known, path) for name, path in self.rename.items()}


class Label(T):
    """As ``T``, for buttons: nothing is escaped."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return translator.plain_key(self.key, locale_of(manager), self.arguments(data))


class Says(TextWidget):
    """Texts that the getter chose: ``Says("findings")`` words a `locales` Text, or several, one a line."""

    def __init__(self, field: str, when: WhenCondition = None, sep: str = "\n") -> None:
        super().__init__(when=when)
        self.field, self.sep = field, sep

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return self.sep.join(translator.html(text, locale_of(manager)) for text in self.texts(data))

    def texts(self, data: dict[str, Any]) -> Iterable[Text]:
        """What the getter chose, one or many or nothing."""
        found = reach(whole(data), self.field)
        if found is None:
            return ()
        return (found,) if isinstance(found, Text) else found


class LabelSays(Says):
    """As ``Says``, for buttons: nothing is escaped."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return self.sep.join(translator.plain(text, locale_of(manager)) for text in self.texts(data))


def reach(data: Any, path: str) -> Any:
    """What lies at a dotted path of keys and attributes; KeyError or AttributeError where there is none."""
    for step in path.split("."):
        data = data[step] if isinstance(data, Mapping) else getattr(data, step)
    return data


async def toast(callback: CallbackQuery, manager: DialogManager, text: Text, *, alert: bool = False) -> None:
    """Answer a press with a few words (cut to what Telegram shows); ``alert`` waits for «OK»."""
    words = translator.plain(text, locale_of(manager))
    await callback.answer(words if len(words) <= TOAST else words[: TOAST - 1] + "…", show_alert=alert)
