"""What several processes over one PostgreSQL hear of each other, also after the line was cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from storage.engine import Database, signal
from storage.line import NO_LINE, line
from tests.bot.running import until

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE :what"


async def cut(db: Database, what: str) -> None:
    """End the server's side of every line of this database whose last statement was like this."""
    async with db.read() as session:
        await session.execute(text(CUT + " AND datname = current_database()"), {"what": what})


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes, as it were, over one PostgreSQL."""
    one, other = Database(postgres_url), Database(postgres_url)
    yield one, other
    await one.close()
    await other.close()


async def test_a_commit_wakes_whoever_listens_in_another_process(two: tuple[Database, Database]) -> None:
    one, other = two
    heard: list[str] = []
    for name in ("letters", "inbox"):
        other.on(name, lambda name=name: heard.append(name))  # type: ignore[misc]
    listening = asyncio.create_task(other.listen())
    await until(lambda: len(heard) == 2)  # the line is there: everybody is woken once
    heard.clear()
    async with one.write() as session:
        signal(session, "inbox")
    await until(lambda: heard)
    assert heard == ["inbox"]
    await end(listening)


async def test_after_the_line_was_cut_everybody_is_woken_and_it_goes_on(two: tuple[Database, Database]) -> None:
    one, other = two
    heard: list[str] = []
    other.on("letters", lambda: heard.append("letters"))
    listening = asyncio.create_task(other.listen())
    await until(lambda: heard)
    await cut(one, "%LISTEN%")
    await until(lambda: len(heard) == 2)
    async with one.write() as session:
        signal(session, "letters")
    await until(lambda: len(heard) == 3)
    await end(listening)


async def test_a_line_knows_that_it_is_cut(two: tuple[Database, Database]) -> None:
    one, _ = two
    async with line(one.url) as mine:
        assert await mine.ask("SELECT 7") == 7
        await cut(one, "%SELECT 7%")
        await mine.lost.wait()
        with pytest.raises(NO_LINE):
            await mine.ask("SELECT 7")


async def test_on_sqlite_there_is_nobody_to_hear(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    await db.listen()
    await db.close()


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
