"""Signatures inside PDFs: who, when, and whether the file still shows what was signed; Poppler asked beside us."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyhanko.sign.fields import MDPPerm

from signing.authority import Reason, Revoked
from signing.cades import Checker
from signing.hanko.embedded import _is_whole
from signing.verdicts import Problem, Since, Trust, Verdict
from tests.signing.pdf import WORDS, add_field, appended, blank, drop_fields, hole, pdfsig, signed, swap_page
from tests.signing.pki import LONG, Employee, Firm
from tests.signing.test_cades import flipped

VALID, TOTAL = "Signature is Valid", "Total document signed"
GOST = Path(__file__).parent / "samples" / "gost.p7s"


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm(at=datetime.now(UTC) - timedelta(hours=2))


@pytest.fixture(scope="module")
def anna(firm: Firm) -> Employee:
    return firm.hire()


@pytest.fixture
def once(anna: Employee) -> bytes:
    return signed(blank(), anna)


def judged(firm: Firm, pdf: bytes, *lists: bytes) -> dict[str, Verdict]:
    """Field → verdict."""
    return {one.field: one.verdict for one in Checker(firm.trust(*lists)).inside(pdf)}


def test_one_signature_over_all_of_a_file(firm: Firm, once: bytes, tmp_path: Path) -> None:
    verdict = judged(firm, once)["Signature1"]
    assert verdict.good
    assert verdict.since is Since.NOTHING
    assert verdict.certificate is not None
    assert verdict.certificate.subject.name == LONG
    assert verdict.moment == verdict.claimed
    assert verdict.claimed is not None
    assert abs(verdict.claimed - datetime.now(UTC)) < timedelta(minutes=5)
    said = pdfsig(tmp_path, once)
    assert VALID in said
    assert TOTAL in said
    assert list(Checker(firm.trust()).inside(blank())) == []


def test_two_sign_one_after_the_other(firm: Firm, once: bytes, tmp_path: Path) -> None:
    twice = signed(once, firm.hire("Пётр Иванов"), "Signature2")
    found = judged(firm, twice)
    assert [(field, one.good, one.since) for field, one in found.items()] == [
        ("Signature1", True, Since.ALLOWED),
        ("Signature2", True, Since.NOTHING),
    ]
    assert pdfsig(tmp_path, twice).count(VALID) == 2


def test_a_later_revision_that_shows_other_words(firm: Firm, once: bytes, tmp_path: Path) -> None:
    """Poppler calls it valid, and says in a corner that not all is signed."""
    swapped = appended(once, swap_page)
    verdict = judged(firm, swapped)["Signature1"]
    assert verdict.problems == (Problem.LATER,)
    assert verdict.since is Since.CHANGED
    said = pdfsig(tmp_path, swapped)
    assert VALID in said
    assert TOTAL not in said
    over = signed(swapped, firm.hire("Пётр Иванов"), "Signature2")
    assert [one.problems for one in judged(firm, over).values()] == [(Problem.LATER,), ()], "he signed the other words"


def test_what_the_first_signature_forbids(firm: Firm, anna: Employee) -> None:
    closed = signed(blank(), anna, certify=MDPPerm.NO_CHANGES)
    assert judged(firm, closed)["Signature1"].good
    more = signed(closed, firm.hire("Пётр Иванов"), "Signature2")
    assert [one.problems for one in judged(firm, more).values()] == [(Problem.LATER,), ()]
    opened = appended(signed(blank(), anna, certify=MDPPerm.FILL_FORMS), add_field)
    assert judged(firm, opened)["Signature1"].since is Since.ALLOWED


def test_a_flipped_byte_is_seen_by_us_and_by_poppler(firm: Firm, once: bytes, tmp_path: Path) -> None:
    place = once.index(WORDS) + len(WORDS) - 1
    changed = flipped(once, place, 3)
    assert judged(firm, changed)["Signature1"].problems == (Problem.DOCUMENT,)
    assert VALID not in pdfsig(tmp_path, changed)
    begin, end = hole(once)
    places = [*range(0, begin, 97), *range(end, len(once), 41)]
    assert not [at for at in places if any(one.good for one in judged(firm, flipped(once, at, 0)).values())]
    told = judged(firm, once)["Signature1"]
    for at in range(begin + 1, begin + 2400, 61):  # what of a signature is not signed changes nothing that is told
        for verdict in judged(firm, flipped(once, at, 0)).values():
            assert not verdict.good or verdict == told


def test_what_stands_in_place_of_a_signature(firm: Firm, once: bytes) -> None:
    begin, end = hole(once)
    for content in (b"(" + b"x" * (end - begin - 2) + b")", once[begin : end - 1] + b" ", b"<" + b"0" * 8 + b">"):
        broken = once[:begin] + content.ljust(end - begin) + once[end:]
        assert not any(one.good for one in judged(firm, broken).values())


@pytest.mark.parametrize(
    ("ranges", "whole"),
    [
        ((0, 4, 10, 4), True),
        ((0, 4, 9, 4), False),  # the same lengths, and the last byte is signed by nobody
        ((0, 3, 10, 5), False),
        ((1, 3, 10, 4), False),
        ((0, 4, 10, 9), False),
        ((0, 4, 10, 2, 12, 2), False),
        ((0, 4), False),
    ],
)
def test_a_signer_may_leave_out_his_signature_alone(ranges: tuple[int, ...], whole: bool) -> None:
    """He who has a key may sign whatever he likes, also a file with a hole for later."""
    signature: Any = SimpleNamespace(byte_range=ranges, pkcs7_content=b"\xab\xcd")
    assert _is_whole(b"%PDF<ABcd>rest", signature) is whole


def test_strangers_the_revoked_and_those_without_a_list(firm: Firm, once: bytes, anna: Employee) -> None:
    assert [one.problems for one in judged(Firm(at=firm.at), once).values()] == [(Problem.FOREIGN,)]
    listed = [Revoked(anna.certificate.serial, firm.at + timedelta(minutes=1), Reason.KEY_COMPROMISE)]
    taken = firm.authority.revocation_list(listed, 7, firm.at + timedelta(minutes=1))
    assert [one.problems for one in judged(firm, once, *firm.lists, taken).values()] == [(Problem.REVOKED,)]
    late = [Revoked(anna.certificate.serial, datetime.now(UTC) + timedelta(hours=1), Reason.CESSATION)]
    after = firm.authority.revocation_list(late, 8, datetime.now(UTC) + timedelta(hours=2))
    verdict = judged(firm, once, *firm.lists, after)["Signature1"]
    assert verdict.good
    assert verdict.revoked is not None
    bare = Checker(Trust((firm.root,)))
    assert [one.verdict.problems for one in bare.inside(once)] == [(Problem.NO_LIST,)]


def test_a_signature_that_was_taken_out_is_not_passed_over(firm: Firm, once: bytes) -> None:
    for broken in (appended(once, drop_fields), once[: once.rindex(b"startxref")], b"%PDF-1.7 /ByteRange [0 1 2 3]"):
        assert {field: one.problems for field, one in judged(firm, broken).items()} == {"": (Problem.MALFORMED,)}


def test_a_number_that_is_none_breaks_nothing(firm: Firm, once: bytes) -> None:
    """Decimal's own error for it is no ValueError."""
    broken = re.sub(rb"/Rect \[ ?0", lambda found: found[0][:-1] + b".", once)
    assert broken != once
    assert [one.problems for one in judged(firm, broken).values()] == [(Problem.MALFORMED,)]


def test_what_cannot_be_checked_here_is_neither_good_nor_bad(firm: Firm, once: bytes) -> None:
    """ГОСТ; but that the file was changed is seen all the same."""
    begin, end = hole(once)
    inside = GOST.read_bytes().hex().encode()
    assert len(inside) <= end - begin - 2
    there = once[: begin + 1] + inside.ljust(end - begin - 2, b"0") + once[end - 1 :]
    verdict = judged(firm, there)["Signature1"]
    assert verdict.problems == (Problem.ALGORITHM,)
    assert verdict.since is Since.NOTHING
    assert judged(firm, appended(there, swap_page))["Signature1"].problems == (Problem.LATER, Problem.ALGORITHM)
