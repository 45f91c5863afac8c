"""What revocation lists say of a certificate, whenever it was said: also of what happened after a signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from signing.authority import Reason, Revoked
from signing.certificates import Certificate


@dataclass(frozen=True)
class Published:
    """What a revocation list says of itself (RFC 5280 § 5); moments are UTC."""

    der: bytes = field(repr=False)
    number: int
    made: datetime
    due: datetime

    @property
    def pem(self) -> str:
        """As `openssl` reads it without being told the form."""
        return x509.load_der_x509_crl(self.der).public_bytes(Encoding.PEM).decode()


def published(der: bytes) -> Published:
    """ValueError where the bytes are no list, or one without number or term: ours have both."""
    found = x509.load_der_x509_crl(der)
    try:
        number = found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound as error:
        raise ValueError("a revocation list without a number") from error
    if found.next_update_utc is None:
        raise ValueError("a revocation list without a term")
    return Published(der, number, found.last_update_utc, found.next_update_utc)


class Lists:
    """Revocation lists that a trusted root signed, read once."""

    def __init__(self, lists: Iterable[bytes], roots: Iterable[bytes]) -> None:
        """Both in DER; ValueError where one is not. A list of another root counts for nothing."""
        issuers = [x509.load_der_x509_certificate(root) for root in roots]
        read = [x509.load_der_x509_crl(item) for item in lists]
        self._lists = [item for item in read if any(_is_of(item, issuer) for issuer in issuers)]

    def find(self, certificate: Certificate) -> Revoked | None:
        """When and why the certificate was first taken back; None where no list of its issuer names it."""
        issuer = x509.load_der_x509_certificate(certificate.der).issuer
        entries = [item.get_revoked_certificate_by_serial_number(certificate.serial) for item in self._issued(issuer)]
        found = [_revoked(entry) for entry in entries if entry is not None]
        return min(found, key=lambda item: item.at, default=None)

    def _issued(self, issuer: x509.Name) -> list[x509.CertificateRevocationList]:
        return [item for item in self._lists if item.issuer == issuer]


def _is_of(item: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return item.issuer == issuer.subject and item.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # a key that cannot sign lists raises TypeError
    except (TypeError, UnsupportedAlgorithm):
        return False


def _revoked(entry: x509.RevokedCertificate) -> Revoked:
    try:
        flag = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        flag = ""
    known = {reason.value: reason for reason in Reason}
    moment = entry.revocation_date_utc.astimezone(UTC)
    return Revoked(entry.serial_number, moment, known.get(flag, Reason.UNSPECIFIED))
