"""Signatures on documents, and their check: detached CAdES-BES (ETSI EN 319 122-1), one file for each signer.

Anybody can check one with OpenSSL alone:
`openssl cms -verify -binary -cades -inform DER -in SIGNATURE -content DOCUMENT -CAfile ROOT -out /dev/null`.
Both sides are pyHanko's; it comes with the first `Pen` or `Checker` of a process, and takes half a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from cryptography import x509

from signing.algorithms import Key
from signing.certificates import Certificate
from signing.revocations import Lists
from signing.verdicts import Inside, Problem, Trust, Verdict

Register = Callable[[Certificate], bool]
"""Whether a certificate was issued here. By its fingerprint: a serial can be copied like everything else in it."""


LARGEST: Final = 1 << 20
"""Bytes of a signature that is looked at; ours have two thousand, those with lists inside some hundred thousand."""


class Pen:
    """A key and its certificate: signs any number of documents. Let go of it when they are signed."""

    def __init__(self, key: Key, certificate: bytes) -> None:
        """``certificate`` in DER; ValueError where it is another key's."""
        from signing.hanko.writer import Writer

        if x509.load_der_x509_certificate(certificate).public_key() != key.public:
            raise ValueError("the certificate is another key's")
        self._hash, self._writer = key.algorithm.hash, Writer(key, certificate)

    def sign(self, document: bytes, at: datetime) -> bytes:
        """The signature in DER, some 1.3 KB. ``at`` is the moment that it claims, to the second; before 2050."""
        return self._writer.write(self._hash(document), at)


class Checker:
    """Checks signatures against one trust."""

    def __init__(self, trust: Trust, registered: Register | None = None) -> None:
        """Without ``registered`` a verdict does not know whether a certificate was issued here."""
        from signing.hanko.judge import Judge

        self._judge, self._lists = Judge(trust), Lists(trust.lists, trust.roots)
        self._registered = registered

    def check(self, signature: bytes, document: bytes) -> Verdict:
        """A verdict for any two pieces of bytes; it raises nothing."""
        if len(signature) > LARGEST:
            return Verdict((Problem.MALFORMED,))
        return self._complete(self._judge.judge(signature, document))

    def inside(self, pdf: bytes) -> Iterator[Inside]:
        """A verdict for each signature inside a PDF, one after the other; it raises nothing over any bytes."""
        from signing.hanko.embedded import embedded

        for found in embedded(pdf, self._judge):
            yield replace(found, verdict=self._complete(found.verdict))

    def _complete(self, verdict: Verdict) -> Verdict:
        if verdict.certificate is None:
            return verdict
        return self._looked_up(self._listed(verdict, verdict.certificate), verdict.certificate)

    def _listed(self, verdict: Verdict, certificate: Certificate) -> Verdict:
        """A list that came out late counts from the date that it names; certvalidator stops at the first it can use."""
        verdict = replace(verdict, revoked=self._lists.find(certificate))
        late = verdict.revoked and verdict.moment and verdict.revoked.at <= verdict.moment
        return _with(verdict, Problem.REVOKED) if late else verdict

    def _looked_up(self, verdict: Verdict, certificate: Certificate) -> Verdict:
        if self._registered is None:
            return verdict
        verdict = replace(verdict, registered=self._registered(certificate))
        return verdict if verdict.registered else _with(verdict, Problem.UNREGISTERED)


def _with(verdict: Verdict, problem: Problem) -> Verdict:
    return verdict if problem in verdict.problems else replace(verdict, problems=(*verdict.problems, problem))
