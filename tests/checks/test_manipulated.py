"""PDFs that were changed after their signature in clever ways, beside those that were changed as they may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from cabinet.checking import Finding, brought, findings
from signing.verdicts import Problem, Since, Trust
from tests.checks.manipulated import data, pdfs

WHOM = {Problem.FOREIGN, Problem.NO_LIST, Problem.BARE, Problem.TERM}
"""Of certificates: some of these files bear old ones of other roots, and none a list that we would take."""
NOTHING, ALLOWED, CHANGED = Since.NOTHING, Since.ALLOWED, Since.CHANGED
FORM = "form-update-"
OVER, KEPT = f"{FORM}override-appearance-stream", f"{FORM}no-override-appearance-stream"
EXPECTED: Mapping[str, Sequence[Since | None]] = {
    # what an attacker does
    "coverage-anomalies/one-byterange.pdf": [CHANGED],
    "coverage-anomalies/signature-gap-too-big.pdf": [CHANGED],
    "coverage-anomalies/tail-uncovered.pdf": [CHANGED],
    "coverage-anomalies/weird-byterange.pdf": [CHANGED],
    "extensions-indirect-not-all-paths.pdf": [CHANGED, NOTHING],
    f"{FORM}ap-indirect-sneaky-trailer.pdf": [CHANGED, NOTHING],
    f"{KEPT}-ap-indirect-sneaky.pdf": [CHANGED, NOTHING],
    f"{OVER}-ap-indirect-sneaky.pdf": [CHANGED, NOTHING],
    f"{OVER}-sneaky.pdf": [CHANGED, NOTHING],
    # what is allowed, and looks like it
    "certified-with-indirect-refs-in-dir.pdf": [NOTHING],
    "ed448-disallowed-hash.pdf": [NOTHING],
    "ed448-shake256-nolen.pdf": [NOTHING],
    "extensions-direct.pdf": [ALLOWED, NOTHING],
    "extensions-indirect.pdf": [ALLOWED, NOTHING],
    "extensions-update-direct.pdf": [ALLOWED, NOTHING],
    "extensions-update-indirect.pdf": [ALLOWED, NOTHING],
    f"{FORM}original-ap-type-wrong.pdf": [ALLOWED, NOTHING],
    f"{KEPT}-ap-indirect.pdf": [ALLOWED, NOTHING],
    f"{OVER}-ap-indirect.pdf": [ALLOWED, NOTHING],
    f"{OVER}.pdf": [ALLOWED, NOTHING],
    "minimal-signed-twice-both-created.pdf": [ALLOWED, NOTHING],
    "minimal-signed-twice-no-sig-type.pdf": [ALLOWED, NOTHING],
    "minimal-signed-twice-second-created.pdf": [ALLOWED, NOTHING],
    "minimal-two-fields-signed-twice.pdf": [NOTHING, ALLOWED],
    "pades-lta-dss-indirect-arrs-test.pdf": [ALLOWED],
    "pades-lta-dss-indirect-arrs-test-2.pdf": [ALLOWED, ALLOWED],
    "pades-with-old-style-signing-cert-attr-issser.pdf": [NOTHING],
    "pades-with-old-style-signing-cert-attr.pdf": [NOTHING],
    "separate-annots-kids-indir.pdf": [ALLOWED, NOTHING],
    "sig-no-signed-attrs.pdf": [NOTHING],
    "sig-with-ski-sid.pdf": [NOTHING],
    # what cannot be read: without a signature's bytes, with its words inside of them, under a certificate as password
    "coverage-anomalies/base.pdf": [None],
    "pdf-sig-with-econtent.pdf": [None],
    "signed-encrypted-pubkey-with-catalog-ref.pdf": [None],
}


@pytest.fixture(scope="module")
def found() -> Mapping[str, Sequence[Finding]]:
    """What our own checker finds in every PDF there, broken ones too."""
    roots = brought({"root.pem": data()["crypto/testing-ca/root/root.cert.pem"]}).roots
    every = {name: findings(brought({name: content}), Trust(roots)) for name, content in pdfs().items()}
    return {name: one for name, one in every.items() if one}


def test_every_signed_file_is_expected(found: Mapping[str, Sequence[Finding]]) -> None:
    assert set(found) == set(EXPECTED)
    assert len(pdfs()) > 100


@pytest.mark.parametrize("name", EXPECTED)
def test_a_manipulated_file_is_told_from_one_that_was_gone_on_with(
    found: Mapping[str, Sequence[Finding]], name: str
) -> None:
    assert [one.verdict.since for one in found[name]] == EXPECTED[name]
    for one in found[name]:
        about = set(one.verdict.problems) - WHOM
        assert about == ({Problem.LATER} if one.verdict.since is CHANGED else about & {Problem.MALFORMED})
        assert (one.verdict.since is None) is (Problem.MALFORMED in about)
