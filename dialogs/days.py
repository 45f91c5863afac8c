"""A calendar keyboard of ours: the library's speaks English, begins its weeks in its own way and knows no marks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager, DialogProtocol, ShowMode
from aiogram_dialog.api.internal import ButtonVariant, RawKeyboard
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Keyboard

from cabinet.calendar import month_grid
from dialogs.texts import locale_of, toast
from locales import formats
from locales.translator import Text


class Sign(StrEnum):
    """The three marks of a day; each is explained when it is tapped, and by a legend in the window's text."""

    FORBIDDEN = "×"  # «нельзя»: cannot be chosen
    CONSENT = "?"  # «нужно согласие»: can be chosen
    SPARES = "*"  # «не тратит отпуск»: can be chosen


@dataclass(frozen=True)
class Mark:
    """What is said of a day: its sign and why."""

    sign: Sign
    why: Text


Marks = Callable[[DialogManager, date], Awaitable[Mapping[date, Mark]]]
Today = Callable[[DialogManager], Awaitable[date]]
OnDay = Callable[[CallbackQuery, "DayPicker", DialogManager, date], Awaitable[None]]

NOTHING = "-"
BLANK = "\u2800"
"""Looks empty and yet is a character: a button must have a text."""


class DayPicker(Keyboard):
    """A month of days as buttons: Monday first, in the reader's language and on the company's calendar.

    ``marks(manager, month)`` gives the marks of the month that begins on ``month``; it is asked again at every tap, so
    that a day that was taken meanwhile is not chosen. ``today`` is the company's day; months from ``back`` before it to
    ``ahead`` after it can be reached. The getter may put chosen days (dates) under ``chosen``: they stand in brackets.
    In a preview ``marks`` and ``today`` of the preview data are shown.
    """

    def __init__(
        self,
        id: str,  # noqa: A002  aiogram-dialog's name
        on_day: OnDay,
        *,
        today: Today,
        marks: Marks | None = None,
        back: int = 1,
        ahead: int = 18,
        when: WhenCondition = None,
    ) -> None:
        super().__init__(id=id, when=when)
        self.on_day, self.today, self.marks, self.back, self.ahead = on_day, today, marks, back, ahead

    def show(self, manager: DialogManager, day: date) -> None:
        """Turn to the month of ``day``."""
        self.set_widget_data(manager, _month_number(day))

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> RawKeyboard:
        today = data.get("today", PREVIEW_DAY) if manager.is_preview() else await self.today(manager)
        shown = self._shown(manager, today)
        marks = data.get("marks", {}) if manager.is_preview() else await self._marks(manager, shown)
        locale, chosen = locale_of(manager), data.get("chosen", ())
        weeks: RawKeyboard = [
            [self._button(*_day(day, marks, chosen)) if day else self._button(BLANK, NOTHING) for day in week]
            for week in month_grid(shown.year, shown.month)
        ]
        names: list[ButtonVariant] = [self._button(name, NOTHING) for name in formats.weekdays(locale)]
        return [self._turns(shown, today, locale), names, *weeks, *self._years(shown, today)]

    def _shown(self, manager: DialogManager, today: date) -> date:
        here = _month_number(today)
        number = int(self.get_widget_data(manager, here))
        return _month(min(max(number, here - self.back), here + self.ahead))

    async def _marks(self, manager: DialogManager, month: date) -> Mapping[date, Mark]:
        return await self.marks(manager, month) if self.marks is not None else {}

    def _button(self, text: str, data: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(text=text, callback_data=self._item_callback_data(data))

    def _reachable(self, number: int, today: date) -> bool:
        return -self.back <= number - _month_number(today) <= self.ahead

    def _turn(self, text: str, number: int, today: date) -> InlineKeyboardButton:
        return self._button(text, f"m{number}") if self._reachable(number, today) else self._button(BLANK, NOTHING)

    def _turns(self, shown: date, today: date, locale: str) -> list[ButtonVariant]:
        number = _month_number(shown)
        title = self._button(formats.month(shown.year, shown.month, locale), NOTHING)
        return [self._turn("‹", number - 1, today), title, self._turn("›", number + 1, today)]

    def _years(self, shown: date, today: date) -> RawKeyboard:
        number = _month_number(shown)
        jumps = [(f"« {shown.year - 1}", number - 12), (f"{shown.year + 1} »", number + 12)]
        row: list[ButtonVariant] = [
            self._button(text, f"m{target}") for text, target in jumps if self._reachable(target, today)
        ]
        return [row] if row else []

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        kind, number = data[:1], data[1:]
        today = await self.today(manager)
        if kind == "m" and number.isdecimal() and self._reachable(int(number), today):
            self.set_widget_data(manager, int(number))
        elif kind == "d" and number.isdecimal() and date.min.toordinal() <= int(number) <= date.max.toordinal():
            await self._tapped(callback, manager, date.fromordinal(int(number)), today)
        else:
            manager.show_mode = ShowMode.NO_UPDATE
        return True

    async def _tapped(self, callback: CallbackQuery, manager: DialogManager, day: date, today: date) -> None:
        if not self._reachable(_month_number(day), today):
            manager.show_mode = ShowMode.NO_UPDATE
            return
        mark = (await self._marks(manager, day.replace(day=1))).get(day)
        if mark is not None:
            await toast(callback, manager, mark.why, alert=mark.sign is not Sign.SPARES)
        if mark is not None and mark.sign is Sign.FORBIDDEN:
            manager.show_mode = ShowMode.NO_UPDATE
            return
        await self.on_day(callback, self, manager, day)


PREVIEW_DAY = date(2026, 11, 24)


def _day(day: date, marks: Mapping[date, Mark], chosen: Container[date]) -> tuple[str, str]:
    """A day's button: what it shows («12», «12×», «[12]») and its data, a plain count of days."""
    text = f"{day.day}{marks[day].sign if day in marks else ''}"
    return f"[{text}]" if day in chosen else text, f"d{day.toordinal()}"


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
