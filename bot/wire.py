"""The line to the messenger: aiogram's client, leaner by half, and it says when a message really leaves.

That is after the connection stands, with the request on the line: a window that counts from the call would let the
first messages, which wait for their connections, run into those of the next second. Parameters go as JSON
(core.telegram.org/bots/api#making-requests), only files as a form: to build a form, and the models of the answers anew
each time, took half of a call's processor time (figures: docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ClassVar, cast

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup, MessageId
from aiohttp import BytesPayload, ClientError, ClientRequest, ClientSession, ClientTimeout, DummyCookieJar
from aiohttp.abc import AbstractStreamWriter
from aiohttp.connector import Connection
from yarl import URL

leaving: ContextVar[Callable[[], None] | None] = ContextVar("leaving", default=None)
"""Called when the request that is being made has gone out."""
_JSON = "application/json"


class Sending(SendMessage):
    """sendMessage for who wants to know nothing of what was sent but its id."""

    __returning__: ClassVar[Any] = MessageId
    __api_method__: ClassVar[str] = "sendMessage"

    def __init__(self, *, chat_id: int | str, text: str, reply_markup: InlineKeyboardMarkup | None = None) -> None:
        super().__init__(chat_id=chat_id, text=text, reply_markup=reply_markup)


class _Request(ClientRequest):
    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        await super().write_bytes(writer, conn, content_length)
        if (tell := leaving.get()) is not None:
            tell()


class TimedSession(AiohttpSession):
    """aiogram's session; what it raises is what aiogram's raises."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._models: dict[Any, type[Response[Any]]] = {}
        self._urls: dict[tuple[str, str], URL] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 # aiogram's
    ) -> TelegramType:
        """Call; the answer's result. Raises TelegramAPIError, ClientDecodeError."""
        body = self._body(bot, method)
        if body is None:
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        limit = ClientTimeout(total=self.timeout if timeout is None else timeout)
        try:
            async with session.post(self._url(bot, method.__api_method__), data=body, timeout=limit) as answer:
                content = await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        read = self.check_response(bot, method, answer.status, content.decode(errors="replace"))
        return cast("TelegramType", read.result)

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> BytesPayload | None:
        """None where files go along."""
        files: dict[str, Any] = {}
        values = {}
        for name, value in {**method.__dict__, **(method.__pydantic_extra__ or {})}.items():
            if value is not None and (prepared := self.prepare_value(value, bot, files)):
                values[name] = prepared
        return None if files else BytesPayload(orjson.dumps(values), content_type=_JSON)

    def prepare_value(self, value: Any, bot: Bot, files: dict[str, Any], _dumps_json: bool = True) -> Any:
        """A value as it goes over the line; buttons take the short way."""
        if _dumps_json and isinstance(value, InlineKeyboardMarkup):
            return value.model_dump_json(exclude_none=True, warnings=False)
        return super().prepare_value(value, bot, files, _dumps_json)

    def _url(self, bot: Bot, name: str) -> URL:
        key = bot.token, name
        if key not in self._urls:
            self._urls[key] = URL(self.api.api_url(*key))
        return self._urls[key]

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer. pydantic holds a generic model only as long as somebody uses it: here it stays."""
        shape: Any = method.__returning__
        if shape not in self._models:
            self._models[shape] = Response[shape]
        return super().check_response(bot, method, status_code, content)

    async def create_session(self) -> ClientSession:
        """The client, with requests that tell. The messenger bakes no cookies."""
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, request_class=_Request, cookie_jar=DummyCookieJar())
            self._should_reset_connector = False
        return self._session
