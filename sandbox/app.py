"""The server: routes of the three sides (bot, phones, page) over one world, and how it is started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from sandbox import files, phones
from sandbox.delivery import Delivery
from sandbox.guard import add_headers, guard
from sandbox.wire import Wire
from sandbox.world import World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
BIGGEST_REQUEST = 62 * 1024 * 1024


@dataclass(frozen=True)
class Running:
    """A sandbox that listens: ``url`` is the page's address (with the secret), ``api`` the base for the bot."""

    url: str
    api: str
    world: World


def application(world: World) -> web.Application:
    """All routes; nothing listens yet."""
    app = web.Application(middlewares=[guard], client_max_size=BIGGEST_REQUEST)
    app.on_response_prepare.append(add_headers)
    wire = Wire(world)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", wire.call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", wire.download)
    base = f"/{world.config.secret}"
    for name, order in phones.ORDERS.items():
        app.router.add_post(f"{base}/{name}", phones.handler(world, order))
    app.router.add_post(f"{base}/api/upload", phones.uploader(world))
    _add_questions(app, world, base)
    _add_pages(app, world, base)
    return app


def _add_pages(app: web.Application, world: World, base: str) -> None:
    async def index(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def file(request: web.Request) -> web.StreamResponse:
        return _file(world, request.match_info["id"])

    app.router.add_get(f"{base}/", index)
    app.router.add_static(f"{base}/page", PAGE)
    app.router.add_get(f"{base}/files/{{id}}", file)
    app.router.add_get(f"{base}/live", world.live.serve)


def _add_questions(app: web.Application, world: World, base: str) -> None:
    async def state(_request: web.Request) -> web.StreamResponse:
        return web.json_response(world.state())

    async def seq(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"seq": world.live.seq})

    async def calls(request: web.Request) -> web.StreamResponse:
        since = request.query.get("since", "0")
        first = int(since) if since.isdecimal() else 0
        return web.json_response({"calls": [call for call in world.calls if call["n"] > first]})

    app.router.add_get(f"{base}/api/state", state)
    app.router.add_get(f"{base}/api/seq", seq)
    app.router.add_get(f"{base}/api/calls", calls)


def _file(world: World, file_id: str) -> web.StreamResponse:
    """Bytes for the page: pictures inline, everything else as a download, nothing as a document of this origin."""
    row = world.files.find(file_id)
    if row is None:
        raise web.HTTPNotFound
    with world.files.place(row).open("rb") as stream:
        picture = files.picture_type(stream.read(16))
    name = quote(row["file_name"])
    headers = {
        "Content-Type": picture or "application/octet-stream",
        "Content-Disposition": f"{'inline' if picture else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.FileResponse(world.files.place(row), headers=headers)


@asynccontextmanager
async def running(directory: Path, port: int = 0) -> AsyncIterator[Running]:
    """A sandbox in this process, for as long as the block lasts.

    Raises:
        CannotStart: ``config.json`` cannot be used, or another sandbox runs in this folder.
        OSError: the port is taken.
    """
    world = World(directory)
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=0.5)
    try:
        await runner.setup()
        await web.TCPSite(runner, HOST, port, reuse_address=True).start()
        api = f"http://{HOST}:{runner.addresses[0][1]}"
        async with _delivering(world):
            yield Running(f"{api}/{world.config.secret}/", api, world)
    finally:
        world.close()
        await runner.cleanup()
        world.store.close()


@asynccontextmanager
async def _delivering(world: World) -> AsyncIterator[None]:
    """Updates are brought to the webhook, where one is set."""
    task = asyncio.create_task(Delivery(world.updates, world.webhook, world.faults).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
