"""What happens to every update first: no press stays hidden in a text, and handlers are told who acts, in which chat,
in which language.

In a group the presser's own private chat decides who he is: rights come from the database, never from the group.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update, User
from aiogram_dialog.utils import REPLY_CALLBACK_SYMBOLS

from cabinet.people.chats import Chats
from dialogs.intents import repeatable

CHANNEL = "telegram"


class VisibleText(BaseMiddleware):
    """Takes the invisible tail off a text.

    aiogram-dialog reads the press of a reply button out of it: a text that somebody was asked to paste would decide on
    a request, and an innocent one that ends so would be lost. We have no such buttons.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Go on with what can be seen."""
        if isinstance(event, Update) and event.message is not None and event.message.text:
            text = event.message.text.rstrip(REPLY_CALLBACK_SYMBOLS)
            if text != event.message.text:
                event = event.model_copy(update={"message": event.message.model_copy(update={"text": text})})
        return await handler(event, data)


class SameAgain(BaseMiddleware):
    """An update that is handled again begins the very conversations of the first time: their buttons may be shown."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Go on with ids that follow from ``press``, where the intake gave one."""
        press: str | None = data.get("press")
        if press is None:
            return await handler(event, data)
        with repeatable(press):
            return await handler(event, data)


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
