"""Of several processes over one PostgreSQL one leads; when it goes, however it goes, another one follows."""

from __future__ import annotations

import asyncio

import pytest
from asyncpg import InternalClientError
from sqlalchemy import text

from bot.leadership import Leadership, LeadershipRules
from bot.retry import passing
from storage.engine import Database
from storage.line import Line
from tests.bot.running import until

RULES = LeadershipRules(every=0.1, settle=0.5)
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND granted AND datname = current_database()
"""
"""Ends the line of whoever leads."""


class Work:
    """What is led: a diary of who began and who ended."""

    def __init__(self, name: str, diary: list[str], grace: float = 0.0) -> None:
        self._name, self._diary, self._grace = name, diary, grace

    async def __call__(self) -> None:
        self._diary.append(f"{self._name} begins")
        try:
            await asyncio.Event().wait()
        finally:
            try:
                await asyncio.sleep(self._grace)
            finally:
                self._diary.append(f"{self._name} ends")


class Candidate:
    def __init__(
        self, url: str, name: str, diary: list[str], lock: str = "courier", grace: float = 0.0, alone: bool = True
    ) -> None:
        async def others() -> bool:
            return not alone

        self._db = Database(url)
        self.leadership = Leadership(self._db, lock, others=others, rules=RULES)
        self.task = asyncio.create_task(self.leadership.run(Work(name, diary, grace)))

    async def go(self) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})
        await self._db.close()


@pytest.fixture
def diary() -> list[str]:
    return []


async def test_one_leads_and_the_next_follows_when_it_ends(postgres_url: str, diary: list[str]) -> None:
    one = Candidate(postgres_url, "one", diary, grace=0.3)
    await until(lambda: one.leadership.active)
    other = Candidate(postgres_url, "other", diary)
    await asyncio.sleep(0.4)
    assert (diary, other.leadership.active) == (["one begins"], False)
    await one.go()
    await until(lambda: other.leadership.active)
    await other.go()
    assert diary == ["one begins", "one ends", "other begins", "other ends"]


async def test_who_loses_the_line_stops_before_another_begins(postgres_url: str, diary: list[str]) -> None:
    one = Candidate(postgres_url, "one", diary, grace=9)  # more than it is given
    await until(lambda: one.leadership.active)
    other = Candidate(postgres_url, "other", diary)
    await asyncio.sleep(0.3)
    db = Database(postgres_url)
    for cuts in (1, 2, 3):
        async with db.read() as session:
            await session.execute(text(CUT))
        await until(lambda cuts=cuts: len(diary) == 2 * cuts + 1)  # type: ignore[misc]
    await db.close()
    await one.go()
    await other.go()
    assert len(diary) >= 8
    for begun, ended in zip(diary[::2], diary[1::2], strict=True):
        assert (begun.split()[1], ended) == ("begins", begun.replace("begins", "ends"))


async def test_who_finds_the_lock_free_while_another_lives_gives_it_time_to_notice(
    postgres_url: str, diary: list[str]
) -> None:
    one = Candidate(postgres_url, "one", diary, grace=9)
    await until(lambda: one.leadership.active)
    db = Database(postgres_url)
    async with db.read() as session:
        await session.execute(text(CUT))
    other = Candidate(postgres_url, "other", diary, alone=False)
    await until(lambda: len(diary) >= 3)
    assert diary[:2] == ["one begins", "one ends"]
    await db.close()
    await one.go()
    await other.go()


async def test_locks_of_other_names_are_others(postgres_url: str, diary: list[str]) -> None:
    both = [Candidate(postgres_url, lock, diary, lock) for lock in ("courier", "schedule")]
    await until(lambda: all(each.leadership.active for each in both))
    for each in both:
        await each.go()


async def test_what_the_work_raises_comes_out(database_url: str) -> None:
    async def fails() -> None:
        raise ConnectionError("of the work, not of the line")

    db = Database(database_url)
    with pytest.raises(ConnectionError, match="of the work"):
        await Leadership(db, "courier", rules=RULES).run(fails)
    await db.close()


async def test_without_a_database_it_goes_on_trying(diary: list[str]) -> None:
    one = Candidate("postgresql+asyncpg://nobody@/nothing?host=/nowhere", "one", diary)
    await asyncio.sleep(0.5)
    assert not one.task.done()
    await one.go()
    assert diary == []


async def test_a_line_that_is_cut_in_the_middle_of_an_answer_kills_nobody(
    postgres_url: str, diary: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """asyncpg has an error of its own for the next question on such a line."""
    ask, cut = Line.ask, iter((True, True))

    async def cut_off(self: Line, query: str, *arguments: object) -> object:
        if "try_advisory" in query and next(cut, False):
            raise InternalClientError("cannot switch to state 12; another operation (2) is in progress")
        return await ask(self, query, *arguments)

    monkeypatch.setattr(Line, "ask", cut_off)
    one = Candidate(postgres_url, "one", diary)
    await until(lambda: one.leadership.active)
    assert passing(InternalClientError())
    await one.go()
