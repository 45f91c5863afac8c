"""`make revision name="…"`: writes the step from the schema as it stands to the tables as the code has them.

A scratch SQLite database is taken to the newest step, compared with the tables, and the difference becomes a file for
its author to read and correct.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage import migrate
from storage.engine import Database


def _write(config: Config, name: str, number: str) -> None:
    command.revision(config, message=name, autogenerate=True, rev_id=number)


async def _revise(name: str) -> None:
    steps = len(list(FOLDER.glob("[0-9]*.py")))
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite+aiosqlite:///{scratch}/scratch.db")
        try:
            if steps:
                await migrate.upgrade(database)
            await migrate.walk(database, partial(_write, name=name, number=f"{steps + 1:04}"))
        finally:
            await database.close()


FOLDER = Path(__file__).with_name("versions")

if __name__ == "__main__":
    asyncio.run(_revise(" ".join(sys.argv[1:]) or "change"))
