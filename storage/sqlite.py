"""SQLite's engines: a writing transaction begins as one, reads have lines of their own, a glance waits for nobody."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_MS = 15_000
GLANCE_MS = 50
"""How long a glance may hold up the event loop, where another process keeps the SQLite file for itself."""


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def empty_log(path: str) -> None:
    """Empty the write-ahead log into the file; a reader who is at it is not waited for."""
    with closing(sqlite3.connect(path, timeout=GLANCE_MS / 1000)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def pool(url: str, begin: str, size: int) -> AsyncEngine:
    """``size`` lines whose transactions begin with ``begin``."""
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # an error in the log shows the statement, never the person
        connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000},
    )
    _begins(engine.sync_engine, begin)
    return engine


def plain(url: str) -> Engine:
    """One line for the pen's thread, made and closed by whoever comes by."""
    engine = create_engine(
        make_url(url).set(drivername="sqlite"),
        poolclass=StaticPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000, "check_same_thread": False},
    )
    _begins(engine, "BEGIN IMMEDIATE")
    return engine


def near(url: str) -> Engine:
    """One line for glances."""
    return create_engine(
        make_url(url).set(drivername="sqlite"),
        poolclass=StaticPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": GLANCE_MS / 1000},
    )


def _begins(engine: Engine, begin: str) -> None:
    event.listen(engine, "connect", _pragmas)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
