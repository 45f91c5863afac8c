"""The verb: everybody with a cabinet may ask, not for ever; a copied root is told from ours by the register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.inspection import Inspection
from cabinet.access import Actor
from cabinet.checks.rules import PER_HOUR
from cabinet.checks.service import Checks
from cabinet.errors import Invalid, NotAllowed
from gateways.stamps import HttpStamps, NoStamps
from signing.stamps import Stamper
from signing.verdicts import Problem, Trust
from storage.certificates import Certificate, RevocationList, Root
from storage.company import Company
from storage.engine import Database
from storage.journal import Entry
from storage.people import Employee
from tests import people
from tests.conftest import HandClock
from tests.signing import pki
from tests.signing.pki import DOCUMENT, Firm
from tests.signing.tsa import Tsa

FILES = {"a.pdf": DOCUMENT, "a.sgn": b""}


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


async def plant(db: Database, company: Company, firm: Firm, *issued: tuple[Employee, pki.Employee]) -> None:
    """The company's root, its lists, and the certificates that it knows of."""
    root = Root(company_id=company.id, serial="1", der=firm.root, key_record=b"", made_at=firm.at)
    async with db.write() as session:
        session.add(root)
        await session.flush()
        for number, der in enumerate(firm.lists, 1):
            due = firm.at + timedelta(days=7)
            session.add(RevocationList(root_id=root.id, number=number, made_at=firm.at, due_at=due, der=der))
        for employee, signer in issued:
            known = signer.certificate
            session.add(
                Certificate(
                    company_id=company.id, employee_id=employee.id, root_id=root.id, serial=f"{known.serial:x}",
                    fingerprint=known.fingerprint, der=signer.der, made_at=firm.at, begins=known.begins,
                    ends=known.ends,
                )
            )  # fmt: skip


async def test_ours_a_copied_roots_and_a_neighbours(db: Database, clock: HandClock, firm: Firm) -> None:
    company, other = await people.company(db), await people.company(db, "7700000002")
    anna = await people.employee(db, company, "1", bound="1")
    stranger = await people.employee(db, other, "2", bound="2")
    known, copied = firm.hire(), firm.hire()
    await plant(db, company, firm, (anna, known))
    tsa = Tsa()
    checks = Checks(db, clock, Inspection(), HttpStamps("http://127.0.0.1:1/", (tsa.root,)))
    stamped = await Stamper(tsa.post, Trust((firm.root,), (), (tsa.root,))).stamp(known.sign())
    files = {"a.pdf": DOCUMENT, "known_1.sgn": stamped, "copied_1.sgn": copied.sign()}
    ours = await checks.check(await people.actor(db, anna), files, "one")
    assert [one.verdict.problems for one in ours] == [(), (Problem.UNREGISTERED,)]
    assert [one.verdict.registered for one in ours] == [True, False]
    assert [one.verdict.moment for one in ours] == [tsa.at, firm.at + timedelta(hours=1)]
    theirs = await checks.check(await people.actor(db, stranger), files, "two")
    assert [one.verdict.problems for one in theirs] == [(Problem.FOREIGN,)] * 2


async def test_twenty_in_an_hour_and_a_repeated_press_is_one(db: Database, clock: HandClock) -> None:
    anna = await people.employee(db, await people.company(db), "1", bound="1")
    actor = await people.actor(db, anna)

    class Nothing:
        async def inspect(self, *_: object) -> list[object]:
            return []

    checks = Checks(db, clock, Nothing(), NoStamps())
    for number in (*range(PER_HOUR), 0):
        with pytest.raises(Invalid) as refused:
            await checks.check(actor, FILES, f"press {number}")
        assert refused.value.key == "error-invalid-check-none"
    with pytest.raises(Invalid) as refused:
        await checks.check(actor, FILES, "one more")
    assert refused.value.key == "error-invalid-check-often"
    clock.forward(hours=1)
    with pytest.raises(Invalid) as refused:
        await checks.check(actor, FILES, "an hour later")
    assert refused.value.key == "error-invalid-check-none"
    async with db.read() as session:
        assert await session.scalar(select(func.count()).where(Entry.verb == "signature.check")) == PER_HOUR + 1


async def test_a_system_actor_has_nothing_to_ask(db: Database, clock: HandClock) -> None:
    with pytest.raises(NotAllowed):
        await Checks(db, clock, Inspection(), NoStamps()).check(Actor.system("schedule"), FILES, "key")
