"""What the process says of itself over HTTP: that it lives, that it can work, its figures. Off without HEALTH_LISTEN.

`/live` answers as long as the event loop does. `/ready` looks at what the work stands on and names what is missing in
one word each. `/metrics` is for a monitor: on this machine only, or with METRICS_TOKEN. No answer holds anything of
anybody's.
"""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiohttp import web

from bot import checks
from bot.checks import Found
from bot.http_faults import FAULTS
from bot.meters import Counting, Standing, text
from bot.metrics import Line, counted
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.figures import Watch
from cabinet.ports import Clock
from locales import keys
from storage import migrate
from storage.engine import Database

log = structlog.get_logger(__name__)

MONITOR = Actor.system("monitor")


@dataclass(frozen=True)
class HealthRules:
    """The numbers of the health server, in seconds."""

    patience: float = 3.0
    """How long the database may take to answer."""
    failing: float = 20.0
    """How long the messenger may not answer before we are not ready: a poll that was cut off is none yet."""
    silence: float = 60.0
    """After so long without a call we ask the messenger ourselves."""
    fresh: float = 5.0
    """How old an answer of the database, the disk or the messenger may be: a monitor that asks often costs nothing."""


class Health:
    """The server of one process. Made before the bot's first call, of which it sees every one."""

    def __init__(
        self, settings: Settings, db: Database, bot: Bot, clock: Clock, *, rules: HealthRules | None = None
    ) -> None:
        self._settings, self._db, self._bot, self._clock = settings, db, bot, clock
        self._rules = rules or HealthRules()
        self._watch, self._counting, self._standing = Watch(db, clock), Counting(), Standing()
        self._counting.registry.register(self._standing)
        self._line = Line()
        self._database, self._disk = (_Kept(ask, self._rules.fresh) for ask in (self._stands, self._room))
        self._looked = self._asked = float("-inf")
        self._looking = asyncio.Lock()
        bot.session.middleware(self._line)
        self._stopping = asyncio.Event()
        self.port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """The port we listen on, once we do."""

    async def run(self) -> None:
        """Answer until ``stop``. Raises Trouble when the address is taken."""
        runner = web.ServerRunner(web.Server(self._answer, access_log=None, logger=FAULTS), shutdown_timeout=1.0)
        await runner.setup()
        try:
            with counted(self._counting):
                await self._open(runner)
                await self._stopping.wait()
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """Let ``run`` return."""
        self._stopping.set()

    async def _open(self, runner: web.ServerRunner) -> None:
        place = urlsplit(f"//{self._settings.health_listen}")
        try:
            await web.TCPSite(runner, place.hostname, place.port).start()
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else type(error).__name__
            taken = keys.console_health_taken(address=str(self._settings.health_listen), why=why)
            raise Trouble(taken, code=Exit.UNREACHABLE) from error
        self.port.set_result(runner.addresses[0][1])
        log.info("health is told", port=self.port.result())

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        pages: dict[str, Callable[[web.BaseRequest], Awaitable[web.Response]]] = {
            "/live": self._live,
            "/ready": self._ready,
            "/metrics": self._metrics,
        }
        page = pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        return await page(request)

    async def _live(self, _request: web.BaseRequest) -> web.Response:
        return web.json_response({"live": True})

    async def _ready(self, _request: web.BaseRequest) -> web.Response:
        missing = await self.missing()
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def missing(self) -> list[str]:
        """What the work stands on and is not there: database, schema, messenger, disk."""
        reached = None if await self._reached() else "messenger"
        found = [await self._database.answer(), reached, await self._disk.answer()]
        return [name for name in found if name]

    async def _stands(self) -> str | None:
        """«database» or «schema» where that is missing."""
        try:
            async with asyncio.timeout(self._rules.patience):
                return None if await migrate.at_head(self._db) else "schema"
        except Exception as error:
            log.warning("the database is not ready", error=type(error).__name__)
            return "database"

    async def _reached(self) -> bool:
        """Whether the messenger answers. If nobody has heard of it lately we ask; what comes of it the line sees."""
        now = asyncio.get_running_loop().time()
        line, rules = self._line, self._rules
        silent = line.answered is None or now - line.answered > rules.silence
        if (silent or line.failing is not None) and now - self._asked >= rules.fresh:
            self._asked = now
            with suppress(Exception):
                await self._bot.get_me(request_timeout=int(rules.patience))
        return line.failing is None or now - line.failing < rules.failing

    async def _room(self) -> str | None:
        """«disk» where that is closed or full."""
        return None if (await checks.disk(Found(self._settings, self._clock))).ok else "disk"

    async def _metrics(self, request: web.BaseRequest) -> web.Response:
        token = self._settings.metrics_token
        if token is not None and not _knows(request, token.get_secret_value()):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        await self._look()
        body, kind = text(self._counting.registry, request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": kind})

    async def _look(self) -> None:
        """Read the figures of the database, at most once in a while and once at a time."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now - self._looked < self._rules.fresh:
                return
            try:
                async with asyncio.timeout(self._rules.patience):
                    self._standing.seen = await self._watch.look(MONITOR)
            except Exception as error:
                log.warning("the figures could not be read", error=type(error).__name__)
                self._standing.seen = None
            self._looked = asyncio.get_running_loop().time()


class _Kept:
    """An answer that stands for ``fresh`` seconds; who comes while it is asked for waits for the same one."""

    def __init__(self, ask: Callable[[], Awaitable[str | None]], fresh: float) -> None:
        self._ask, self._fresh = ask, fresh
        self._at = float("-inf")
        self._said: str | None = None
        self._asking = asyncio.Lock()

    async def answer(self) -> str | None:
        """What is missing, if anything."""
        loop = asyncio.get_running_loop()
        async with self._asking:
            if loop.time() - self._at >= self._fresh:
                self._said = await self._ask()
                self._at = loop.time()
            return self._said


def _knows(request: web.BaseRequest, token: str) -> bool:
    """Compared in constant time: nothing tells how near a guess was."""
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(f"Bearer {token}".encode(), given.encode(errors="surrogateescape"))
