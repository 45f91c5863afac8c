"""Certificates that somebody made badly, or cleverly (certomancer's): judged right, and OpenSSL asked beside us."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from certomancer.registry import CertomancerConfig, PKIArchitecture

from signing.algorithms import P256, Key
from signing.authority import Authority
from signing.cades import Checker, Pen
from signing.names import Subject
from signing.verdicts import Problem, Trust
from tests.conftest import START
from tests.signing.openssl import Desk, pem
from tests.signing.pki import DOCUMENT, URL, Firm

SIGNED = START + timedelta(hours=1)
KEYS = ("root", "other", "middle", "person")


def usage(*names: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}


def basic(**value: Any) -> dict[str, Any]:
    return {"id": "basic_constraints", "critical": True, "value": value}


def term(begins: str = "2026-01-01", ends: str = "2028-01-01") -> dict[str, str]:
    return {"valid-from": f"{begins}T00:00:00+0000", "valid-to": f"{ends}T00:00:00+0000"}


def certificate(issuer: str, *extensions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One entry of certomancer's; a person's unless ``more`` says otherwise."""
    place = {"schema": "crl-dist-url", "params": {"crl-repo-names": [issuer]}}
    listed = {"id": "crl_distribution_points", "smart-value": place}
    told = {"subject": "person", "issuer": issuer, "validity": term(), "extensions": [*extensions, listed]}
    return told | {key.replace("_", "-"): value for key, value in more.items()}


BINDS = usage("digital_signature", "non_repudiation")
ISSUES = usage("key_cert_sign", "crl_sign")
STRANGE = {"id": "1.2.3.4.5", "critical": True, "smart-value": {"schema": "der-bytes", "params": "0500"}}
MIDDLES = {
    "middle": certificate("root", basic(ca=True), ISSUES, subject="middle"),
    "middle-no-ca": certificate("root", basic(ca=False), ISSUES, subject="middle"),
    "middle-silent": certificate("root", ISSUES, subject="middle"),
    "middle-no-issuing": certificate("root", basic(ca=True), usage("digital_signature", "crl_sign"), subject="middle"),
    "middle-expired": certificate(
        "root", basic(ca=True), ISSUES, subject="middle", validity=term("2026-01-01", "2026-03-01")
    ),
}
CERTIFICATES = {
    "root": certificate("root", basic(ca=True), ISSUES, subject="root", validity=term("2020-01-01", "2040-01-01")),
    "other": certificate("other", basic(ca=True), ISSUES, subject="other", validity=term("2020-01-01", "2040-01-01")),
    **MIDDLES,
    "good": certificate("root", BINDS),
    "expired": certificate("root", BINDS, validity=term("2026-01-01", "2026-11-24")),
    "not yet": certificate("root", BINDS, validity=term("2026-11-25", "2027-11-25")),
    "revoked": certificate("root", BINDS, revocation={"revoked-since": "2026-11-20T00:00:00+0000"}),
    "revoked later": certificate("root", BINDS, revocation={"revoked-since": "2026-11-24T12:00:00+0000"}),
    "another issuer": certificate("other", BINDS),
    "the issuer's name, another key": certificate("root", BINDS, authority_key="other"),
    "no usage": certificate("root"),
    "usage: logging in": certificate("root", usage("digital_signature")),
    "usage: encryption": certificate("root", usage("key_encipherment")),
    "something critical and unknown": certificate("root", BINDS, STRANGE),
    "below": certificate("middle", BINDS, issuer_cert="middle"),
}
ENTITIES = {name: {"country-name": "RU", "organization-name": "ООО", "common-name": name} for name in KEYS}
LISTS = {
    name: {"for-issuer": name, "signing-key": name, "issuer-cert": name, "simulated-update-schedule": "P1D"}
    for name in ("root", "other", "middle")
}


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    return {name: P256.generate() for name in KEYS}


@pytest.fixture(scope="module")
def house(keys: dict[str, Key], tmp_path_factory: pytest.TempPathFactory) -> PKIArchitecture:
    """Certomancer with our keys."""
    folder = tmp_path_factory.mktemp("keys")
    for name, key in keys.items():
        (folder / name).write_bytes(pem("PRIVATE KEY", key.dump()))
    told = {
        "keysets": {"set": {"path-prefix": str(folder), "keys": {name: {"path": name} for name in KEYS}}},
        "pki-architectures": {
            "house": {
                "keyset": "set",
                "entities": ENTITIES,
                "certs": CERTIFICATES,
                "services": {"crl-repo": LISTS},
            }
        },
    }
    return CertomancerConfig(told, key_search_dir=str(folder)).get_pki_arch("house")


