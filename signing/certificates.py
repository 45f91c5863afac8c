"""What a certificate says, in plain values: the rest of the house handles its bytes (DER) and these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing import names
from signing.names import Subject


@dataclass(frozen=True)
class Certificate:
    """One certificate (RFC 5280). Moments are UTC; it is good on both of them, and between."""

    der: bytes = field(repr=False)
    serial: int
    subject: Subject
    issuer: Subject
    begins: datetime
    ends: datetime

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate: 32 bytes."""
        return sha256(self.der).digest()

    @property
    def pem(self) -> str:
        """As `openssl` reads it without being told the form."""
        return x509.load_der_x509_certificate(self.der).public_bytes(Encoding.PEM).decode()


def read(der: bytes) -> Certificate:
    """ValueError where the bytes are no certificate."""
    found = x509.load_der_x509_certificate(der)
    return Certificate(
        der=der,
        serial=found.serial_number,
        subject=names.read(found.subject),
        issuer=names.read(found.issuer),
        begins=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
    )


def spaced(number: bytes) -> str:
    """A fingerprint or a serial as people compare it, and as `openssl` and Windows print it: «3F:A0:…»."""
    return number.hex(":").upper()


def serial_bytes(serial: int) -> bytes:
    """A serial for ``spaced``: as few bytes as hold it."""
    return serial.to_bytes(max((serial.bit_length() + 7) // 8, 1), "big")
