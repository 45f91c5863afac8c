"""A Telegram that a test holds in its hand: it answers like the real one, remembers every call, and fails on order."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Chat, InlineKeyboardMarkup, Message, User
from aiohttp import ClientConnectorError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey

Fault = Callable[[TelegramMethod[Any]], Exception]


def bad_request(text: str) -> Fault:
    return lambda method: TelegramBadRequest(method=method, message=f"Bad Request: {text}")


def forbidden(text: str = "bot was blocked by the user") -> Fault:
    return lambda method: TelegramForbiddenError(method=method, message=f"Forbidden: {text}")


def conflict(text: str = "terminated by other getUpdates request") -> Fault:
    return lambda method: TelegramConflictError(method=method, message=f"Conflict: {text}")


def unauthorized(method: TelegramMethod[Any]) -> Exception:
    return TelegramUnauthorizedError(method=method, message="Unauthorized")


def network(method: TelegramMethod[Any]) -> Exception:
    return TelegramNetworkError(method=method, message="the line is dead")


def refused(method: TelegramMethod[Any]) -> Exception:
    """Nobody listens there: nothing can have left."""
    error = TelegramNetworkError(method=method, message="ClientConnectorError: nobody listens")
    error.__cause__ = ClientConnectorError(ConnectionKey("api", 443, True, None, None, None, None), OSError(111, "no"))
    return error


def cut(method: TelegramMethod[Any]) -> Exception:
    """The line broke after the request had left."""
    error = TelegramNetworkError(method=method, message="ServerDisconnectedError: Server disconnected")
    error.__cause__ = ServerDisconnectedError()
    return error


def broken_server(method: TelegramMethod[Any]) -> Exception:
    return TelegramServerError(method=method, message="Bad Gateway")


def no_json(method: TelegramMethod[Any]) -> Exception:
    """A proxy's page instead of an answer."""
    return ClientDecodeError("Failed to decode object", json.JSONDecodeError("no JSON", "", 0), "•••")


def migrated(new: int) -> Fault:
    return lambda method: TelegramMigrateToChat(method=method, message="Bad Request", migrate_to_chat_id=new)


def retry_after(seconds: int) -> Fault:
    return lambda method: TelegramRetryAfter(method=method, message="Too Many Requests", retry_after=seconds)


class Telegram(BaseSession):
    """The far end of a bot. ``faults[method]`` are raised one after the other; ``slow`` is awaited before an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.slow: Callable[[TelegramMethod[Any]], Any] | None = None
        self.confirmed = 0
        self.known = User(id=1, is_bot=True, first_name="Кабинет", username="kabinet_bot")
        self._waiting: list[dict[str, Any]] = []
        self._came = asyncio.Event()
        self._ids = itertools.count(100)

    def bot(self) -> Bot:
        return Bot("1:AAA", session=self)

    def come(self, *updates: dict[str, Any]) -> None:
        """Let updates arrive."""
        self._waiting.extend(updates)
        self._came.set()

    def made(self, name: str) -> list[Any]:
        """All calls of one API method."""
        return [call for call in self.calls if call.__api_method__ == name]

    def texts(self) -> list[str]:
        return [call.text for call in self.made("sendMessage")]

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109 # aiogram's
        self.calls.append(method)
        name = method.__api_method__
        if self.slow is not None:
            await self.slow(method)
        if self.faults[name]:
            raise self.faults[name].popleft()(method)
        if name == "getUpdates":
            return await self._updates(method)
        if name == "getMe":
            return self.known
        if name in ("sendMessage", "editMessageText"):
            return self._message(method).as_(bot)
        return True

    async def _updates(self, method: Any) -> list[dict[str, Any]]:
        if method.offset is not None:
            self.confirmed = max(self.confirmed, method.offset - 1)
            self._waiting = [update for update in self._waiting if update["update_id"] >= method.offset]
        if not self._waiting and method.timeout:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), method.timeout)
            except TimeoutError:
                return []
        return list(self._waiting[: method.limit or 100])

    def _message(self, method: Any) -> Message:
        markup = method.reply_markup if isinstance(method.reply_markup, InlineKeyboardMarkup) else None
        return Message(
            message_id=getattr(method, "message_id", None) or next(self._ids),
            date=datetime(2026, 11, 24, tzinfo=UTC),
            chat=Chat(id=int(method.chat_id), type="private" if int(method.chat_id) > 0 else "group"),
            text=method.text,
            from_user=self.known,
            reply_markup=markup,
        )

    async def close(self) -> None:
        """Nothing to close."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Анна"}


def private(number: int) -> dict[str, Any]:
    return {"id": number, "type": "private", "first_name": "Анна"}


def message(update: int, text: str, *, of: int = 1001, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    """An update with a text message."""
    body = {
        "message_id": update,
        "date": 1795510800,
        "chat": chat or private(of),
        "from": person(of),
        "text": text,
    }
    if text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {"update_id": update, "message": body}


def press(update: int, data: str, *, of: int = 1001, message_id: int = 100) -> dict[str, Any]:
    """An update with a press of an inline button."""
    shown = {
        "message_id": message_id,
        "date": 1795510800,
        "chat": private(of),
        "from": {"id": 1, "is_bot": True, "first_name": "Кабинет"},
        "text": "…",
    }
    body = {"id": str(update), "from": person(of), "chat_instance": "1", "message": shown, "data": data}
    return {"update_id": update, "callback_query": body}
