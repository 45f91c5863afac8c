"""The moment at which a message really leaves: after the connection stands, with the request on the line.

A window that counts from the call would let the first messages, which wait for their connections, run into those of
the next second.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientSession, TraceConfig, TraceRequestChunkSentParams

leaving: ContextVar[Callable[[], None] | None] = ContextVar("leaving", default=None)
"""Called when the request that is being made goes out, piece by piece: the last call counts."""


class TimedSession(AiohttpSession):
    """aiogram's session that says when a request goes out, and keeps the models of answers.

    pydantic holds a generic model only as long as somebody uses it; aiogram asks for one at every answer, and building
    it anew costs more than reading the answer.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._models: dict[Any, type[Response[Any]]] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer; its model stays."""
        shape: Any = method.__returning__
        if shape not in self._models:
            self._models[shape] = Response[shape]
        return super().check_response(bot, method, status_code, content)

    async def create_session(self) -> ClientSession:
        """The client, with our listener on it."""
        before = self._session
        session = await super().create_session()
        if session is not before:
            listener = TraceConfig()
            listener.on_request_chunk_sent.append(_left)
            listener.freeze()
            session.trace_configs.append(listener)
        return session


async def _left(_session: ClientSession, _trace: SimpleNamespace, _sent: TraceRequestChunkSentParams) -> None:
    if (tell := leaving.get()) is not None:
        tell()
