"""The room: people whose certificates are in force, what they ask for, and the papers of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from cabinet.access import Actor
from cabinet.documents.service import Documents
from cabinet.errors import CabinetError
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.requests.service import Requests
from cabinet.signatures.service import Line, Signatures
from gateways.files import SealedFiles
from storage.people import RoleName
from storage.requests import Event, Request, Verb
from storage.sealed import seal, unseal
from storage.signatures import Signature
from tests.certificates.room import PIN, Room


@dataclass
class SigningRoom(Room):
    """``folder``: where blobs lie."""

    folder: Path = Path()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.files = SealedFiles(
            self.folder,
            lambda data, blob: seal(data, "file.data", blob),
            lambda data, blob: unseal(data, "file.data", blob),
        )
        kinds = {"leave": LeaveKindOfRequest(self.clock)}
        self.documents = Documents(self.db, self.clock, self.files, kinds)
        self.requests = Requests(self.db, self.clock, kinds)
        self.leaves = Leaves(self.db, self.clock)
        self.signatures = Signatures(self.db, self.clock, self.files, self.certificates, kinds)

    async def team(self) -> tuple[Actor, Actor]:
        """(an employee whose certificate is in force, HR)."""
        firm = await self.firm()
        anna, officer = await self.hire(firm, "1"), await self.hire(firm, "2", RoleName.HR, last="Попова")
        await self.active(anna, officer)
        return anna, officer

    async def asked(self, who: Actor, week: int = 0) -> Request:
        """A week of leave, asked for."""
        first = date(2027, 2, 1) + timedelta(weeks=week)
        draft = LeaveDraft(first=first, last=first + timedelta(days=6))
        return await self.leaves.submit(who, draft, f"{draft.id}:submit")

    async def laid(self, who: Actor, *requests: Request) -> uuid.UUID:
        """A set of their papers."""
        papers = [await self.documents.ensure_application(one.id) for one in requests]
        return await self.signatures.lay(who, {one.id: one.digest for one in papers}, self.press())

    async def sign(self, who: Actor, sheet: uuid.UUID, pin: str = PIN, key: str = "") -> Sequence[Line] | CabinetError:
        """What became of each, or why nothing was signed."""
        try:
            return await self.signatures.sign(who, sheet, pin, key or self.press())
        except CabinetError as refusal:
            return refusal

    async def kept(self) -> Sequence[Signature]:
        """All signatures."""
        async with self.db.read() as session:
            return (await session.scalars(select(Signature).order_by(Signature.signed_at))).all()

    async def fresh(self, request: Request) -> Request:
        """The request as it stands."""
        async with self.db.read() as session:
            return await session.get_one(Request, request.id)

    async def steps(self, request: Request) -> list[Verb]:
        """What happened to it."""
        async with self.db.read() as session:
            found = select(Event.verb).where(Event.request_id == request.id).order_by(Event.step)
            return list(await session.scalars(found))
