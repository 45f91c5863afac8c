"""A time stamping authority that answers over HTTP on loopback, or does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

from gateways.stamps import HttpStamps
from tests.signing.tsa import Tsa

SILENCE = 20


@dataclass
class Server:
    """``answer``: in place of the authority's; ``silent``: none for twenty seconds."""

    tsa: Tsa = field(default_factory=Tsa)
    status: int = 200
    answer: bytes | None = None
    silent: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append((request.content_type, request.headers.get("Authorization")))
        if self.silent:
            await asyncio.sleep(SILENCE)
        body = await self.tsa.post(await request.read()) if self.answer is None else self.answer
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        return web.Response(body=body, status=self.status, headers=headers, content_type="application/timestamp-reply")

    def client(self, patience: float = 5.0) -> HttpStamps:
        """Our end, which trusts its root."""
        return HttpStamps(self.url, (self.tsa.root,), patience)


@asynccontextmanager
async def served(server: Server) -> AsyncIterator[Server]:
    """While it answers."""
    app = web.Application()
    app.router.add_post("/stamp", server.take)
    running = TestServer(app)
    await running.start_server()
    server.url = str(running.make_url("/stamp"))
    try:
        yield server
    finally:
        await running.close()
