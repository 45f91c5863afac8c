"""The schema's steps: which one a database stands at, and the way up and down.

One transaction takes all steps of a call, on both databases, and a lock keeps a second process waiting: it then finds
nothing left to do. The steps themselves stand in storage/migrations/versions; a test holds them equal to the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, select, table, text

from storage.engine import Database

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x6B6162  # any number, the same for every process


class TooNew(Exception):
    """The database was made by a later version of the program."""


@cache
def head() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


async def current(database: Database) -> str | None:
    """The revision a database stands at, None for an empty one; TooNew for one that this program does not know."""
    async with database.engine.connect() as connection:
        found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    if found is not None and found not in {step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions()}:
        raise TooNew(found)
    return found


async def at_head(database: Database) -> bool:
    """Whether the database stands at the newest step: one row is read, and nobody is kept from writing."""
    rows = await database.glance(select(column("version_num")).select_from(table("alembic_version")))
    return [row[0] for row in rows] == [head()]


async def upgrade(database: Database, revision: str = "head") -> None:
    """Take every step up to ``revision``; nothing happens where there is none."""
    await walk(database, lambda config: command.upgrade(config, revision))


async def downgrade(database: Database, revision: str = "base") -> None:
    """Take the steps back down to ``revision``."""
    await walk(database, lambda config: command.downgrade(config, revision))


async def walk(database: Database, step: Callable[[Config], Any]) -> None:
    """Run ``step`` with alembic's configuration over one locked transaction."""

    def go(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        step(config)

    async with database.patiently() as connection:
        if database.is_sqlite:  # a rebuilt table is dropped while others point to it; checked at the commit
            await connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(go)
