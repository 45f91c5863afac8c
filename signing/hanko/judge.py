"""Judges signatures with pyHanko and pyhanko-certvalidator, under the settings without which they are too kind.

`revocation_mode="require"`: the softer modes call a revoked certificate good where it names no list.
`retroactive_revinfo`: a list made after the signature counts, by its dates. The moment is that of the signature, so
that certificates and lists that have ended since are judged as they were then. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from asn1crypto import cms, crl, x509
from cryptography.hazmat.primitives.hashes import Hash
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    async_validate_cms_signature,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus, StandardCMSSignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator import errors as path_errors
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signing import certificates
from signing.hanko import finished
from signing.hanko.reading import UNREADABLE, Read, is_der, is_regular, parts, read, token_moment
from signing.verdicts import Problem, Stamp, Trust, Verdict

_WHY: tuple[tuple[type[Exception], Problem], ...] = (
    (path_errors.RevokedError, Problem.REVOKED),
    (path_errors.ExpiredError, Problem.TERM),
    (path_errors.NotYetValidError, Problem.TERM),
    (path_errors.InsufficientRevinfoError, Problem.NO_LIST),
    (path_errors.DisallowedAlgorithmError, Problem.WEAK),
    (path_errors.InvalidCertificateError, Problem.FOREIGN),  # signed by itself
    (path_errors.PathError, Problem.FOREIGN),
    (path_errors.ValidationError, Problem.CHAIN),
)
"""The first that fits: certvalidator's errors are a family tree."""


class Anchors:
    """Roots and revocation lists, read once; ``mode`` is certvalidator's for certificates without a list."""

    def __init__(self, roots: Iterable[bytes], lists: Iterable[bytes], mode: str, usage: KeyUsageConstraints) -> None:
        self._roots = [x509.Certificate.load(root) for root in roots]
        self._lists = [crl.CertificateList.load(item) for item in lists]
        self._mode, self._usage = mode, usage

    def at(self, moment: datetime, listed: bool = True) -> ValidationContext:
        """What certvalidator asks, about that moment; without ``listed`` it does not look into the lists."""
        return ValidationContext(
            trust_roots=self._roots,
            moment=moment,
            best_signature_time=moment,
            revocation_mode=self._mode if listed else "soft-fail",
            retroactive_revinfo=True,
            allow_fetching=False,
            crls=self._lists if listed else (),
        )

    def objection(self, found: Read, moment: datetime) -> Problem | None:
        """Why the signer's certificate is not good at that moment; None where it is."""
        context = self.at(moment)
        context.certificate_registry.register_multiple(found.others)
        try:
            paths = context.path_builder.async_build_paths_lazy(found.certificate)
            finished(find_valid_path(found.certificate, paths, context))
        except (path_errors.ValidationError, path_errors.PathError) as error:
            return next(problem for kind, problem in _WHY if isinstance(error, kind))
        return self.misuse(found)

    def misuse(self, found: Read) -> Problem | None:
        """The certificate is not meant for this; pyHanko does not ask that of a root, which therefore could sign."""
        try:
            self._usage.validate(found.certificate)
        except path_errors.InvalidCertificateError:
            return Problem.USAGE
        return None

    def problem(self, found: Read, status: SignatureStatus, moment: datetime) -> Problem | None:
        """What speaks against the certificate behind a status of pyHanko's."""
        if status.trust_problem_indic is None:
            return self.misuse(found)
        return self.objection(found, moment) or Problem.WEAK


