"""A stamp proves a moment, in the eyes of OpenSSL; what an authority got wrong is no stamp; a changed one is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import stamps
from signing.authority import Reason, Revoked
from signing.cades import Checker
from signing.stamps import Refused, Stamper, Unfit
from signing.verdicts import Problem, Trust
from tests.conftest import START
from tests.signing.openssl import Desk
from tests.signing.pki import DOCUMENT, Employee, Firm
from tests.signing.test_cades import BITS, flipped
from tests.signing.tsa import Tsa

STAMPED = START + timedelta(hours=2)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


@pytest.fixture(scope="module")
def employee(firm: Firm) -> Employee:
    return firm.hire()


@pytest.fixture(scope="module")
def signature(employee: Employee) -> bytes:
    return employee.sign()


def trust(firm: Firm, tsa: Tsa) -> Trust:
    return replace(firm.trust(), stamp_roots=(tsa.root,))


async def stamp(signature: bytes, firm: Firm, tsa: Tsa) -> bytes:
    return await Stamper(tsa.post, trust(firm, tsa)).stamp(signature)


async def test_a_stamp_is_added_and_nothing_else_changes(firm: Firm, employee: Employee, signature: bytes) -> None:
    tsa = Tsa()
    stamped = await stamp(signature, firm, tsa)
    verdict = Checker(trust(firm, tsa)).check(stamped, DOCUMENT)
    assert verdict.good
    assert verdict.stamp is not None
    assert (verdict.stamp.at, verdict.stamp.trusted, verdict.moment) == (STAMPED, True, STAMPED)
    assert verdict.stamp.authority is not None
    assert verdict.stamp.authority.subject.name == "Stamps"
    assert verdict.claimed == START + timedelta(hours=1)
    assert stamps.value_of(stamped) == stamps.value_of(signature)
    assert employee.der in stamped
    assert stamps.token_of(signature) is None
    assert await stamp(stamped, firm, tsa) == stamped, "the second time nothing is asked"


async def test_openssl_accepts_token_and_signature(desk: Desk, firm: Firm, signature: bytes) -> None:
    tsa = Tsa()
    stamped = await stamp(signature, firm, tsa)
    token, value = stamps.token_of(stamped), stamps.value_of(stamped)
    assert token is not None
    assert desk.stamped(token, value, tsa.root, at=STAMPED).good
    assert not desk.stamped(token, flipped(value, 7), tsa.root, at=STAMPED).good
    assert not desk.stamped(token, value, Tsa().root, at=STAMPED).good
    assert not desk.stamped(flipped(token, len(token) - 1), value, tsa.root, at=STAMPED).good
    said = desk.verify(stamped, DOCUMENT, firm.root, *firm.lists, at=STAMPED)
    assert said.good, said.words


async def test_years_later_the_stamp_still_stands(desk: Desk) -> None:
    """Everybody's certificates have ended."""
    made = datetime(2018, 3, 1, 12, tzinfo=UTC)
    firm, tsa = Firm(at=made), Tsa(at=made + timedelta(hours=2))
    stamped = await stamp(firm.hire().sign(), firm, tsa)
    verdict = Checker(trust(firm, tsa)).check(stamped, DOCUMENT)
    assert verdict.good
    assert verdict.moment == made + timedelta(hours=2)
    token = stamps.token_of(stamped)
    assert token is not None
    assert desk.stamped(token, stamps.value_of(stamped), tsa.root, at=tsa.at).good
    assert not desk.stamped(token, stamps.value_of(stamped), tsa.root).good, "as of today it has ended"


async def test_our_checker_refuses_every_flipped_byte_of_a_stamp(firm: Firm, signature: bytes) -> None:
    tsa = Tsa()
    stamped = await stamp(signature, firm, tsa)
    token = stamps.token_of(stamped)
    assert token is not None
    checker = Checker(trust(firm, tsa))
    begin = len(signature) - 20
    missed = [
        (place, bit)
        for place in range(begin, len(stamped))
        for bit in (range(BITS) if place < begin + 60 else (place % BITS,))
        if checker.check(flipped(stamped, place, bit), DOCUMENT).good
    ]
    assert not missed


