"""Every signature stands before OpenSSL, and falls after a flipped byte, a revocation or under another root."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from asn1crypto import cms
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.algorithms import P256
from signing.authority import Reason, Revoked
from signing.cades import Checker, Pen
from signing.certificates import Certificate
from signing.verdicts import Problem, Trust
from tests.conftest import START
from tests.signing.openssl import Desk, pem, run
from tests.signing.pki import DOCUMENT, LONG, Employee, Firm

SIGNED = START + timedelta(hours=1)
BITS = 8


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


def places(signature: bytes) -> dict[str, range]:
    """Where the parts of a signature lie that anybody's check must protect."""
    signed = cms.ContentInfo.load(signature)["content"]
    signer = signed["signer_infos"][0]
    parts = {
        "certificate": signed["certificates"][0].chosen.dump(),
        "signed attributes": signer["signed_attrs"].dump(),
        "signature value": signer["signature"].dump(),
    }
    return {name: range(start := signature.index(part), start + len(part)) for name, part in parts.items()}


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


def test_it_says_who_and_when(firm: Firm, employee: Employee, signature: bytes) -> None:
    verdict = firm.check(signature)
    assert verdict.good
    assert verdict.certificate == employee.certificate
    assert verdict.certificate.subject.name == LONG
    assert (verdict.claimed, verdict.moment) == (SIGNED, SIGNED)
    assert verdict.digest == P256.hash(DOCUMENT)
    assert (verdict.stamp, verdict.revoked, verdict.registered) == (None, None, None)
    assert len(signature) < 2000


def test_openssl_accepts_it(desk: Desk, firm: Firm, signature: bytes) -> None:
    for lists in ((), firm.lists):
        said = desk.verify(signature, DOCUMENT, firm.root, *lists, at=SIGNED)
        assert said.good, said.words
        assert "CAdES Verification successful" in said.words


@pytest.mark.parametrize("document", [b"", b"\n", b"\r\n" * 100, b"x" * 3_000_000], ids=len)
def test_any_document_can_be_signed(desk: Desk, firm: Firm, employee: Employee, document: bytes) -> None:
    signature = employee.sign(document)
    assert firm.check(signature, document).good
    assert desk.verify(signature, document, firm.root, at=SIGNED).good
    assert firm.check(signature, document + b"\n").problems == (Problem.DOCUMENT,)


