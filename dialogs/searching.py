"""A part of a name, typed into a list of people: what all such lists share."""

from __future__ import annotations

from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput

from storage.people import folded

PART_LENGTH = 60
"""Characters of a name that are looked for."""


async def type_part(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A part of a name, typed."""
    printable = "".join(sign for sign in message.text or "" if sign.isprintable())
    manager.dialog_data["part"] = folded(printable)[:PART_LENGTH]
    manager.show_mode = ShowMode.DELETE_AND_SEND
