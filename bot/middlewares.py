"""What every handler is told besides the update: who presses, in which chat, in which language.

In a group the presser's own private chat decides who he is: rights come from the database, never from the group.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from cabinet.people.chats import Chats

CHANNEL = "telegram"


class WhoMiddleware(BaseMiddleware):
    """Puts ``actor`` (None: not bound), ``chat`` and ``locale`` beside each update."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look the sender up and go on."""
        user: User | None = data.get("event_from_user")
        who = await self.chats.who(CHANNEL, str(user.id)) if user is not None else None
        data["actor"] = who.actor if who else None
        data["chat"] = who.chat if who else None
        data["locale"] = who.chat.locale if who else "ru"
        return await handler(event, data)
