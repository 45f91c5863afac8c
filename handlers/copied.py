"""The QR code of a marked copy leads to the bot: whoever has the paper is told what it is a copy of, cabinet or not."""

from __future__ import annotations

from aiogram.types import Message
from aiogram_dialog import DialogManager

from cabinet.errors import CabinetError, Invalid
from cabinet.signatures.copies import STRANGER, Copies
from dialogs.access import given
from dialogs.widgets import locale_of
from locales import html_key


async def tell_of_copy(manager: DialogManager, code: str) -> None:
    """The answer stands by itself: what somebody is in the middle of goes on."""
    message = manager.event
    assert isinstance(message, Message)  # noqa: S101  only /start leads here
    copies, locale = await given(manager, Copies), locale_of(manager)
    try:
        found = await copies.find(STRANGER, code, f"chat:{message.chat.id}")
    except Invalid as refusal:
        said = html_key(refusal.key, locale, {})
    except CabinetError:
        said = html_key("copy-unknown", locale, {})
    else:
        said = html_key("copy-answer", locale, {"number": found.number, "dated": found.dated})
    await message.answer(said)
