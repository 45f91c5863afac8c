"""Queries of chats, keys and tries on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.chats import (
    Binding,
    chat_at,
    chat_of,
    count_failure,
    employments,
    failures_of,
    forgive,
    hold,
    open_count,
    throttles,
)
from storage.engine import Database
from tests.conftest import START
from tests.people import CHANNEL, bind, company, employee


async def test_failures_counted_at_once_all_count(db: Database) -> None:
    async def fail() -> int:
        async with db.write() as session:
            return await count_failure(session, "person:1")

    assert sorted(await asyncio.gather(*(fail() for _ in range(50)))) == list(range(1, 51))
    async with db.read() as session:
        assert await failures_of(session, "person:1") == 50
        assert await failures_of(session, "person:2") == 0


async def test_holds_are_seen_and_forgiven(db: Database) -> None:
    until = START + timedelta(minutes=1)
    async with db.write() as session:
        for subject in ("a", "b", "c"):
            await count_failure(session, subject)
        await hold(session, "a", until, locked=False)
        await hold(session, "b", None, locked=True)
    async with db.read() as session:
        assert await throttles(session, ["a", "b", "none"]) == {"a": (until, False), "b": (None, True)}
    async with db.write() as session:
        await forgive(session, ["a", "b"])
        assert await throttles(session, ["a", "b", "c"]) == {"c": (None, False)}


async def test_an_employee_has_one_open_binding(db: Database) -> None:
    anna = await employee(db, await company(db), "1", bound="11")
    with pytest.raises(IntegrityError):
        await bind(db, anna, "12")
    async with db.read() as session:
        chat = await chat_of(session, anna.id)
        assert chat is not None
        assert await chat_at(session, CHANNEL, "11") is chat
        assert [one.id for one in await employments(session, chat.id)] == [anna.id]
        assert await open_count(session, anna.company_id) == 1
    async with db.write() as session:
        binding = (await session.scalars(Binding.__table__.select().with_only_columns(Binding.id))).one()
        (await session.get_one(Binding, binding)).ended_at = START
    await bind(db, anna, "12")
    async with db.read() as session:
        assert await open_count(session, anna.company_id) == 1
