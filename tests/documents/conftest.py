"""A company with files: who asks, who decides, and an officer of a second company."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.documents.service import Documents
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from gateways.files import SealedFiles
from storage.chats import Chat
from storage.engine import Database
from storage.people import Employee, RoleName
from storage.requests import Request
from storage.sealed import seal, unseal
from tests.conftest import HandClock
from tests.people import actor, company, department, employee


@dataclass
class Room:
    """A manager, an officer, a director and somebody who asks; and an officer of a second company."""

    people: dict[str, Employee]
    documents: Documents
    leaves: Leaves
    decisions: Decisions
    requests: Requests
    files: SealedFiles
    folder: Path

    async def actor(self, name: str) -> Actor:
        """One of the people in his own chat, opened with the access code."""
        db, who = self.documents.db, self.people[name]
        async with db.write() as session:
            chat = await session.scalar(select(Chat).where(Chat.employee_id == who.id))
            assert chat is not None
            chat.open_until = self.documents.clock.now() + timedelta(minutes=5)
        return replace(await actor(db, who), chat_id=chat.id)

    async def asked(self, *files: bytes, comment: str = "") -> Request:
        """Anna's request with files."""
        anna, draft = await self.actor("anna"), LeaveDraft(
            first=date(2027, 7, 5), last=date(2027, 7, 18), comment=comment
        )  # fmt: skip
        for number, data in enumerate(files):
            await self.documents.attach(anna, draft.id, f"{number}.bin", data, f"{draft.id}:{number}")
        return await self.leaves.submit(anna, draft, f"{draft.id}:submit")


@pytest.fixture
async def room(db: Database, clock: HandClock, tmp_path: Path) -> Room:
    first, second = await company(db), await company(db, "7700000002")
    manager = await employee(db, first, "1", last="Петров", bound="11")
    store = await department(db, first, manager=manager)
    people = {
        "manager": manager,
        "officer": await employee(db, first, "2", last="Иванова", roles=[RoleName.HR], bound="12"),
        "anna": await employee(db, first, "3", department=store, bound="13"),
        "colleague": await employee(db, first, "4", last="Белова", department=store, bound="14"),
        "stranger": await employee(db, second, "2", last="Чужая", roles=[RoleName.HR], bound="21"),
    }
    files = SealedFiles(
        tmp_path / "blobs", lambda data, blob: seal(data, "blob", blob), lambda data, blob: unseal(data, "blob", blob)
    )
    kinds = {"leave": LeaveKindOfRequest(clock)}
    return Room(
        people, Documents(db, clock, files, kinds), Leaves(db, clock), Decisions(db, clock, kinds),
        Requests(db, clock, kinds), files, tmp_path,
    )  # fmt: skip