async def test_a_stamp_of_nobody_we_trust_proves_no_moment(firm: Firm, signature: bytes) -> None:
    """It was not made in error, so the signature stays good; it is judged as claimed."""
    stamped = await stamp(signature, firm, Tsa())
    verdict = Checker(firm.trust()).check(stamped, DOCUMENT)
    assert verdict.good
    assert verdict.stamp is not None
    assert verdict.stamp.problems == (Problem.FOREIGN,)
    assert verdict.moment == verdict.claimed


async def test_a_stamp_of_another_signature_is_seen(firm: Firm, employee: Employee, signature: bytes) -> None:
    tsa = Tsa()
    stamped, other = await stamp(signature, firm, tsa), employee.sign()
    moved = stamped.replace(stamps.value_of(signature), stamps.value_of(other))
    verdict = Checker(trust(firm, tsa)).check(moved, DOCUMENT)
    assert Problem.STAMP in verdict.problems or Problem.MALFORMED in verdict.problems


async def test_a_revocation_before_the_stamp_counts() -> None:
    """Whoever stole the key claims a moment of before; the stamp knows better."""
    firm, tsa = Firm(), Tsa(at=START + timedelta(days=3))
    employee = firm.hire()
    taken = Revoked(employee.certificate.serial, START + timedelta(days=2), Reason.KEY_COMPROMISE)
    firm.publish(START + timedelta(days=2), taken)
    stamped = await stamp(employee.sign(at=START + timedelta(days=1)), firm, tsa)
    assert Checker(trust(firm, tsa)).check(stamped, DOCUMENT).problems == (Problem.REVOKED,)


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": 5},
        {"message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}},
        {"gen_time": START - timedelta(days=9)},
        {"gen_time": START + timedelta(days=9000)},
    ],
    ids=["another's nonce", "another's digest", "before its certificate", "after it"],
)
async def test_what_an_authority_got_wrong_is_no_stamp(firm: Firm, signature: bytes, lies: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        await stamp(signature, firm, Tsa(lies=lies))


async def test_a_certificate_for_something_else_stamps_nothing(firm: Firm, signature: bytes) -> None:
    with pytest.raises(Unfit, match="usage"):
        await stamp(signature, firm, Tsa(purpose=ExtendedKeyUsageOID.SERVER_AUTH))


async def test_a_stranger_stamps_nothing(firm: Firm, signature: bytes) -> None:
    with pytest.raises(Unfit, match=r"foreign|chain"):
        await Stamper(Tsa().post, trust(firm, Tsa())).stamp(signature)


@pytest.mark.parametrize("reply", [b"", b"<html>Bad gateway</html>", b"\x30\x00", b"\x30\x03\x02\x01\x00", bytes(9000)])
async def test_what_is_no_answer_is_told(firm: Firm, signature: bytes, reply: bytes) -> None:
    async def post(_query: bytes) -> bytes:
        return reply

    with pytest.raises(Unfit):
        await Stamper(post, firm.trust()).stamp(signature)


async def test_a_refusal_brings_its_words(firm: Firm, signature: bytes) -> None:
    async def post(_query: bytes) -> bytes:
        status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["quota"]}).dump()
        return bytes([0x30, len(status)]) + status

    with pytest.raises(Refused, match="rejection: quota"):
        await Stamper(post, firm.trust()).stamp(signature)


async def test_an_authority_that_does_not_answer_is_the_callers_trouble(firm: Firm, signature: bytes) -> None:
    async def post(_query: bytes) -> bytes:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await Stamper(post, firm.trust()).stamp(signature)


async def test_only_signatures_are_stamped(firm: Firm) -> None:
    for content in (b"", DOCUMENT, firm.root):
        with pytest.raises(ValueError, match="not a signature"):
            await stamp(content, firm, Tsa())
        with pytest.raises(ValueError, match="not a signature"):
            stamps.value_of(content)
