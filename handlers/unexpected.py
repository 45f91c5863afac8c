"""The net under everything: a button that nobody takes is answered too, or its clock would turn for ever.

Such a press comes from a message older than our buttons, from a hand that made it up, or from a group in which no
conversation runs.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from locales import plain_key

router = Router(name="unexpected")


@router.callback_query()
async def nobodys(callback: CallbackQuery, locale: str) -> None:
    """Say that the button is stale, and nothing else."""
    await callback.answer(plain_key("error-stale", locale, {}))
