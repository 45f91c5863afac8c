"""A session for aiogram that trusts no answer.

Each is judged by aiogram's models (no field may be left over), by the specification, and each update by the decoder of
python-telegram-bot too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import telegram
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic import BaseModel

from tests.sandbox import spec

NEWER = frozenset({"can_send_welcome_messages"})
"""Fields of Bot API 10.3 that the installed python-telegram-bot does not know yet."""


class StrictSession(AiohttpSession):
    """Checks every answer before the test sees it."""

    async def close(self) -> None:
        """Without aiogram's quarter of a second, which only TLS needs."""
        if self._session is not None:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        body = json.loads(content)
        assert body["ok"] is (status_code == 200)
        assert body["ok"] or (body["error_code"] == status_code and body["description"])
        response = super().check_response(bot, method, status_code, content)
        check_answer(method.__api_method__, body["result"])
        assert list(extras(response.result)) == []
        return response


def bot_at(api: str, token: str) -> Bot:
    """An aiogram bot that talks to a sandbox."""
    return Bot(token, session=StrictSession(api=TelegramAPIServer.from_base(api)))


def check_answer(method: str, result: Any) -> None:
    """The specification has nothing against it, and each update is decoded by python-telegram-bot in full."""
    assert spec.faults_of_answer(method, result) == []
    if method == "getUpdates":
        for update in result:
            check_update(update)


def check_update(update: dict[str, Any]) -> telegram.Update:
    """Decode strictly: nothing may be left that the library does not know."""
    decoded = telegram.Update.de_json(update, None)
    kind = next(name for name in update if name != "update_id")
    assert getattr(decoded, kind) is not None
    assert list(unknown(decoded)) == []
    return decoded


def extras(value: Any) -> Iterator[str]:
    """Fields that aiogram's models do not name."""
    if isinstance(value, list):
        for item in value:
            yield from extras(item)
    elif isinstance(value, BaseModel):
        yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from extras(getattr(value, name))


def unknown(value: Any) -> Iterator[str]:
    """Fields that python-telegram-bot's objects do not name."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from unknown(item)
    elif isinstance(value, telegram.TelegramObject):
        yield from (f"{type(value).__name__}.{name}" for name in value.api_kwargs.keys() - NEWER)
        for name in value.__slots__:
            yield from unknown(getattr(value, name, None))
