"""The one page that strangers may open: what a marked copy is a copy of. It runs where PUBLIC_URL is set.

It has a port of its own, with nothing else behind it: whatever a proxy passes on, no figures and no updates are there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import sys
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog
from aiohttp import web

from bot.http_faults import FAULTS
from bot.public_html import HEADERS, refused, told
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.errors import Invalid, NotFound
from cabinet.signatures.copies import STRANGER, Copies
from locales import keys

log = structlog.get_logger(__name__)
PATIENCE: Final = 5.0
"""Seconds that the database may take."""


class Public:
    """The server of one process; several of one machine share the port."""

    def __init__(self, settings: Settings, copies: Copies) -> None:
        self._listen, self._copies = settings.public_listen, copies
        self._path = f"{unquote(urlsplit(settings.public_url or '').path)}/"
        self._stopping = asyncio.Event()
        self.port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """The port we listen on, once we do."""

    async def run(self) -> None:
        """Answer until ``stop``. Raises Trouble when the address is taken."""
        runner = web.ServerRunner(web.Server(self._answer, access_log=None, logger=FAULTS), shutdown_timeout=1.0)
        await runner.setup()
        try:
            await self._open(runner)
            await self._stopping.wait()
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """Let ``run`` return."""
        self._stopping.set()

    async def _open(self, runner: web.ServerRunner) -> None:
        place = urlsplit(f"//{self._listen}")
        try:
            await web.TCPSite(runner, place.hostname, place.port, reuse_port=sys.platform != "win32").start()
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else type(error).__name__
            raise Trouble(keys.console_public_taken(address=self._listen, why=why), code=Exit.UNREACHABLE) from error
        self.port.set_result(runner.addresses[0][1])

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, headers=HEADERS | {"Allow": "GET, HEAD"})
        if not request.path.startswith(self._path):
            return web.Response(status=404, headers=HEADERS)
        status, page = await self._page(request.path.removeprefix(self._path), asker(request))
        return web.Response(status=status, text=page, content_type="text/html", headers=HEADERS)

    async def _page(self, code: str, who: str) -> tuple[int, str]:
        try:
            async with asyncio.timeout(PATIENCE):
                return 200, told(await self._copies.find(STRANGER, code, who))
        except NotFound:
            return 404, refused("copy-unknown-title", "copy-unknown")
        except Invalid as refusal:
            return 429, refused("copy-often-title", refusal.key)
        except Exception as error:
            log.warning("a copy could not be looked up", error=type(error).__name__)
            return 503, refused("copy-trouble-title", "copy-trouble")


def asker(request: web.BaseRequest) -> str:
    """The address that asks; that which our own proxy names, where it was one that passed the question on."""
    remote, named = request.remote or "", request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        ours = ipaddress.ip_address(remote).is_private
        return f"address:{ipaddress.ip_address(named)}" if ours and named else f"address:{remote}"
    except ValueError:
        return f"address:{remote}"
