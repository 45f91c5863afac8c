"""Updates that the messenger brings: for a bot that has a public address, and several workers behind it.

A 2xx is our word that the update is kept, so it is given after the store and never before; whatever else we answer, the
messenger brings the update again. Who does not know the secret is turned away before a byte of the body is read.
"""

from __future__ import annotations

import asyncio
import hmac
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web

from bot.enduring import Enduring
from bot.http_faults import FAULTS
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from locales import keys

log = structlog.get_logger(__name__)

Take = Callable[[list[dict[str, Any]]], Awaitable[None]]
"""Keeps a batch of raw updates; returns once they are committed."""
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class WebhookRules:
    """The numbers of the webhook; times in seconds."""

    biggest: int = 1024 * 1024
    """Bytes of a body."""
    slowest: float = 10.0
    """How long a body may take to come."""
    gather: float = 0.005
    """What comes within so long is kept together."""
    gather_most: float = 0.05
    """Where keeping takes longer, so much longer is gathered, at most so long."""
    again: int = 1
    """After how long the messenger may bring again what could not be kept."""
    grace: float = 15.0
    """How long ``stop`` waits for what is in hand."""
    connections: int = 100
    """How many deliveries the messenger may have under way; the most that it allows."""
    telling: int = 10
    """How long setWebhook may take."""
    first_pause: float = 0.5
    most_pause: float = 60.0


class Webhook:
    """Listens for deliveries and hands each to ``take`` before it confirms it; ``kinds`` are what we ask for."""

    def __init__(
        self, settings: Settings, bot: Bot, take: Take, kinds: Sequence[str], *, rules: WebhookRules | None = None
    ) -> None:
        self._url, self._listen = settings.webhook_url or "", settings.webhook_listen
        self._secrets = settings.webhook_secrets()
        self._bot, self._kinds, self._rules = bot, list(kinds), rules or WebhookRules()
        self._path = unquote(urlsplit(self._url).path) or "/"
        self._batches = Batches(take, self._rules.gather, self._rules.gather_most)
        self._refused: Counter[int] = Counter()
        self._enduring = Enduring("the webhook", first=self._rules.first_pause, most=self._rules.most_pause)
        self._unwanted: TelegramBadRequest | None = None
        self.port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """The port we listen on, once we do."""

    async def run(self) -> None:
        """Listen and tell the messenger so, until ``stop``; returns when nothing is in hand any more.

        Raises:
            Trouble: the address is taken, or the messenger does not accept WEBHOOK_URL.
        """
        server = web.Server(self._answer, access_log=None, logger=FAULTS, auto_decompress=False, lingering_time=1.0)
        runner = web.ServerRunner(server, shutdown_timeout=self._rules.grace)
        await runner.setup()
        try:
            await self._open(runner)
            await self._enduring(self._tell)
            if self._unwanted is not None:
                raise Trouble(keys.console_webhook_refused(), code=Exit.USAGE) from self._unwanted
            await self._enduring.stopping.wait()
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """Take nothing new and let ``run`` return."""
        self._enduring.stopping.set()

    async def _open(self, runner: web.ServerRunner) -> None:
        """The port is shared, so that several workers of one machine stand behind one address."""
        place = urlsplit(f"//{self._listen}")
        try:
            await web.TCPSite(runner, place.hostname, place.port, reuse_port=sys.platform != "win32").start()
        except OSError as error:
            text = keys.console_webhook_taken(address=self._listen, why=error.strerror or type(error).__name__)
            raise Trouble(text, code=Exit.UNREACHABLE) from error
        self.port.set_result(runner.addresses[0][1])

    async def _tell(self) -> None:
        """Every worker tells the same: the messenger changes nothing then."""
        try:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secrets[0],
                allowed_updates=self._kinds,
                max_connections=self._rules.connections,
                request_timeout=self._rules.telling,
            )
        except TelegramBadRequest as error:
            self._unwanted = error

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """One delivery. 200: it is kept. All else: it is not."""
        if request.method != "POST" or request.path != self._path:
            return self._refuse(404)
        if not self._known(request.headers.get(HEADER, "")):
            return self._refuse(403)
        try:
            async with asyncio.timeout(self._rules.slowest):
                update = _update(await self._body(request))
        except TimeoutError:
            return self._refuse(408)
        except _TooBig:
            return self._refuse(413)
        except (ValueError, ConnectionError, web.RequestPayloadError):
            return self._refuse(400)
        return await self._keep(update)

    def _known(self, said: str) -> bool:
        """All are compared, and each in constant time: nothing tells how near a guess was."""
        given = said.encode(errors="surrogateescape")
        return sum(hmac.compare_digest(secret.encode(), given) for secret in self._secrets) > 0

    async def _body(self, request: web.BaseRequest) -> bytes:
        if (request.content_length or 0) > self._rules.biggest:
            raise _TooBig
        body = bytearray()
        async for part in request.content.iter_any():
            body += part
            if len(body) > self._rules.biggest:
                raise _TooBig
        return bytes(body)

    async def _keep(self, update: dict[str, Any]) -> web.StreamResponse:
        try:
            await self._batches.add(update)
        except Exception:  # said by the batch
            return web.Response(status=503, headers={"Retry-After": str(self._rules.again)})
        return web.Response()

    def _refuse(self, status: int) -> web.StreamResponse:
        """No reason is given. Whoever knocks must not fill the log: of each kind the first is said and every 1000th."""
        self._refused[status] += 1
        if self._refused[status] % 1000 == 1:
            log.warning("deliveries are refused", status=status, count=self._refused[status])
        return web.Response(status=status)


class Batches:
    """What comes while the last batch is being kept, and within ``gather`` seconds more, is kept in one go.

    Where keeping takes longer it is gathered as long, at most ``most`` seconds: who is busy keeps larger batches.
    """

    def __init__(self, take: Take, gather: float, most: float) -> None:
        self._take, self._gather, self._most = take, gather, most
        self._took = 0.0
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._keeper: asyncio.Task[None] | None = None

    async def add(self, update: dict[str, Any]) -> None:
        """Returns once the update is kept; raises what the store raised."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, kept))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        await kept

    async def _keep(self) -> None:
        while self._waiting:
            await asyncio.sleep(max(self._gather, min(self._took, self._most)))
            batch, self._waiting = self._waiting, []
            began = asyncio.get_running_loop().time()
            try:
                await self._take([update for update, _ in batch])
            except Exception as error:
                log.warning("updates could not be stored", count=len(batch), error=type(error).__name__)
                _end(batch, error)
            else:
                _end(batch)
            self._took = asyncio.get_running_loop().time() - began


def _end(batch: Sequence[tuple[dict[str, Any], asyncio.Future[None]]], error: Exception | None = None) -> None:
    for _, kept in batch:
        if kept.done():  # who brought it has gone
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


class _TooBig(Exception):
    """The body is bigger than any update."""


def _update(body: bytes) -> dict[str, Any]:
    """ValueError unless it is the JSON of an update."""
    found = orjson.loads(body)
    if not isinstance(found, dict) or type(found.get("update_id")) is not int:
        raise ValueError("no update")
    return found
