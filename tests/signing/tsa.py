"""A small time stamping authority (RFC 3161) with a key of P-256, at any moment of the past, honest or not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from asn1crypto import cms, core, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.conftest import START

YEARS = timedelta(days=3 * 365)


def _name(text: str) -> pyca.Name:
    return pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    builder: pyca.CertificateBuilder, issuer: pyca.Name, key: ec.EllipticCurvePrivateKey, at: datetime
) -> pyca.Certificate:
    ready = builder.issuer_name(issuer).serial_number(pyca.random_serial_number())
    return ready.not_valid_before(at - timedelta(days=1)).not_valid_after(at + YEARS).sign(key, hashes.SHA256())


@dataclass
class Tsa:
    """``lies`` are values of the token in place of the right ones."""

    at: datetime = START + timedelta(hours=2)
    purpose: pyca.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    lies: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        basic, usage = pyca.BasicConstraints(ca=True, path_length=0), pyca.ExtendedKeyUsage([self.purpose])
        root = pyca.CertificateBuilder().subject_name(_name("Stamping root")).public_key(root_key.public_key())
        root = root.add_extension(basic, critical=True)
        own = pyca.CertificateBuilder().subject_name(_name("Stamps")).public_key(self.key.public_key())
        own = own.add_extension(usage, critical=True)
        self.root = _signed(root, _name("Stamping root"), root_key, self.at).public_bytes(Encoding.DER)
        self.certificate = x509.Certificate.load(
            _signed(own, _name("Stamping root"), root_key, self.at).public_bytes(Encoding.DER)
        )

    async def post(self, query: bytes) -> bytes:
        """As a server would answer."""
        asked = tsp.TimeStampReq.load(query)
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._token(asked)})
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()

    def _token(self, asked: tsp.TimeStampReq) -> cms.SignedData:
        told = {
            "version": "v1",
            "policy": "1.3.6.1.4.1.99999.1.1",
            "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(64),
            "gen_time": self.at,
            "nonce": asked["nonce"].native,
        }
        info = tsp.TSTInfo(told | self.lies).dump()
        attributes = self._attributes(info)
        digest = {"algorithm": "sha256"}
        signer = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": self._named()},
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        }
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [digest],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
                "certificates": [self.certificate],
                "signer_infos": [signer],
            }
        )

    def _named(self) -> dict[str, Any]:
        return {"issuer": self.certificate.issuer, "serial_number": self.certificate.serial_number}

    def _attributes(self, info: bytes) -> cms.CMSAttributes:
        known = {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": sha256(self.certificate.dump()).digest()}
        values = {
            "content_type": "tst_info",
            "signing_time": cms.Time({"utc_time": core.UTCTime(self.at)}),
            "message_digest": sha256(info).digest(),
            "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(known)]}),
        }
        return cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": [values[kind]]}) for kind in values])
