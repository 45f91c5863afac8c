"""OpenSSL as the time stamping authority, with its own ways of writing a token and a chain of three: we take it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing import stamps
from signing.cades import Checker
from signing.stamps import Stamper
from tests.signing.openssl import Desk, pem, run
from tests.signing.pki import DOCUMENT, Firm

CONFIG = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/key.pem
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = {named}
"""
NAMES = ("Stamping root", "Stamping issuer", "Stamps")


class Authority:
    """`openssl ts -reply`, a file for each query; its certificates are of this hour."""

    def __init__(self, folder: Path, digest: str, named: str) -> None:
        self.folder = folder
        keys = [ec.generate_private_key(ec.SECP256R1()) for _ in NAMES]
        self.root, middle, own = (certificate(place, keys) for place in range(3))
        (folder / "chain.pem").write_bytes(pem("CERTIFICATE", middle, self.root))
        (folder / "tsa.pem").write_bytes(pem("CERTIFICATE", own))
        (folder / "key.pem").write_bytes(keys[2].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / "config").write_text(CONFIG.format(folder=folder, digest=digest, named=named))
        (folder / "serial").write_text("01\n")

    async def post(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        files = ("-queryfile", self.folder / "query", "-out", self.folder / "reply")
        said = run("ts", "-reply", "-config", self.folder / "config", *files)
        assert said.good, said.words
        return (self.folder / "reply").read_bytes()


def certificate(place: int, keys: list[ec.EllipticCurvePrivateKey]) -> bytes:
    """In DER: the root, the one that it issued, and the stamping one below that."""
    name, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[at])]) for at in (place, max(place - 1, 0))
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(keys[place].public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=900))
    if place < 2:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    else:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(keys[max(place - 1, 0)], hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(("digest", "named"), [("sha256", "sha1"), ("sha512", "sha256")])
async def test_a_stamp_by_openssl_is_taken_and_told_back_to_it(tmp_path: Path, digest: str, named: str) -> None:
    firm = Firm(at=datetime.now(UTC) - timedelta(hours=2))
    authority = Authority(tmp_path, digest, named)
    trust = replace(firm.trust(), stamp_roots=(authority.root,))
    stamped = await Stamper(authority.post, trust).stamp(firm.hire().sign())
    verdict = Checker(trust).check(stamped, DOCUMENT)
    assert verdict.good
    assert verdict.stamp is not None
    assert verdict.stamp.trusted
    assert verdict.stamp.authority is not None
    assert verdict.stamp.authority.subject.name == "Stamps"
    assert verdict.moment == verdict.stamp.at
    token = stamps.token_of(stamped)
    assert token is not None
    assert Desk(tmp_path).stamped(token, stamps.value_of(stamped), authority.root).good
