"""Certificates and lists say what they should, in the eyes of OpenSSL."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from signing import authority, certificates, names
from signing.algorithms import ALGORITHMS, P256
from signing.authority import Authority, Reason, Revoked
from signing.names import Subject
from tests.conftest import START
from tests.signing import openssl
from tests.signing.openssl import Desk, pem
from tests.signing.pki import LONG, URL, Firm


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def text(desk: Desk, der: bytes) -> str:
    """`openssl x509 -text`."""
    path = desk.put("one.pem", pem("CERTIFICATE", der))
    return openssl.run("x509", "-in", path, "-noout", "-text", "-nameopt", "utf8,sep_comma_plus", "-fingerprint").words


def test_a_root_may_issue_and_nothing_else(desk: Desk) -> None:
    firm = Firm()
    said = text(desk, firm.root)
    assert "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0" in said
    assert "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n" in said
    assert "prime256v1" in said
    root = certificates.read(firm.root)
    assert root.begins == START - timedelta(days=1)
    assert root.ends.year == START.year + 15
    assert root.issuer == root.subject


def test_an_employee_is_named_in_full(desk: Desk) -> None:
    """The name takes 84 bytes, the company 116: `cryptography` would have none of them."""
    firm = Firm()
    said = text(desk, firm.hire().der)
    for part in (f"CN={LONG}", f"O={firm.name}", "title=Инженер-конструктор", "1.2.643.100.4=7701234567", "C=RU"):
        assert part in said, part
    assert "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n" in said
    assert "X509v3 Basic Constraints: critical\n                CA:FALSE" in said
    assert f"URI:{URL}" in said
    assert "Extended Key Usage" not in said


def test_certificates_lead_to_their_root(desk: Desk) -> None:
    firm, other = Firm(), Firm()
    one = desk.put("one.pem", pem("CERTIFICATE", firm.hire().der))
    at = ("-attime", str(int(START.timestamp())))
    for root, good in ((firm.root, True), (other.root, False)):
        assert (
            openssl.run("verify", "-x509_strict", "-CAfile", desk.put("r", pem("CERTIFICATE", root)), *at, one).good
            is good
        )
    keys = [x509.load_der_x509_certificate(der).extensions for der in (firm.root, firm.hire().der)]
    own = keys[0].get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert keys[1].get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == own.digest


def test_an_employee_does_not_outlive_the_root() -> None:
    firm = Firm()
    late = certificates.read(firm.root).ends - timedelta(days=3)
    assert firm.hire(at=late).certificate.ends == certificates.read(firm.root).ends


def test_serials_are_random_and_long() -> None:
    firm = Firm()
    serials = {firm.hire().certificate.serial for _ in range(20)}
    assert len(serials) == 20
    assert all(serial.bit_length() > 100 for serial in serials)


def test_a_fingerprint_is_what_openssl_prints(desk: Desk) -> None:
    certificate = Firm().hire().certificate
    path = desk.put("one.pem", certificate.pem.encode())
    said = openssl.run("x509", "-in", path, "-noout", "-fingerprint", "-sha256", "-serial").words
    assert certificates.spaced(certificate.fingerprint) in said
    assert certificates.spaced(certificates.serial_bytes(certificate.serial)).replace(":", "") in said


def test_a_person_of_twelve_digits_has_another_inn(desk: Desk) -> None:
    key, root = authority.new_root(Subject("Корень", "ИП Кузнецова", "770123456789"), START)
    assert "INN=770123456789" in text(desk, root)
    assert certificates.read(root).subject == Subject("Корень", "ИП Кузнецова", "770123456789")
    assert certificates.read(Authority(root, key).issue(Subject("Я", "ИП"), key.public, URL, START)).subject.inn == ""


def test_a_foreign_key_is_no_root() -> None:
    with pytest.raises(ValueError, match="root"):
        Authority(Firm().root, P256.generate())


def test_a_list_names_whom_it_took_back_and_why(desk: Desk) -> None:
    firm = Firm()
    one, two = firm.hire().certificate, firm.hire().certificate
    found = firm.publish(
        START + timedelta(days=1),
        Revoked(one.serial, START + timedelta(hours=5), Reason.CESSATION),
        Revoked(two.serial, START + timedelta(hours=6), Reason.UNSPECIFIED),
    )
    path = desk.put("list.pem", pem("X509 CRL", found))
    said = openssl.run("crl", "-in", path, "-noout", "-text").words
    assert "X509v3 CRL Number: \n                2\n" in said
    assert "Last Update: Nov 25 09:00:00 2026" in said
    assert "Next Update: Dec  2 09:00:00 2026" in said
    assert f"{one.serial:X}" in said
    assert "Revocation Date: Nov 24 14:00:00 2026 GMT" in said
    assert said.count("Cessation Of Operation") == said.count("X509v3 CRL Reason Code") == 1
    verified = openssl.run("crl", "-in", path, "-noout", "-CAfile", desk.put("r", pem("CERTIFICATE", firm.root)))
    assert "verify OK" in verified.words


@pytest.mark.parametrize("reason", Reason)
def test_reasons_are_those_of_the_standard(reason: Reason) -> None:
    assert x509.ReasonFlags(reason.value)


def test_names_of_others_are_read_as_far_as_they_go() -> None:
    assert names.read(x509.Name([])) == Subject("", "")


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_loads_what_it_dumped(name: str) -> None:
    algorithm = ALGORITHMS[name]
    key = algorithm.generate()
    assert algorithm.load(bytearray(key.dump())).public == key.public
    assert key.algorithm is algorithm
    for other in (b"", b"\x30\x00", Firm().root):
        with pytest.raises(ValueError):  # noqa: PT011 # OpenSSL's words change
            algorithm.load(other)
