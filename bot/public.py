"""The one page that strangers may open: what a marked copy is a copy of. It runs where PUBLIC_URL is set.

It has a port of its own, with nothing else behind it: whatever a proxy passes on, no figures and no updates are there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import sys
from contextlib import suppress
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
    """The address that asks; that which our own proxy names, where it was one that passed the question on.

    Of several lines the last one is the proxy's: what stands before it the stranger may have written himself.
    """
    remote, lines = request.remote or "", request.headers.getall("X-Forwarded-For", [])
    named = lines[-1].rpartition(",")[2].strip() if lines else ""
    with suppress(ValueError):
        if _address(remote).is_private and named:
            return f"address:{_counted(named)}"
    with suppress(ValueError):
        return f"address:{_counted(remote)}"
    return f"address:{remote}"


def _counted(address: str) -> str:
    """What stands for whoever has it: of IPv6 the /64 that one line is given, whose addresses cannot be exhausted."""
    found = _address(address)
    return str(found) if found.version == 4 else str(ipaddress.ip_network((int(found), 64), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """ValueError. IPv4 inside IPv6 is what it is: «::ffff:0:0/96» would count everybody as one."""
    found = ipaddress.ip_address(text)
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
