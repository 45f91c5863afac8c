"""Which message keeps its buttons when a conversation begins below it.

aiogram-dialog takes the keyboard off the message whose button began a conversation. That is right for its own windows,
which would be stale; a card or a letter with «Открыть» is no window of it, and goes on waiting for its decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aiogram import Bot
from aiogram.types import CallbackQuery, Message
from aiogram_dialog.api.entities import NewMessage, OldMessage
from aiogram_dialog.manager.message_manager import MessageManager

_kept: ContextVar[int | None] = ContextVar("kept", default=None)


@contextmanager
def kept(callback: CallbackQuery) -> Iterator[None]:
    """While inside, the pressed message keeps its buttons."""
    token = _kept.set(callback.message.message_id if callback.message else None)
    try:
        yield
    finally:
        _kept.reset(token)


class LiveMessages(MessageManager):
    """The library's, but it leaves a kept message alone."""

    async def _remove_kbd(
        self, bot: Bot, old_message: OldMessage | None, new_message: NewMessage | None
    ) -> Message | None:
        if old_message is not None and old_message.message_id == _kept.get():
            return None
        return await super()._remove_kbd(bot, old_message, new_message)
