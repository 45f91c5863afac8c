"""An instant Bot API over HTTP: answers at once (or after a set delay), honest shapes, and remembers when what came.

The sandbox is too rich to measure against: it keeps a world, checks everything and serves a page. This one knows the
methods that a dialog and a courier call, and is written on a bare protocol, so that little of a run is its own.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson

Json = dict[str, Any]
Hearer = Callable[[str, Json, Any], None]
"""Told of (method, parameters, result) of each call that was answered well."""

BATCH = 100
PACED = re.compile(r"(?!sendChatAction)(send|edit|copy|forward)[A-Z]")
"""The calls that share the messenger's limits."""
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 409: "Conflict", 429: "Too Many Requests"}


@dataclass
class Account:
    """One bot at the API.

    ``delay``: seconds before a paced call is answered; ``ceiling``: paced calls within any second, before a 429.
    """

    token: str
    delay: float = 0.0
    ceiling: int | None = None
    hear: Hearer = lambda _method, _params, _result: None
    bring: Callable[[Json], None] | None = None
    """Brings an update to a webhook; None: the bot asks for its updates."""
    arrivals: list[float] = field(default_factory=list)
    """time.monotonic() of every paced call."""
    calls: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    pending: deque[Json] = field(default_factory=deque)
    polls: list[Callable[[], None]] = field(default_factory=list)
    _updates: int = 1
    _messages: int = 1

    @property
    def me(self) -> Json:
        """The bot as a User."""
        return {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": "Кабинет",
            "username": "bench_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def come(self, kind: str, body: Json) -> None:
        """An update for the bot."""
        update = {"update_id": self._updates, kind: body}
        self._updates += 1
        if self.bring is not None:
            self.bring(update)
            return
        self.pending.append(update)
        polls, self.polls = self.polls, []
        for poll in polls:
            poll()

    def new_id(self) -> int:
        """An id for a message."""
        self._messages += 1
        return self._messages

    def batch(self, offset: int) -> list[Json]:
        """Forget what ``offset`` confirms; the next ones in order."""
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()
        return [self.pending[place] for place in range(min(BATCH, len(self.pending)))]

    def allows(self, at: float) -> bool:
        """Whether a paced call that comes now is within the ceiling; it counts then."""
        if self.ceiling is not None:
            recent = sum(at - came < 1.0 for came in self.arrivals[-self.ceiling :])
            if recent >= self.ceiling:
                self.refused += 1
                return False
        self.arrivals.append(at)
        return True

    def do(self, method: str, params: Json) -> Any:
        """The result of a call; KeyError for a method that is not known here."""
        if method in ("sendMessage", "editMessageText"):
            result = self._message(method, params)
        elif method == "getMe":
            result = self.me
        elif method in _TRUE:
            result = True
        else:
            raise KeyError(method)
        self.calls[method] += 1
        self.hear(method, params, result)
        return result

    def _message(self, method: str, params: Json) -> Json:
        edited = method == "editMessageText"
        chat = int(params["chat_id"])
        kind = "private" if chat > 0 else "supergroup"
        made: Json = {
            "message_id": int(params["message_id"]) if edited else self.new_id(),
            "from": {key: self.me[key] for key in ("id", "is_bot", "first_name", "username")},
            "chat": {"id": chat, "type": kind, "first_name": "Анна"},
            "date": int(time.time()),
            "text": params["text"],
        }
        if edited:
            made["edit_date"] = made["date"]
        if params.get("reply_markup"):
            made["reply_markup"] = orjson.loads(params["reply_markup"])
        return made


_TRUE = frozenset(
    (
        *("answerCallbackQuery", "setMyCommands", "deleteWebhook", "deleteMessage", "sendChatAction"),
        *("editMessageReplyMarkup", "setWebhook", "close"),
    )
)


class Api:
    """The server; ``account`` makes a bot."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.url = ""

    def account(self, **options: Any) -> Account:
        """A bot of its own."""
        token = f"{42_000_000 + len(self.accounts)}:{'bench' * 7}"
        self.accounts[token] = account = Account(token, **options)
        return account


@asynccontextmanager
async def serving() -> AsyncIterator[Api]:
    """The API on a free port of this machine."""
    api = Api()
    server = await asyncio.get_running_loop().create_server(lambda: _Line(api), "127.0.0.1", 0)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()


class _Line(asyncio.Protocol):
    """One connection: a request after the other."""

    def __init__(self, api: Api) -> None:
        self._api, self._came = api, b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, found, rest = self._came.partition(b"\r\n\r\n")
        if not found:
            return
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if len(rest) >= size:
            self._came = rest[size:]
            self._request(head.split(b" ", 2)[1].decode(), rest[:size])

    def _request(self, path: str, body: bytes) -> None:
        _, _, call = path.partition("/bot")
        token, _, method = call.partition("/")
        account = self._api.accounts.get(token)
        params = orjson.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode(), keep_blank_values=True))
        if account is None:
            self._answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        elif method == "getUpdates":
            self._poll(account, int(params.get("offset") or 0), float(params.get("timeout") or 0))
        elif not PACED.match(method):
            self._do(account, method, params)
        else:
            self._paced(account, method, params)

    def _paced(self, account: Account, method: str, params: Json) -> None:
        if not account.allows(time.monotonic()):
            said = "Too Many Requests: retry after 1"
            refusal = {"ok": False, "error_code": 429, "description": said, "parameters": {"retry_after": 1}}
            self._answer(429, refusal)
        elif account.delay:
            asyncio.get_running_loop().call_later(account.delay, self._do, account, method, params)
        else:
            self._do(account, method, params)

    def _do(self, account: Account, method: str, params: Json) -> None:
        try:
            result = account.do(method, params)
        except KeyError:
            self._answer(404, {"ok": False, "error_code": 404, "description": "Not Found: method not found"})
        else:
            self._answer(200, {"ok": True, "result": result})

    def _poll(self, account: Account, offset: int, timeout: float) -> None:
        found = account.batch(offset)
        if found or not timeout:
            self._answer(200, {"ok": True, "result": found})
            return
        loop = asyncio.get_running_loop()
        end = loop.call_later(timeout, lambda: self._end(account, offset, wake))

        def wake() -> None:
            end.cancel()
            loop.call_soon(self._poll, account, offset, 0)  # what comes at the same moment goes along

        account.polls.append(wake)

    def _end(self, account: Account, offset: int, wake: Callable[[], None]) -> None:
        account.polls.remove(wake)
        self._poll(account, offset, 0)

    def _answer(self, status: int, body: Json) -> None:
        if self._transport.is_closing():
            return
        raw = orjson.dumps(body)
        head = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}"
        self._transport.write(f"{head}\r\n\r\n".encode() + raw)
