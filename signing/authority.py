"""A company's own authority: its root, its employees' certificates, and the list of those it took back (RFC 5280).

A certificate proves nothing by its signature alone: whoever copied the root can make one. It is ours if its fingerprint
stands in the register of issue, which is kept with the company's rows.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from signing import names
from signing.algorithms import P256, Algorithm, Key
from signing.names import Subject

ROOT_LIFE: Final = timedelta(days=15 * 365 + 4)
ROOT_HEAD_START: Final = timedelta(days=1)
"""A root begins so long before it is made, so that `openssl -attime` finds it good on the first signature."""
LIFE: Final = timedelta(days=456)
"""Of an employee's certificate: fifteen months, as those of accredited authorities."""
HEAD_START: Final = timedelta(minutes=1)
"""For a reader whose clock is a little slow."""


class Reason(enum.StrEnum):
    """Why a certificate was taken back (RFC 5280 § 5.3.1)."""

    KEY_COMPROMISE = "keyCompromise"  # somebody else may have the key, or the PIN
    SUPERSEDED = "superseded"  # a new one took its place
    AFFILIATION_CHANGED = "affiliationChanged"  # name or position are not right any more
    CESSATION = "cessationOfOperation"  # dismissed, or КЭДО ended
    PRIVILEGE_WITHDRAWN = "privilegeWithdrawn"  # never confirmed, or refused
    UNSPECIFIED = "unspecified"  # not said, or one of another authority's reasons


@dataclass(frozen=True)
class Revoked:
    """One certificate that its company took back, from ``at`` on."""

    serial: int
    at: datetime
    reason: Reason


def new_serial() -> int:
    """159 random bits: for a certificate whose key is sealed before it is issued."""
    return x509.random_serial_number()


def new_root(subject: Subject, now: datetime, algorithm: Algorithm = P256) -> tuple[Key, bytes]:
    """(its key, its certificate in DER): 15 years, for employees' certificates and revocation lists alone."""
    key = algorithm.generate()
    begins = _whole(now) - ROOT_HEAD_START
    name = names.written(subject)
    builder = _builder(name, name, key.public, begins, begins + ROOT_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return key, key.certify(builder)


class Authority:
    """A root with its key: what it issues is good for one company. Keep it no longer than it is needed."""

    def __init__(self, root: bytes, key: Key) -> None:
        """``root`` is a certificate in DER; ValueError where ``key`` is another one's."""
        self._root, self._key = x509.load_der_x509_certificate(root), key
        if self._root.public_key() != key.public:
            raise ValueError("the key is not the root's")

    def issue(
        self,
        subject: Subject,
        public: CertificatePublicKeyTypes,
        crl_url: str,
        now: datetime,
        life: timedelta = LIFE,
        serial: int | None = None,
    ) -> bytes:
        """An employee's certificate in DER, for signatures that bind (RFC 5280 § 4.2.1.3: both usages).

        ``crl_url`` is where the company keeps its revocation list: verifiers that find none would not look for one.
        ``serial`` is one of ``new_serial`` that the key was sealed for; None: a new one.
        """
        begins = _whole(now) - HEAD_START
        ends = min(begins + life, self._root.not_valid_after_utc)
        builder = _builder(names.written(subject), self._root.subject, public, begins, ends, serial)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        usage = _usage(digital_signature=True, content_commitment=True)
        builder = builder.add_extension(usage, critical=True)
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        return self._key.certify(builder.add_extension(self._identifier(), critical=False))

    def revocation_list(
        self, revoked: Iterable[Revoked], number: int, now: datetime, life: timedelta = timedelta(days=7)
    ) -> bytes:
        """All that was taken back, in DER. ``number`` grows with every list; the next one is due after ``life``."""
        made = _whole(now)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._root.subject)
            .last_update(made)
            .next_update(made + life)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(self._identifier(), critical=False)
        )
        for item in revoked:
            builder = builder.add_revoked_certificate(_entry(item))
        return self._key.certify_list(builder)

    def _identifier(self) -> x509.AuthorityKeyIdentifier:
        own = self._root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: CertificatePublicKeyTypes,
    begins: datetime,
    ends: datetime,
    serial: int | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(serial or new_serial())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(**used: bool) -> x509.KeyUsage:
    every = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: used.get(name, False) for name in every})


def _entry(item: Revoked) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(item.serial).revocation_date(_whole(item.at))
    if item.reason is not Reason.UNSPECIFIED:  # which is said by saying nothing
        builder = builder.add_extension(x509.CRLReason(x509.ReasonFlags(item.reason.value)), critical=False)
    return builder.build()


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
