"""What the courier says: a wording, and where it goes. A file of its own, so that nothing has to import the courier."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup


@dataclass(frozen=True)
class Spoken:
    """A message ready to leave: the messenger's chat id as text, HTML, and the buttons under it."""

    chat: str
    text: str
    markup: InlineKeyboardMarkup | None = None
