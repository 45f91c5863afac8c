"""Two companies with readers, administrators of both, and the services over one database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select, update

from cabinet.access import Actor
from cabinet.broadcasts.filling import FILLER, Filling
from cabinet.broadcasts.service import Broadcasts
from storage.broadcasts import Broadcast, Doubt
from storage.chats import Chat
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Employee, RoleName
from tests import people
from tests.conftest import HandClock

SYSTEM = Actor.system(FILLER)
PACE = 22.0
COPY = Letter.kind == LetterKind.BROADCAST


@dataclass
class Hall:
    """``company`` has an administrator (chat 1), an officer (2) and a worker (3); the second company two people."""

    db: Database
    clock: HandClock
    service: Broadcasts
    filling: Filling
    company: Company
    second: Company
    people: dict[str, Employee] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    async def add(self, name: str, *, company: Company | None = None, **more: object) -> Employee:
        """One more person; ``bound`` is the address of his chat."""
        number = str(len(self.people) + 1)
        made = await people.employee(self.db, company or self.company, number, last=name, **more)
        self.people[name] = made
        self.actors[name] = await people.actor(self.db, made)
        return made

    async def start(self, text: str = "Завтра отключат воду", in_doubt: Doubt = Doubt.REPEAT) -> uuid.UUID:
        """The administrator begins one."""
        return await self.service.start(self.actors["admin"], text, in_doubt, f"test:{uuid.uuid4()}")

    async def fill(self) -> int:
        """Fill until there is nothing more to do; how many steps it took."""
        steps = 1
        while await self.filling.fill(SYSTEM):
            steps += 1
        return steps

    async def carry(self, state: LetterState, most: int = 10_000) -> None:
        """What a courier does: ``most`` waiting copies end in ``state``."""
        some = select(Letter.id).where(COPY, Letter.state == LetterState.PENDING).limit(most)
        async with self.db.write() as session:
            await session.execute(update(Letter).where(Letter.id.in_(some)).values(state=state))

    async def block(self, name: str) -> None:
        """Somebody blocks the bot."""
        async with self.db.write() as session:
            (await session.get_one(Chat, self.actors[name].chat_id)).blocked_at = self.clock.now()

    async def copies(self) -> Sequence[Letter]:
        async with self.db.read() as session:
            return (await session.scalars(select(Letter).where(COPY).order_by(Letter.employee_id))).all()

    async def pending(self) -> int:
        async with self.db.read() as session:
            found = select(func.count()).where(COPY, Letter.state == LetterState.PENDING)
            return int(await session.scalar(found) or 0)

    async def told(self) -> Sequence[Letter]:
        """What is said beside the copies."""
        async with self.db.read() as session:
            return (await session.scalars(select(Letter).where(~COPY).order_by(Letter.made_at))).all()

    async def row(self, broadcast_id: uuid.UUID) -> Broadcast:
        async with self.db.read() as session:
            return await session.get_one(Broadcast, broadcast_id)


@pytest.fixture
async def hall(db: Database, clock: HandClock) -> Hall:
    first = await people.company(db)
    second = await people.company(db, "7700000002", name="ООО «Соседи»")
    made = Hall(db, clock, Broadcasts(db, clock, PACE), Filling(db, clock), first, second)
    await made.add("admin", roles=[RoleName.ADMIN], bound="1")
    await made.add("officer", roles=[RoleName.HR], bound="2")
    await made.add("worker", bound="3")
    await made.add("foreign admin", company=second, roles=[RoleName.ADMIN], bound="4")
    await made.add("foreign worker", company=second, bound="5")
    return made
