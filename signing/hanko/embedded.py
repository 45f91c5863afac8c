"""Signatures inside PDFs (ISO 32000-1 § 12.8, PAdES), and what became of the file after each.

A PDF can be changed by appending to it, and a signature covers only what was there before. Two things decide: that it
covers all of its own revision but itself, and that nothing later touches what is shown (pyHanko's difference analysis,
under its strictest reading of files). What else may stand between the two signed pieces is looked at here: pyHanko
compares lengths, and a hole of the right length may hold another thing than the signature.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing.hanko.judge import Judge
from signing.hanko.reading import UNREADABLE, parts
from signing.verdicts import Inside, Problem, Since, Verdict

_BROKEN = (PdfError, AssertionError, RuntimeError, ArithmeticError, zlib.error, struct.error, *UNREADABLE)
"""What pyHanko raises over files that are not what they seem."""
_SIGNED = re.compile(rb"/ByteRange\s*\[")
_UNREAD = Verdict((Problem.MALFORMED,))


def embedded(pdf: bytes, judge: Judge) -> Iterator[Inside]:
    """A verdict for each signature, in the order of their fields; time stamps of the document are none.

    One without a field's name: there is, or was, a signature that cannot be read.
    """
    if not _SIGNED.search(pdf):
        return
    try:
        fields = _fields(pdf)
    except _BROKEN:
        fields = []
    if not fields:
        yield Inside("", _UNREAD)
    for reader, name, field in fields:
        found = _judged(pdf, reader, name, field, judge)
        if found is not None:
            yield Inside(name, found)


def _fields(pdf: bytes) -> list[tuple[PdfFileReader, str, generic.DictionaryObject]]:
    """The fields that are filled. A password for those who may only print is an empty one."""
    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        reader.decrypt("")
    found = enumerate_sig_fields(reader, filled_status=True)
    return [(reader, name, field.get_object()) for name, _, field in found]


def _judged(
    pdf: bytes, reader: PdfFileReader, name: str, field: generic.DictionaryObject, judge: Judge
) -> Verdict | None:
    """None: it is a time stamp of the document."""
    try:
        signature = EmbeddedPdfSignature(reader, field, name)
        if signature.sig_object_type == "/DocTimeStamp":
            return None
        return _verdict(pdf, signature, judge)
    except SignatureValidationError:
        return Verdict((Problem.FORGED,))
    except _BROKEN:
        return _UNREAD


def _verdict(pdf: bytes, signature: EmbeddedPdfSignature, judge: Judge) -> Verdict:
    found = parts(signature.signed_data)
    if not isinstance(found.signed["encap_content_info"]["content"], core.Void):
        raise ValueError("not detached")
    if not found.checkable:  # the rest needs no digest of an algorithm that nobody here knows
        signature.external_digests[signature.external_md_algorithm] = b""
    claimed, since = _claimed(signature), _since(pdf, signature)
    bare = [] if claimed and found.names_certificate else [Problem.BARE]
    verdict = judge.judged(found, signature.compute_digest, claimed, bare)
    later = [Problem.LATER] if since is Since.CHANGED else []
    return replace(verdict, problems=(*later, *verdict.problems), since=since)


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    """Both places in which a signer may say when are signed; PAdES wants it in the file (ETSI EN 319 142-1 § 5.3)."""
    said = signature.self_reported_timestamp
    return said.astimezone(UTC) if said is not None and said.tzinfo else said and said.replace(tzinfo=UTC)


def _since(pdf: bytes, signature: EmbeddedPdfSignature) -> Since:
    signature.compute_integrity_info()
    if not _is_whole(pdf, signature) or not signature.summarise_integrity_info()["docmdp_ok"]:
        return Since.CHANGED
    return Since.NOTHING if signature.coverage is SignatureCoverageLevel.ENTIRE_FILE else Since.ALLOWED


def _is_whole(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Of what comes before its end nothing is left out but the signature itself, written in full."""
    if len(signature.byte_range) != 4:
        return False
    begin, first, second, last = (int(number) for number in signature.byte_range)
    hole = b"<" + signature.pkcs7_content.hex().encode() + b">"
    return begin == 0 and pdf[first:second].lower() == hole and second + last <= len(pdf)
