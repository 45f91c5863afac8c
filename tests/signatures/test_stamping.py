"""What waits for a stamp gets one that OpenSSL believes; an authority that fails in any way stops nobody."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.schedule import ACTOR
from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.ports import Timestamper
from cabinet.signatures.stamping import LONGEST, Stamping, pause
from gateways.stamps import HttpStamps, NoStamps
from signing import stamps
from signing.authority import Reason, Revoked
from signing.cades import Checker
from storage.certificates import Certificate, RevocationList, Root
from storage.documents import Document, DocumentKind
from storage.engine import Database
from storage.journal import Entry
from storage.signatures import Signature
from tests import people
from tests.checks.test_checks import plant
from tests.conftest import START, HandClock
from tests.signing.openssl import Desk
from tests.signing.pki import DOCUMENT, Firm
from tests.signing.tsa import Tsa
from tests.signing.tsa_server import Server, served

STAMPED = START + timedelta(hours=2)


@dataclass
class Room:
    """A company, somebody who signed ``DOCUMENT``, and whoever stamps."""

    db: Database
    clock: HandClock
    firm: Firm = field(default_factory=Firm)

    async def signed(self, number: str = "1", due: datetime = STAMPED) -> Signature:
        """A signature that was kept, in a company of its own."""
        company = await people.company(self.db, f"77000000{number:0>2}")
        owner, signer = await people.employee(self.db, company, number), self.firm.hire()
        await plant(self.db, company, self.firm, (owner, signer))
        digest = hashlib.sha256(DOCUMENT).hexdigest()
        paper = Document(
            company_id=company.id, employee_id=owner.id, kind=DocumentKind.APPLICATION, mime="application/pdf",
            size=len(DOCUMENT), digest=digest, made_at=START,
        )  # fmt: skip
        async with self.db.write() as session:
            known = await session.scalar(select(Certificate).where(Certificate.employee_id == owner.id))
            assert known is not None
            session.add(paper)
            await session.flush()
            made = Signature(
                company_id=company.id, document_id=paper.id, employee_id=owner.id, certificate_id=known.id, place=1,
                digest=digest, signed_at=START + timedelta(hours=1), der=signer.sign(), stamp_due_at=due,
            )  # fmt: skip
            session.add(made)
        return made

    async def stamp(self, authority: Timestamper) -> int:
        """What the schedule does."""
        return await Stamping(self.db, self.clock, authority).stamp(ACTOR)

    async def row(self, signature: Signature) -> Signature:
        """As it stands."""
        async with self.db.read() as session:
            return await session.get_one(Signature, signature.id)

    async def journal(self) -> list[Entry]:
        """What was written down."""
        async with self.db.read() as session:
            return list(await session.scalars(select(Entry).where(Entry.verb == "stamp").order_by(Entry.seq)))

    async def revoke(self, signature: Signature, at: datetime) -> None:
        """The certificate is taken back."""
        async with self.db.write() as session:
            (await session.get_one(Certificate, signature.certificate_id)).revoked_at = at


@pytest.fixture
def room(db: Database, clock: HandClock) -> Room:
    clock.at = STAMPED
    return Room(db, clock)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with served(Server()) as made:
        yield made


async def test_what_is_due_is_stamped_once_and_openssl_believes_it(room: Room, server: Server, tmp_path: Path) -> None:
    signed, later = await room.signed(), await room.signed("2", due=STAMPED + timedelta(minutes=1))
    assert await room.stamp(server.client()) == 1
    row = await room.row(signed)
    assert row.stamped_der is not None
    assert (row.stamped_at, row.stamp_due_at, row.stamp_attempts, row.der) == (STAMPED, None, 0, signed.der)
    trust = replace(room.firm.trust(), stamp_roots=(server.tsa.root,))
    verdict = Checker(trust).check(row.stamped_der, DOCUMENT)
    assert verdict.good
    assert verdict.moment == STAMPED
    desk, token = Desk(tmp_path), stamps.token_of(row.stamped_der)
    assert token is not None
    assert desk.stamped(token, stamps.value_of(row.der), server.tsa.root, at=STAMPED).good
    [entry] = await room.journal()
    assert (entry.subject_id, entry.company_id, entry.actor) == (signed.id, signed.company_id, "schedule")
    assert entry.result == STAMPED.isoformat()
    assert (await room.row(later)).stamped_der is None
    room.clock.forward(minutes=1)
    assert await room.stamp(server.client()) == 1
    assert await room.stamp(server.client()) == 0
    assert len(server.asked) == len(await room.journal()) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"answer": b""},
        {"answer": b"<html>Bad gateway</html>"},
        {"answer": bytes.fromhex("30053003020102")},
        {"tsa": Tsa(lies={"nonce": 5})},
        {
            "tsa": Tsa(
                lies={"message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}}
            )
        },
        {"tsa": Tsa(at=STAMPED + timedelta(minutes=6))},
        {"silent": True},
    ],
    ids=["dead", "nothing", "garbage", "refusal", "another's nonce", "another's digest", "another time", "silence"],
)
async def test_a_wrong_authority_is_asked_again_later_and_later(room: Room, fault: dict[str, object]) -> None:
    first, second = await room.signed(), await room.signed("2", due=STAMPED + timedelta(seconds=1))
    room.clock.forward(seconds=2)
    async with served(Server(**fault)) as server:  # type: ignore[arg-type]
        authority = server.client(patience=0.2)
        assert await room.stamp(authority) == 0
        assert len(server.asked) == 1, "the other one is spared"
        assert await room.stamp(authority) == 0, "who waits longest comes next"
        assert await room.stamp(authority) == 0
        assert len(server.asked) == 2, "and then nobody"
    for one in (first, second):
        row = await room.row(one)
        assert (row.stamped_der, row.stamped_at, row.stamp_attempts) == (None, None, 1)
        assert row.stamp_due_at == room.clock.now() + timedelta(minutes=1)
    assert not await room.journal()
    room.clock.forward(minutes=1)
    assert await room.stamp(HttpStamps("http://127.0.0.1:1/", (Tsa().root,))) == 0
    assert (await room.row(first)).stamp_attempts + (await room.row(second)).stamp_attempts == 3


async def test_an_authority_under_another_root_stamps_nothing(room: Room, server: Server) -> None:
    signed = await room.signed()
    assert await room.stamp(HttpStamps(server.url, (Tsa().root,))) == 0
    assert (await room.row(signed)).stamped_der is None
    assert await room.stamp(server.client()) == 0, "not yet"
    room.clock.forward(minutes=1)
    assert await room.stamp(server.client()) == 1


async def test_what_was_taken_back_stays_as_it_was_made(room: Room, server: Server) -> None:
    signed, ended = await room.signed(), await room.signed("2")
    await room.revoke(signed, STAMPED - timedelta(minutes=1))
    async with room.db.write() as session:
        (await session.get_one(Certificate, ended.certificate_id)).ends = STAMPED
    assert await room.stamp(server.client()) == 0
    for one in (signed, ended):
        row = await room.row(one)
        assert (row.stamped_der, row.stamp_due_at) == (None, None)
    assert not server.asked


async def test_taken_back_while_the_authority_was_asked(room: Room, server: Server) -> None:
    signed = await room.signed()

    class Slow(HttpStamps):
        async def ask(self, query: bytes) -> bytes:
            reply = await super().ask(query)
            await room.revoke(signed, STAMPED)
            return reply

    assert await room.stamp(Slow(server.url, (server.tsa.root,))) == 0
    row = await room.row(signed)
    assert (row.stamped_der, row.stamp_due_at) == (None, None)
    assert not await room.journal()


async def test_a_list_that_convicts_keeps_the_stamp_away(room: Room, server: Server) -> None:
    """Rows may be late; the lists that everybody sees are what others will judge by."""
    signed = await room.signed()
    due = STAMPED + timedelta(days=7)
    async with room.db.write() as session:
        serial = int((await session.get_one(Certificate, signed.certificate_id)).serial, 16)
        root = await session.scalar(select(Root))
        assert root is not None
        taken = Revoked(serial, STAMPED - timedelta(minutes=1), Reason.KEY_COMPROMISE)
        der = room.firm.publish(STAMPED, taken)
        session.add(RevocationList(root_id=root.id, number=2, made_at=STAMPED, due_at=due, der=der))
    assert await room.stamp(server.client()) == 0
    row = await room.row(signed)
    assert (row.stamped_der, row.stamp_attempts) == (None, 1)


async def test_without_an_authority_all_wait_and_only_the_schedule_asks(room: Room) -> None:
    signed = await room.signed()
    assert await room.stamp(NoStamps()) == 0
    assert (await room.row(signed)).stamp_due_at == STAMPED
    with pytest.raises(NotAllowed):
        await Stamping(room.db, room.clock, NoStamps()).stamp(Actor.system("courier"))


def test_the_pause_doubles_up_to_a_day() -> None:
    minutes = [pause(attempts) // timedelta(minutes=1) for attempts in (1, 2, 3, 4, 11, 12, 5000)]
    assert minutes == [1, 2, 4, 8, 1024, 1440, 1440]
    assert pause(12) == LONGEST
