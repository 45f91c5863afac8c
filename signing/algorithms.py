"""Which keys sign, behind one small protocol: nothing else names a curve or a hash.

ECDSA over P-256 with SHA-256 (FIPS 186-5) is what every OpenSSL, browser and PDF reader verifies. Another algorithm
(GOST R 34.10-2012 would be one) is a class beside it and a line in ``ALGORITHMS``; what is signed keeps its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from cryptography.x509 import CertificateBuilder, CertificateRevocationListBuilder


class Key(Protocol):
    """A private key in memory. OpenSSL clears its memory when the last name of it is gone."""

    @property
    def algorithm(self) -> Algorithm:
        """What it signs with."""

    @property
    def public(self) -> CertificatePublicKeyTypes:
        """The public half, as builders of certificates take it."""

    def dump(self) -> bytes:
        """PKCS#8 in DER, unencrypted: to be sealed at once (signing/vault)."""

    def dump_public(self) -> bytes:
        """The public half in DER (SubjectPublicKeyInfo)."""

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data`` as CMS and X.509 carry it."""

    def certify(self, builder: CertificateBuilder) -> bytes:
        """The certificate that ``builder`` describes, in DER, signed."""

    def certify_list(self, builder: CertificateRevocationListBuilder) -> bytes:
        """The revocation list that ``builder`` describes, in DER, signed."""


class Algorithm(Protocol):
    """A way to sign, and how CMS names it."""

    name: str
    """Kept beside every key and certificate."""
    digest: str
    """Of the document: what asn1crypto and pyHanko call it."""
    mechanism: str
    """Of the signature: what asn1crypto and pyHanko call it."""

    def hash(self, document: bytes) -> bytes:
        """The digest of a document."""

    def generate(self) -> Key:
        """A new random key."""

    def load(self, pkcs8: bytes | bytearray) -> Key:
        """The key of its PKCS#8 form; ValueError where it is none of this algorithm."""


def read_public(der: bytes) -> CertificatePublicKeyTypes:
    """What ``Key.dump_public`` wrote; ValueError where it is no key that can stand in a certificate."""
    found = load_der_public_key(der)
    if not isinstance(found, ec.EllipticCurvePublicKey):
        raise ValueError("not a key of an elliptic curve")
    return found


class P256Key:
    """A key of ECDSA over P-256."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @property
    def algorithm(self) -> Algorithm:
        """ECDSA over P-256 with SHA-256."""
        return P256

    @property
    def public(self) -> CertificatePublicKeyTypes:
        """A point of the curve."""
        return self._key.public_key()

    def dump(self) -> bytes:
        """138 bytes."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def dump_public(self) -> bytes:
        """91 bytes."""
        return self.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """Two integers in DER (RFC 3279 § 2.2.3), at most 72 bytes."""
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def certify(self, builder: CertificateBuilder) -> bytes:
        """DER."""
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)

    def certify_list(self, builder: CertificateRevocationListBuilder) -> bytes:
        """DER."""
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)


class EcdsaP256:
    """ECDSA over P-256 with SHA-256."""

    name = "ecdsa-p256-sha256"
    digest = "sha256"
    mechanism = "sha256_ecdsa"

    def hash(self, document: bytes) -> bytes:
        """SHA-256: 32 bytes."""
        return sha256(document).digest()

    def generate(self) -> P256Key:
        """A new random key."""
        return P256Key(ec.generate_private_key(ec.SECP256R1()))

    def load(self, pkcs8: bytes | bytearray) -> P256Key:
        """The key of its PKCS#8 form; ValueError where it is another kind of key, or none."""
        key = load_der_private_key(pkcs8, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("not a key of P-256")
        return P256Key(key)


P256: Final = EcdsaP256()
ALGORITHMS: Final[Mapping[str, Algorithm]] = {P256.name: P256}
"""By the name that stands beside a key."""
