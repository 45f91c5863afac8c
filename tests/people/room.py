"""The people room with its services, and the phone that SMS codes arrive on."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import dataclass, field

from sqlalchemy import select

from cabinet.access import Actor
from cabinet.people.access_codes import AccessCodes
from cabinet.people.activation import Activations
from cabinet.people.attempts import Attempts
from cabinet.people.chats import Chats
from cabinet.people.doors import Doors
from cabinet.people.invitations import CONSOLE, Invitations
from cabinet.people.pads import Pads
from storage.engine import Database
from storage.outbox import Letter, LetterKind
from storage.people import Employee
from tests.conftest import HandClock
from tests.people import CHANNEL

CONSOLE_ACTOR = Actor.system(CONSOLE)
ACCESS = "48317"
WRONG = "90275"


@dataclass
class Room:
    """All services of the room, and shortcuts through it."""

    db: Database
    clock: HandClock
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.invitations = Invitations(self.db, self.clock)
        self.activations = Activations(self.db, self.clock)
        self.attempts = Attempts(self.db, self.clock)
        self.access = AccessCodes(self.db, self.clock)
        self.doors = Doors(self.db, self.clock)
        self.chats = Chats(self.db, self.clock)
        self.pads = Pads(self.db, self.clock)

    def press(self) -> str:
        """A key of a deed that was never used."""
        return f"press-{next(self._numbers)}"

    async def key(self, employee: Employee) -> str:
        """A fresh key, handed out at the console."""
        return await self.invitations.invite(CONSOLE_ACTOR, employee.id, self.press())

    async def present(self, address: str, key: str) -> uuid.UUID:
        """Show a key; the attempt."""
        return (await self.activations.present(CHANNEL, address, key, self.press())).attempt_id

    async def sms(self, topic: str = "code") -> dict[str, str]:
        """The last SMS of a topic."""
        async with self.db.read() as session:
            found = select(Letter).where(Letter.kind == LetterKind.SMS, Letter.topic == topic).order_by(Letter.made_at)
            return dict(json.loads((await session.scalars(found)).all()[-1].payload or ""))

    async def code(self, attempt: uuid.UUID) -> str:
        """A code sent for an attempt, read on the phone."""
        await self.attempts.send_code(attempt, self.press())
        return (await self.sms())["code"]

    async def prove(self, attempt: uuid.UUID) -> None:
        """The attempt's phone is proven."""
        await self.attempts.verify(attempt, await self.code(attempt), self.press())

    async def choose(self, attempt: uuid.UUID, code: str = ACCESS) -> None:
        """Choose an access code, twice."""
        await self.access.choose(attempt, code, self.press())
        await self.access.repeat(attempt, code, self.press())

    async def activate(self, employee: Employee, address: str, code: str = ACCESS) -> Actor:
        """The whole way; who acts from the chat then."""
        attempt = await self.present(address, await self.key(employee))
        await self.prove(attempt)
        await self.choose(attempt, code)
        await self.activations.finish(attempt, "рябина", self.press())
        return await self.who(address)

    async def who(self, address: str) -> Actor:
        """Who acts from a chat."""
        who = await self.chats.who(CHANNEL, address)
        assert who is not None
        assert who.actor is not None
        return who.actor
