"""The net under everything: a button that nobody takes is answered too, or its clock would turn for ever.

Such a press comes from a message older than our buttons, from a hand that made it up, or from a group in which no
conversation runs.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from cabinet.access import Actor
from handlers.start import home
from locales import plain_key

router = Router(name="unexpected")


@router.callback_query()
async def nobodys(callback: CallbackQuery, actor: Actor | None, locale: str, dialog_manager: DialogManager) -> None:
    """Say that the button is stale; in private the present state opens."""
    await callback.answer(plain_key("error-stale", locale, {}))
    if callback.message is not None and callback.message.chat.type == ChatType.PRIVATE:
        await home(dialog_manager, actor)
