"""What happens at once, on both databases: files of one draft, one paper asked for by several."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from cabinet.errors import Invalid, NotFound
from storage.documents import Document, DocumentKind
from storage.engine import Database
from tests.documents.conftest import Room
from tests.documents.test_rules import PDF


async def test_not_more_than_ten_even_at_once(room: Room) -> None:
    anna, draft = await room.actor("anna"), uuid.uuid4()
    results = await asyncio.gather(
        *(room.documents.attach(anna, draft, "a.pdf", PDF + bytes([65 + n]), f"k{n}") for n in range(14)),
        return_exceptions=True,
    )
    refused = [one for one in results if isinstance(one, Invalid)]
    assert {one.key for one in refused} == {"error-invalid-file-many"}
    assert len(await room.documents.attached(anna, draft)) == 10 == len(results) - len(refused)


async def test_a_paper_is_printed_once_for_each_version(db: Database, room: Room) -> None:
    request = await room.asked()
    papers = await asyncio.gather(*(room.documents.ensure_application(request.id) for _ in range(5)))
    assert len({one.id for one in papers}) == 1
    manager, anna = await room.actor("manager"), await room.actor("anna")
    back = await room.decisions.send_back(manager, request.id, request.step, "back", reason="Даты")
    draft = await room.leaves.draft_of(anna, request.id)
    await room.leaves.resubmit(anna, draft.with_(last=date(2027, 7, 19)), "again")
    newer = await room.documents.ensure_application(request.id)
    assert (back.number, newer.version) == (request.number, 2)
    assert newer.id != papers[0].id
    old = await room.documents.open(anna, papers[0].id, "old")
    new = await room.documents.open(anna, newer.id, "new")
    assert old.data != new.data
    async with db.read() as session:
        kept = (await session.scalars(select(Document).where(Document.kind == DocumentKind.APPLICATION))).all()
    assert len(kept) == 2
    with pytest.raises(NotFound):
        await room.documents.ensure_application(uuid.uuid4())
