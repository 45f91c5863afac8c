"""Who waits for whom when a paper is printed while its request is being moved; and a paper never mixes two versions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.documents.service import Documents, Papers, Print
from cabinet.leave.kind import LeaveKindOfRequest
from storage.documents import Document, DocumentKind
from storage.engine import Database
from storage.people import employee_locked
from storage.requests import Request
from tests.conftest import wait_for_locks
from tests.documents.conftest import Room


class Overtaken:
    """A kind of request that is corrected while its first paper is being read."""

    def __init__(self, kind: Papers, deed: Callable[[], Awaitable[object]]) -> None:
        self.kind, self.deed, self.times = kind, deed, 0

    async def paper(self, session: AsyncSession, request: Request) -> Print:
        self.times += 1
        if self.times == 1:
            await self.deed()
        return await self.kind.paper(session, request)


async def test_a_request_corrected_during_the_print_is_printed_anew(db: Database, room: Room) -> None:
    anna, manager, request = await room.actor("anna"), await room.actor("manager"), await room.asked()
    await room.decisions.send_back(manager, request.id, request.step, "back", reason="Даты")
    draft = (await room.leaves.draft_of(anna, request.id)).with_(last=date(2027, 7, 19))
    kind = Overtaken(
        LeaveKindOfRequest(room.documents.clock), lambda: room.leaves.resubmit(anna, draft, "again")
    )  # fmt: skip
    documents = Documents(db, room.documents.clock, room.files, {"leave": kind})
    paper = await documents.ensure_application(request.id)
    assert (paper.version, kind.times) == (2, 2)
    assert (await documents.ensure_application(request.id)).id == paper.id
    async with db.read() as session:
        kept = (await session.scalars(select(Document.id).where(Document.kind == DocumentKind.APPLICATION))).all()
    assert kept == [paper.id]


class TestOnPostgres:
    """SQLite has one writer: nobody waits there for half of what he needs."""

    @pytest.fixture
    def database_url(self, postgres_url: str) -> str:
        return postgres_url

    async def test_the_printer_locks_in_the_order_of_the_verbs(self, db: Database, room: Room) -> None:
        request = await room.asked()
        async with db.write() as session:
            await session.get_one(Request, request.id, with_for_update=True)
            printing = asyncio.create_task(room.documents.ensure_application(request.id))
            await wait_for_locks(db)
            assert await employee_locked(session, request.employee_id)
        assert (await printing).request_id == request.id
