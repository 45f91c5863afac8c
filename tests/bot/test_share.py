"""Several processes on one PostgreSQL keep the pace together; time is the database's, so it passes as it will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from sqlalchemy import text

from bot.limits import Limits
from bot.pace import Pace
from bot.share import ALL, Share
from bot.windows import Grant
from storage.engine import Database
from tests.bot.far import most_within
from tests.bot.running import until
from tests.bot.telegram import Telegram, retry_after

pytestmark = pytest.mark.usefixtures("log")
FEW = Limits(all=(5, 1.0), chat=(100, 1.0), group=(4, 60.0))


class Noted(Telegram):
    """Remembers when each call came."""

    def __init__(self, at: list[float]) -> None:
        super().__init__()
        self.at = at

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109 # aiogram's
        self.at.append(asyncio.get_running_loop().time())
        return await super().make_request(bot, method, timeout)


@asynccontextmanager
async def process(url: str, at: list[float] | None = None, limits: Limits = FEW) -> AsyncIterator[tuple[Noted, Bot]]:
    """What one process has of its own: a pool and a pace."""
    db = Database(url)
    end = Noted([] if at is None else at)
    end.middleware(Pace(limits, Share(db)))
    yield end, end.bot()
    await db.close()


async def test_together_never_more_than_the_ceiling(postgres_url: str) -> None:
    at: list[float] = []
    async with process(postgres_url, at) as (_, one), process(postgres_url, at) as (_, other):
        sends = [bot.send_message(chat, "x") for chat in range(1, 11) for bot in (one, other)]
        await asyncio.gather(*sends)
    assert len(at) == 20
    assert most_within(at, 0.95) <= 5


async def test_a_429_met_by_one_closes_the_gate_of_the_others(postgres_url: str) -> None:
    async with process(postgres_url) as (here, one), process(postgres_url) as (there, other):
        here.faults["sendMessage"].append(retry_after(40))
        with pytest.raises(TelegramRetryAfter):  # longer than anybody's patience
            await one.send_message(1, "refused")
        with pytest.raises(TelegramRetryAfter) as caught:
            await other.send_message(2, "x")
        assert 38 <= caught.value.retry_after <= 41
        assert (len(here.calls), there.calls) == (1, [])
        await other.answer_callback_query("1")


async def test_after_the_gate_all_go_on(postgres_url: str) -> None:
    async with process(postgres_url) as (here, one), process(postgres_url) as (there, other):
        here.faults["sendMessage"].append(retry_after(1))
        await asyncio.gather(one.send_message(1, "refused"), *(other.send_message(chat, "x") for chat in range(2, 12)))
    assert len(here.texts()) == 2
    assert len(there.texts()) == 10


async def test_a_groups_minute_is_one_for_all_and_private_chats_do_not_feel_it(postgres_url: str) -> None:
    async with process(postgres_url) as (here, one), process(postgres_url) as (there, other):
        sends = [asyncio.create_task(bot.send_message(-1001, "x")) for bot in (one, other) for _ in range(4)]
        await asyncio.gather(one.send_message(5, "private"), other.send_message(6, "private"))
        await until(lambda: len(here.texts()) + len(there.texts()) == 6)
        await asyncio.sleep(0.2)
        assert len(here.texts()) + len(there.texts()) == 6
        for send in sends:
            send.cancel()


async def test_a_clock_put_back_and_a_database_that_is_away_hold_nobody_up(own_postgres_url: str) -> None:
    db = Database(own_postgres_url)
    share = Share(db)
    await share.all(5, 5, 1.0)
    async with db.write() as session:
        await session.execute(text("UPDATE pace_window SET slots = ARRAY[1e10, 1e10, 1e10, 1e10, 1e10]::float8[]"))
    grant, closed = await share.all(3, 5, 1.0)
    assert (len(grant.tickets), closed) == (3, 0)
    grant, _ = await share.all(9, 5, 1.0)
    assert len(grant.tickets) == 2
    assert 0 < grant.wait <= 1.01
    async with db.write() as session:
        await session.execute(text("ALTER TABLE pace_window RENAME TO elsewhere"))
    for _ in range(3):
        grant, closed = await share.all(1, 5, 1.0)
        assert (len(grant.tickets), closed) == (1, 0)
    await share.close(5)
    assert len((await share.group("-1", 1, 5, 60.0)).tickets) == 1
    await db.close()


async def test_what_was_taken_is_known_by_the_moment_it_was_asked_for(postgres_url: str) -> None:
    db = Database(postgres_url)
    share = Share(db)
    given = await asyncio.gather(*(share.all(2, 28, 1.0) for _ in range(20)))
    assert sum(len(grant.tickets) for grant, _ in given) == 28
    async with db.read() as session:
        slots = await session.scalar(text("SELECT slots FROM pace_window WHERE name = :name"), {"name": ALL})
    assert len(slots) == 28
    assert slots == sorted(slots)
    await db.close()


class Slow(Share):
    """A database that takes its time."""

    async def group(self, address: str, want: int, count: int, seconds: float) -> Grant:
        """What may leave, told late."""
        grant = await super().group(address, want, count, seconds)
        await asyncio.sleep(0.3)
        return grant


async def test_who_comes_while_the_database_is_asked_leaves_as_soon_as_there_is_room(postgres_url: str) -> None:
    """And not only when the place of the first one falls free, after a minute."""
    db, end = Database(postgres_url), Noted([])
    end.middleware(Pace(FEW, Slow(db)))
    bot = end.bot()
    first = asyncio.create_task(bot.send_message(-1001, "x"))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(20):
        await asyncio.gather(first, *(bot.send_message(-1001, "x") for _ in range(3)))
    await db.close()