def test_openssl_refuses_what_was_flipped(desk: Desk, firm: Firm, signature: bytes) -> None:
    """Each part is tried at its beginning, its end and in between."""
    for name, part in places(signature).items():
        for place in (part[0], part[5], part[len(part) // 2], part[-1]):
            said = desk.verify(flipped(signature, place), DOCUMENT, firm.root, at=SIGNED)
            assert not said.good, f"{name} at {place}"
    for place in (0, len(DOCUMENT) // 2, len(DOCUMENT) - 1):
        assert not desk.verify(signature, flipped(DOCUMENT, place), firm.root, at=SIGNED).good


def test_our_checker_refuses_every_flipped_bit(firm: Firm, signature: bytes) -> None:
    """Also those that OpenSSL overlooks: versions, names, lists of algorithms."""
    checker = Checker(firm.trust())
    missed = [
        (place, bit)
        for place in range(len(signature))
        for bit in (range(BITS) if not place % 16 else (place % BITS,))
        if checker.check(flipped(signature, place, bit), DOCUMENT).good
    ]
    assert not missed
    for place in range(0, len(DOCUMENT), 97):
        assert checker.check(signature, flipped(DOCUMENT, place)).problems == (Problem.DOCUMENT,)


def test_another_document_is_not_forgery(firm: Firm, employee: Employee, signature: bytes) -> None:
    """Who signed is still known, and what he signed."""
    verdict = firm.check(signature, b"another")
    assert verdict.problems == (Problem.DOCUMENT,)
    assert verdict.certificate == employee.certificate
    assert verdict.digest == P256.hash(DOCUMENT)


def test_a_signature_moved_to_another_certificate_is_forged(firm: Firm, signature: bytes) -> None:
    other = firm.hire()
    own = cms.ContentInfo.load(signature)["content"]["certificates"][0].chosen.dump()
    if len(other.der) == len(own):
        assert firm.check(signature.replace(own, other.der)).problems == (Problem.FORGED,)
    signed = cms.ContentInfo.load(signature)
    signed["content"]["certificates"] = [cms.CertificateChoices({"certificate": cms.Certificate.load(other.der)})]
    assert firm.check(signed.dump()).problems == (Problem.FORGED,)


def test_a_wrong_root_is_refused(desk: Desk, employee: Employee, signature: bytes) -> None:
    """Another one, also if it bears the same name."""
    for other in (Firm(name="ООО «Василёк»"), Firm()):
        assert other.check(signature).problems == (Problem.FOREIGN,)
        assert not desk.verify(signature, DOCUMENT, other.root, at=SIGNED).good
    assert Checker(Trust(())).check(signature, DOCUMENT).problems == (Problem.FOREIGN,)


def test_without_a_revocation_list_nothing_is_known(firm: Firm, signature: bytes) -> None:
    assert Checker(Trust((firm.root,))).check(signature, DOCUMENT).problems == (Problem.NO_LIST,)
    foreign = Firm().lists
    assert Checker(firm.trust(*foreign)).check(signature, DOCUMENT).problems == (Problem.NO_LIST,)


def test_a_list_that_had_ended_does_not_count(firm: Firm, employee: Employee) -> None:
    late = employee.sign(at=START + timedelta(days=8))
    assert Checker(firm.trust(firm.lists[0])).check(late, DOCUMENT).problems == (Problem.NO_LIST,)


def test_after_a_revocation_openssl_and_we_refuse(desk: Desk) -> None:
    firm = Firm()
    employee = firm.hire()
    taken = Revoked(employee.certificate.serial, START + timedelta(days=2), Reason.KEY_COMPROMISE)
    before, after = employee.sign(at=START + timedelta(days=1)), employee.sign(at=START + timedelta(days=3))
    latest = firm.publish(START + timedelta(days=2), taken)
    good, refused = firm.check(before), firm.check(after)
    assert good.good
    assert (good.revoked, refused.revoked) == (taken, taken)
    assert refused.problems == (Problem.REVOKED,)
    assert not desk.verify(after, DOCUMENT, firm.root, latest, at=START + timedelta(days=3)).good
    assert desk.verify(before, DOCUMENT, firm.root, firm.lists[0], at=START + timedelta(days=1)).good
    assert Checker(firm.trust(latest)).check(before, DOCUMENT).good, "a list of later tells the date"


def test_a_list_that_came_late_counts_from_its_date() -> None:
    """Revoked on the second day, published on the fourth; the older list still covers the third."""
    firm = Firm()
    employee = firm.hire()
    taken = Revoked(employee.certificate.serial, START + timedelta(days=2), Reason.CESSATION)
    signature = employee.sign(at=START + timedelta(days=3))
    assert firm.check(signature).good
    firm.publish(START + timedelta(days=4), taken)
    assert firm.check(signature).problems == (Problem.REVOKED,)
    firm.lists.reverse()
    assert firm.check(signature).problems == (Problem.REVOKED,)


@pytest.mark.parametrize("at", [START - timedelta(hours=1), START + timedelta(days=40)], ids=["early", "late"])
def test_a_certificate_signs_in_its_term(desk: Desk, at: datetime) -> None:
    firm = Firm()
    employee = firm.hire(life=timedelta(days=30))
    firm.publish(START + timedelta(days=39))
    signature = employee.sign(at=at)
    assert firm.check(signature).problems == (Problem.TERM,)
    assert not desk.verify(signature, DOCUMENT, firm.root, at=at).good


def test_years_later_it_still_stands(desk: Desk) -> None:
    """Certificate and list have ended long ago: both are asked about the day of the signature."""
    made = datetime(2018, 3, 1, 12, tzinfo=UTC)
    firm = Firm(at=made)
    employee = firm.hire()
    signature = employee.sign()
    assert employee.certificate.ends < datetime.now(UTC) - timedelta(days=365)
    archived = firm.lists[0]
    for at in (made + timedelta(hours=1), made + timedelta(days=1)):
        assert desk.verify(signature, DOCUMENT, firm.root, archived, at=at).good
    assert not desk.verify(signature, DOCUMENT, firm.root, archived).good, "as of today it has ended"
    assert not desk.verify(signature, flipped(DOCUMENT, 9), firm.root, archived, at=made + timedelta(hours=1)).good
    assert firm.check(signature).good
    firm.publish(datetime.now(UTC))
    assert Checker(firm.trust(firm.lists[-1])).check(signature, DOCUMENT).good


def test_the_register_convicts_a_copy_of_the_root(desk: Desk) -> None:
    """Somebody has the root's key: OpenSSL is content, the register of issue is not, whatever serial he chose."""
    firm = Firm()
    ours = firm.hire()
    register = {ours.certificate.fingerprint}

    def issued(certificate: Certificate) -> bool:
        return certificate.fingerprint in register

    thief = firm.hire()
    forged = thief.sign()
    assert desk.verify(forged, DOCUMENT, firm.root, *firm.lists, at=SIGNED).good
    verdict = firm.check(forged, registered=issued)
    assert verdict.problems == (Problem.UNREGISTERED,)
    assert verdict.registered is False
    assert firm.check(ours.sign(), registered=issued).registered is True


def test_the_root_itself_signs_nothing(firm: Firm) -> None:
    signature = Pen(firm.root_key, firm.root).sign(DOCUMENT, SIGNED)
    assert firm.check(signature).problems == (Problem.USAGE,)


def test_a_pen_wants_the_key_of_its_certificate(employee: Employee) -> None:
    with pytest.raises(ValueError, match="another key's"):
        Pen(P256.generate(), employee.der)


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_get_a_verdict(content: bytes) -> None:
    assert Checker(Trust(())).check(content, b"").problems == (Problem.MALFORMED,)


def test_pieces_and_heaps_get_a_verdict(firm: Firm, signature: bytes) -> None:
    checker = Checker(firm.trust())
    for content in (signature + b"\0", b"\x30\x80" * 5000, b"0" * 1_000_000, DOCUMENT, firm.root, firm.lists[0]):
        assert not checker.check(content, DOCUMENT).good
    for size in range(0, len(signature), 7):
        assert not checker.check(signature[:size], DOCUMENT).good


def test_what_openssl_signed_is_a_signature_too(desk: Desk) -> None:
    """With the same key and certificate; its signing time is now."""
    firm = Firm(at=datetime.now(UTC) - timedelta(hours=5))
    employee = firm.hire()
    key, own = (
        desk.put("key", pem("PRIVATE KEY", employee.key.dump())),
        desk.put("own", pem("CERTIFICATE", employee.der)),
    )
    files = ("-in", desk.put("d", DOCUMENT), "-signer", own, "-inkey", key, "-out", desk.folder / "out")
    assert run("cms", "-sign", "-cades", "-binary", "-md", "sha256", "-outform", "DER", *files).good
    signature = (desk.folder / "out").read_bytes()
    assert firm.check(signature).good
    assert firm.check(signature, DOCUMENT + b"x").problems == (Problem.DOCUMENT,)


def test_a_signature_of_another_house_is_told_apart(desk: Desk, firm: Firm) -> None:
    """RSA, signed by itself, plain CMS; and one that brings its document along."""
    made = (
        "-keyout",
        desk.folder / "key",
        "-out",
        desk.folder / "own",
        "-addext",
        "keyUsage=digitalSignature,nonRepudiation",
    )
    assert run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", *made).good
    files = ("-in", desk.put("d", DOCUMENT), "-signer", desk.folder / "own", "-inkey", desk.folder / "key")
    for more, problems in (
        ((), (Problem.BARE, Problem.FOREIGN)),
        (("-cades",), (Problem.FOREIGN,)),
        (("-nodetach",), (Problem.MALFORMED,)),
    ):
        assert run("cms", "-sign", "-binary", *more, "-outform", "DER", "-out", desk.folder / "out", *files).good
        assert firm.check((desk.folder / "out").read_bytes()).problems == problems


def test_a_signature_by_gost_is_not_called_broken() -> None:
    """Made with OpenSSL's engine (`-md md_gost12_256`): who and when is read, the rest is for others to say."""
    sample = (Path(__file__).parent / "samples" / "gost.p7s").read_bytes()
    verdict = Checker(Trust(()), lambda _certificate: True).check(sample, b"document")
    assert verdict.problems == (Problem.ALGORITHM,)
    assert verdict.certificate is not None
    assert verdict.certificate.subject.name == "Test GOST"
    assert verdict.claimed == datetime(2026, 11, 24, 15, 34, 8, tzinfo=UTC)
    assert len(verdict.digest) == 32


def test_heaps_are_not_dug_through(firm: Firm, employee: Employee, signature: bytes) -> None:
    """Time limits are for whoever calls; here the worst stays small."""
    content = cms.ContentInfo.load(signature)
    many = [employee.der, *(firm.hire().der for _ in range(40))]
    choices = [cms.CertificateChoices("certificate", cms.Certificate.load(one)) for one in many]
    content["content"]["certificates"] = cms.CertificateSet(choices)
    began = process_time()
    checker = Checker(firm.trust())
    assert checker.check(content.dump(), DOCUMENT).problems == (Problem.MALFORMED,)
    assert checker.check(b"\x30\x84\x01\x31\x2d\x00" + b"\x05\x00" * 10_000_000, DOCUMENT).problems == (
        Problem.MALFORMED,
    )
    assert checker.check(signature + b"\x05\x00" * 500_000, DOCUMENT).problems == (Problem.MALFORMED,)
    assert process_time() - began < 2


def test_nobody_is_named_in_the_log(firm: Firm, signature: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    other = Firm()
    for checker in (other, firm):
        checker.check(signature, b"changed")
        checker.check(flipped(signature, len(signature) - 1))
    assert Checker(Trust((firm.root,))).check(signature, DOCUMENT).problems == (Problem.NO_LIST,)
    assert not caplog.records


def test_the_libraries_come_late() -> None:
    """They take half a second, which no start should."""
    code = "import sys, signing.cades; print([name for name in sys.modules if 'hanko' in name or 'asn1' in name])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_certificate_that_names_no_list_is_looked_up_all_the_same() -> None:
    """certvalidator's softer modes would call it good."""
    firm = Firm()
    key, serial = P256.generate(), 77
    issuer = x509.load_der_x509_certificate(firm.root).subject
    builder = x509.CertificateBuilder().subject_name(issuer).issuer_name(issuer).public_key(key.public)
    builder = builder.not_valid_before(START).not_valid_after(START + timedelta(days=9)).serial_number(serial)
    usage = x509.KeyUsage(True, True, *[False] * 7)
    bare = Employee(firm, key, firm.root_key.certify(builder.add_extension(usage, critical=True)))
    signature = bare.sign()
    assert firm.check(signature).good
    assert Checker(Trust((firm.root,))).check(signature, DOCUMENT).problems == (Problem.NO_LIST,)
    firm.publish(START, Revoked(serial, START, Reason.KEY_COMPROMISE))
    assert Checker(firm.trust(firm.lists[-1])).check(signature, DOCUMENT).problems == (Problem.REVOKED,)


def test_long_names_warn_nobody() -> None:
    code = "from tests.signing.pki import Firm; f = Firm(); s = f.hire().sign(); assert f.check(s).good"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True).stderr == b""