class Judge:
    """Judges signatures under one trust."""

    def __init__(self, trust: Trust) -> None:
        binding = KeyUsageConstraints(key_usage=StandardCMSSignatureStatus.key_usage)
        stamping = KeyUsageConstraints(extd_key_usage=TimestampSignatureStatus.extd_key_usage)
        self._signers = Anchors(trust.roots, trust.lists, "require", binding)
        self._stampers = Anchors(trust.stamp_roots, trust.stamp_lists, "soft-fail", stamping)
        self._fine: tuple[bytes, datetime] | None = None
        """The last certificate that no list spoke against, and when: a batch asks the same many times a second."""

    def judge(self, signature: bytes, document: bytes) -> Verdict:
        """The verdict over any bytes whatever; ``revoked`` and ``registered`` are not asked here."""
        try:
            found = read(signature)
            problems = [] if is_der(signature) and is_regular(found) else [Problem.FORM]
            if not found.is_cades:
                problems.append(Problem.BARE)
            return self.judged(found, lambda: _digest(found, document), found.claimed, problems)
        except SignatureValidationError:
            return Verdict((Problem.FORGED,))
        except UNREADABLE:
            return Verdict((Problem.MALFORMED,))

    def judged(
        self, found: Read, digest: Callable[[], bytes], claimed: datetime | None, problems: Sequence[Problem]
    ) -> Verdict:
        """What is left to judge of a signature that was read: ``problems`` of its form were found before.

        ``digest`` is asked by its algorithm where that can be checked. UNREADABLE, SignatureValidationError.
        """
        certificate = certificates.read(found.certificate.dump())
        if not found.checkable:
            return Verdict((Problem.ALGORITHM,), certificate, found.digest, claimed)
        stamp = self.stamp_of(found)
        moment = stamp.at if stamp and stamp.trusted else claimed
        said = [*problems, *self._objections(found, digest(), moment)]
        if stamp and Problem.STAMP in stamp.problems:
            said.append(Problem.STAMP)
        return Verdict(tuple(said), certificate, found.digest, claimed, stamp, moment)

    def _objections(self, found: Read, digest: bytes, moment: datetime | None) -> list[Problem]:
        """Against document, value and certificate; the latter only if there is a moment to judge it at."""
        status = self._status(found, digest, moment or found.certificate.not_valid_before)
        problems = [] if status.intact else [Problem.DOCUMENT]
        if not status.valid:
            return [*problems, Problem.FORGED]
        problem = self._signers.problem(found, status, moment) if moment else None
        return [*problems, problem] if problem else problems

    def _status(self, found: Read, digest: bytes, moment: datetime) -> SignatureStatus:
        asked = (found.certificate.dump(), moment)
        work = async_validate_cms_signature(
            found.signed,
            status_cls=StandardCMSSignatureStatus,
            raw_digest=digest,
            validation_context=self._signers.at(moment, listed=asked != self._fine),
        )
        status = finished(work)
        if status.valid and status.trust_problem_indic is None:
            self._fine = asked
        return status

    def stamp_of(self, found: Read) -> Stamp | None:
        """The time stamp of a signature, judged at its own moment; the first that can be trusted, else the first."""
        stamps = [self._stamp(token, found.signer) for token in found.tokens()]
        return next((stamp for stamp in stamps if stamp.trusted), stamps[0] if stamps else None)

    def _stamp(self, token: cms.SignedData, signer: cms.SignerInfo) -> Stamp:
        try:
            moment, stamper = token_moment(token), parts(token)
            certificate = certificates.read(stamper.certificate.dump())
            if not stamper.checkable:
                return Stamp(moment, certificate, (Problem.ALGORITHM,))
            work = validate_tst_signed_data(token, self._stampers.at(moment), message_imprint_checker(signer))
            status = TimestampSignatureStatus(**finished(work))
        except (SignatureValidationError, *UNREADABLE):
            return Stamp(None, None, (Problem.STAMP,))
        if not status.intact or not status.valid:
            return Stamp(moment, certificate, (Problem.STAMP,))
        problem = self._stampers.problem(stamper, status, moment)
        return Stamp(moment, certificate, (problem,) if problem else ())


def _digest(found: Read, document: bytes) -> bytes:
    digest = Hash(get_pyca_cryptography_hash(found.signer["digest_algorithm"]["algorithm"].native))
    digest.update(document)
    return digest.finalize()