def der(house: PKIArchitecture, label: str) -> bytes:
    return bytes(house.get_cert(label).dump())


def lists(house: PKIArchitecture) -> tuple[bytes, ...]:
    """Of every issuer: as of the signature, and a month later."""
    return tuple(
        bytes(house.service_registry.get_crl(name, at).dump())
        for name in ("root", "other", "middle")
        for at in (SIGNED, SIGNED + timedelta(days=30))
    )


def with_chain(signature: bytes, *chain: bytes) -> bytes:
    """The signature, bringing other certificates too."""
    content = cms.ContentInfo.load(signature)
    given = [content["content"]["certificates"][0].chosen, *map(cms.Certificate.load, chain)]
    content["content"]["certificates"] = cms.CertificateSet(
        [cms.CertificateChoices("certificate", one) for one in given]
    )
    return bytes(content.dump())


@pytest.mark.parametrize(
    ("label", "problems", "openssl_agrees"),
    [
        ("good", (), True),
        ("expired", (Problem.TERM,), True),
        ("not yet", (Problem.TERM,), True),
        ("revoked", (Problem.REVOKED,), True),
        ("revoked later", (), True),
        ("another issuer", (Problem.FOREIGN,), True),
        ("the issuer's name, another key", (Problem.CHAIN,), True),
        ("no usage", (Problem.USAGE,), False),
        ("usage: logging in", (Problem.USAGE,), False),
        ("usage: encryption", (Problem.USAGE,), True),
        ("something critical and unknown", (Problem.CHAIN,), True),
    ],
)
def test_a_certificate_is_judged_right(
    house: PKIArchitecture,
    keys: dict[str, Key],
    tmp_path: Path,
    label: str,
    problems: tuple[Problem, ...],
    openssl_agrees: bool,
) -> None:
    """Where OpenSSL does not agree it asks for less: any certificate that may sign is enough for it."""
    signature = Pen(keys["person"], der(house, label)).sign(DOCUMENT, SIGNED)
    verdict = Checker(Trust((der(house, "root"),), lists(house))).check(signature, DOCUMENT)
    assert verdict.problems == problems
    early = lists(house)[0]
    said = Desk(tmp_path).verify(signature, DOCUMENT, der(house, "root"), early, at=SIGNED)
    assert said.good is (verdict.good if openssl_agrees else True), said.words


@pytest.mark.parametrize(
    ("middle", "problem"),
    [
        ("middle", None),
        ("middle-no-ca", Problem.CHAIN),
        ("middle-silent", Problem.CHAIN),
        ("middle-no-issuing", Problem.CHAIN),
        ("middle-expired", Problem.TERM),
    ],
)
def test_an_issuer_is_judged_right(
    house: PKIArchitecture, keys: dict[str, Key], tmp_path: Path, middle: str, problem: Problem | None
) -> None:
    """Somebody's certificate with which he issued another, for instance his own."""
    signature = with_chain(Pen(keys["person"], der(house, "below")).sign(DOCUMENT, SIGNED), der(house, middle))
    verdict = Checker(Trust((der(house, "root"),), lists(house))).check(signature, DOCUMENT)
    assert verdict.problems == ((problem,) if problem else ())
    assert Desk(tmp_path).verify(signature, DOCUMENT, der(house, "root"), at=SIGNED).good is (problem is None)


def test_our_own_root_bears_nobody_below(house: PKIArchitecture, keys: dict[str, Key]) -> None:
    """An employee signs a certificate with his key, and a document with that one's."""
    firm = Firm()
    employee, stranger = firm.hire(), P256.generate()
    made = Authority(employee.der, employee.key).issue(Subject("Директор", "ООО"), stranger.public, URL, START)
    signature = with_chain(Pen(stranger, made).sign(DOCUMENT, SIGNED), employee.der)
    assert firm.check(signature).problems == (Problem.CHAIN,)


def test_a_certificate_that_plays_no_part_is_not_overlooked(house: PKIArchitecture, keys: dict[str, Key]) -> None:
    signature = with_chain(Pen(keys["person"], der(house, "good")).sign(DOCUMENT, SIGNED), der(house, "other"))
    verdict = Checker(Trust((der(house, "root"),), lists(house))).check(signature, DOCUMENT)
    assert verdict.problems == (Problem.FORM,)
