"""The room with a company that introduced КЭДО; derivations are cheap, and near unless a test asks for processes."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from bot import derivation
from cabinet.access import Actor
from cabinet.certificates import authority
from cabinet.certificates.confirming import Confirming
from cabinet.certificates.keeping import Keeping
from cabinet.certificates.making import Making
from cabinet.certificates.service import Certificates
from cabinet.people.attempts import Attempts
from cabinet.ports import Derivation, DerivationDied, LockedKey, SealedKey
from gateways.stamps import NoStamps
from signing.record import Cost, Owner
from signing.verdicts import Trust
from storage.certificates import Certificate
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction, Joining, Way
from storage.outbox import Letter, LetterKind
from storage.people import Employee, RoleName
from tests.conftest import HandClock
from tests.people import actor, company, employee

CHEAP = Cost(passes=1, memory=8, lanes=1)
SCHEDULE = Actor.system("schedule")
PIN, OTHER, WRONG = "738291", "5081736492", "604857"


class Near:
    """The jobs of a derivation, in a thread of this process; ``most``: how many there ever were at once."""

    def __init__(self) -> None:
        self.jobs = self.at_once = self.most = 0
        self.ahead = 0
        self.dies = False

    async def make(self, pin: str, owner: Owner) -> SealedKey:
        return await self._done(derivation.make, pin, owner, CHEAP)

    async def sign(
        self, key: LockedKey, pin: str, work: Sequence[tuple[bytes, datetime]], trust: Trust
    ) -> Sequence[bytes]:
        return await self._done(derivation.sign, key, pin, work, trust)

    async def change(self, record: bytes, owner: Owner, old: str, new: str) -> bytes:
        return await self._done(derivation.change, record, owner, old, new, CHEAP)

    async def _done(self, job, *args):  # type: ignore[no-untyped-def]
        if self.dies:
            raise DerivationDied
        derivation._secrets = authority.secrets()
        self.jobs, self.at_once = self.jobs + 1, self.at_once + 1
        self.most = max(self.most, self.at_once)
        try:
            return await asyncio.to_thread(job, *args)
        finally:
            self.at_once -= 1


@dataclass
class Room:
    """All services of the room, and shortcuts through it."""

    db: Database
    clock: HandClock
    derivation: Derivation = field(default_factory=Near)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.certificates = Certificates(self.db, self.clock, self.derivation, NoStamps())
        self.making = Making(self.db, self.clock, self.derivation)
        self.confirming = Confirming(self.db, self.clock)
        self.keeping = Keeping(self.db, self.clock)
        self.attempts = Attempts(self.db, self.clock)

    def press(self) -> str:
        """A key of a deed that was never used."""
        return f"press-{next(self._numbers)}"

    async def firm(self, inn: str = "7700000001") -> Company:
        """A company with КЭДО."""
        made = await company(self.db, inn)
        async with self.db.write() as session:
            session.add(
                Introduction(
                    company_id=made.id,
                    act_name="Положение",
                    act_number="1",
                    act_date=date(2026, 10, 1),
                    starts_on=date(2026, 11, 1),
                    answer_by=date(2026, 12, 1),
                    crl_url="http://example.test/crl",
                    system="Кабинет сотрудника",
                    basis="Устава",
                )
            )
        return made

    async def join(self, who: Employee) -> None:
        """Consent and agreement are there."""
        at = self.clock.now()
        async with self.db.write() as session:
            session.add(
                Joining(
                    employee_id=who.id,
                    company_id=who.company_id,
                    notified_at=at,
                    consented_at=at,
                    consented_by=Way.PAPER,
                    agreed_at=at,
                    agreed_by=Way.PAPER,
                    agreement=17,
                )
            )

    async def hire(self, firm: Company, number: str, *roles: RoleName, last: str = "Смирнова") -> Actor:
        """Somebody with a chat who takes part in КЭДО."""
        made = await employee(self.db, firm, number, roles=roles, bound=f"{firm.inn}{number}", last=last)
        await self.join(made)
        return await actor(self.db, made)

    async def attempt(self, who: Actor) -> uuid.UUID:
        """An attempt to make a key, its phone proven."""
        self.clock.forward(seconds=1)  # so that its SMS is the last one
        begun = await self.making.begin(who, self.press())
        await self.attempts.send_code(begun, self.press())
        code = (await self.letters(LetterKind.SMS, "code"))[-1]["code"]
        await self.attempts.verify(begun, code, self.press())
        return begun

    async def wait(self, who: Actor, pin: str = PIN) -> uuid.UUID:
        """A certificate that waits for HR."""
        attempt = await self.attempt(who)
        await self.making.choose(who, attempt, pin, self.press())
        return await self.making.repeat(who, attempt, pin, self.press())

    async def active(self, who: Actor, officer: Actor, pin: str = PIN) -> uuid.UUID:
        """A certificate in force."""
        made = await self.wait(who, pin)
        await self.confirming.confirm(officer, made, self.press())
        self.clock.forward(minutes=2)  # the next SMS may leave
        return made

    async def letters(self, kind: LetterKind, topic: str) -> list[dict[str, str]]:
        """What the letters of a topic hold, the oldest first."""
        async with self.db.read() as session:
            found = select(Letter).where(Letter.kind == kind, Letter.topic == topic).order_by(Letter.made_at)
            return [json.loads(one.payload or "{}") for one in await session.scalars(found)]

    async def row(self, certificate_id: uuid.UUID) -> Certificate:
        """A row of the register as it stands."""
        async with self.db.read() as session:
            return await session.get_one(Certificate, certificate_id)
