"""Files that somebody brings to be checked: which are signatures, over which of the documents, and what is found.

Names decide nothing that bytes can tell. A signature goes with the document whose hash it holds; where none has it,
with the one whose name it bears, so that the finding says what was changed. An archive is looked into once, within
bounds: one inside another stays a document. Pure and slow; of strangers' files in a limited process.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final, Protocol

from cabinet.errors import Invalid
from signing import certificates
from signing.cades import Checker, Register
from signing.revocations import published
from signing.verdicts import Trust, Verdict

ENTRIES: Final = 200
"""Files of one archive."""
UNPACKED: Final = 200 * 1024 * 1024
"""Bytes of all its files together."""
MOST: Final = 50
"""Signatures that are judged at once."""
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
"""What a CMS signature begins with, behind one or two lengths (RFC 5652 § 3, 5.1)."""
_PDF: Final = b"%PDF-"
_ENDINGS: Final = frozenset({".sgn", ".sig", ".p7s", ".p7m"})
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\s]+")
_HASHES: Final = ("sha256", "sha384", "sha512")
_PLACE: Final = re.compile(r"_\d+$")


@dataclass(frozen=True, slots=True)
class Brought:
    """Files by what they are; name → bytes (signatures, roots and lists in DER)."""

    documents: Mapping[str, bytes] = field(repr=False)
    signatures: Mapping[str, bytes] = field(repr=False)
    roots: tuple[bytes, ...] = field(repr=False)
    """Certificates that certify themselves. Whoever brings them may have made them."""
    lists: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One signature: its file, the document that it was judged over (None: none was brought), and the verdict.

    ``field``: of one inside the document, its field there («»: it could not be read); None: it is a file of its own.
    """

    file: str
    document: str | None
    verdict: Verdict
    field: str | None = None


class Inspector(Protocol):
    """Reads what strangers made where it can do no harm."""

    async def inspect(self, files: Mapping[str, bytes], trust: Trust) -> Sequence[Finding]:
        """``findings`` of ``brought`` under a trust, to which the lists among the files are added.

        Invalid; check-unread where they could not be read.
        """
        ...


def brought(files: Mapping[str, bytes]) -> Brought:
    """Sort out what was brought. Invalid: check-archive (broken, or has a password), check-many, check-large."""
    documents: dict[str, bytes] = {}
    signatures: dict[str, bytes] = {}
    roots: list[bytes] = []
    lists: list[bytes] = []
    for name, data in _unpacked(files):
        if (signature := _signature(name, data)) is not None:
            signatures[name] = signature
        elif found := list(_trusted(data)):
            roots += [der for kind, der in found if kind == "root"]
            lists += [der for kind, der in found if kind == "list"]
        else:
            documents[name] = data
    if len(signatures) > MOST:
        raise Invalid("check-many", limit=MOST)
    return Brought(documents, signatures, tuple(dict.fromkeys(roots)), tuple(dict.fromkeys(lists)))


def findings(files: Brought, trust: Trust, registered: Register | None = None) -> list[Finding]:
    """A finding for each signature: first files as they were brought, then those inside PDFs. Invalid: check-many."""
    checker = Checker(trust, registered)
    digests = {_digest(how, data): name for name, data in files.documents.items() for how in _HASHES}
    found = [_finding(checker, name, data, files, digests) for name, data in files.signatures.items()]
    for one in _inside(checker, files):
        if len(found) == MOST:
            raise Invalid("check-many", limit=MOST)
        found.append(one)
    return found


def _inside(checker: Checker, files: Brought) -> Iterator[Finding]:
    for name, data in files.documents.items():
        if _PDF in data[:1024]:  # where readers look for it
            yield from (Finding(name, name, one.verdict, one.field) for one in checker.inside(data))


def _finding(checker: Checker, name: str, signature: bytes, files: Brought, digests: Mapping[bytes, str]) -> Finding:
    blind = checker.check(signature, b"")
    document = digests.get(blind.digest) or _namesake(name, files.documents)
    if document is None:
        return Finding(name, None, blind)
    return Finding(name, document, checker.check(signature, files.documents[document]))


def _namesake(signature: str, documents: Mapping[str, bytes]) -> str | None:
    """«Заявление_1.sgn» and «Заявление.pdf.sig» go with «Заявление.pdf»; to the only document every signature goes."""
    stem = PurePosixPath(signature).stem
    stems = {stem, _PLACE.sub("", stem)}
    named = [name for name in documents if stems & {PurePosixPath(name).stem, PurePosixPath(name).name}]
    return named[0] if named else next(iter(documents), None) if len(documents) == 1 else None


def _unpacked(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, data in files.items():
        if data.startswith(b"PK\x03\x04") and PurePosixPath(name).suffix.lower() not in {".docx", ".xlsx", ".odt"}:
            yield from _archived(data)
        else:
            yield name, data


def _archived(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > ENTRIES:
                raise Invalid("check-many", limit=ENTRIES)
            if sum(entry.file_size for entry in entries) > UNPACKED:
                raise Invalid("check-large", limit=UNPACKED // 1024 // 1024)
            for entry in entries:
                with archive.open(entry) as file:  # the size in the table may lie: no more than it says is read
                    yield entry.filename, file.read(entry.file_size)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise Invalid("check-archive") from error


def _signature(name: str, data: bytes) -> bytes | None:
    """Its DER, also out of PEM or bare base64; what is named like a signature and is none stays what it is."""
    if _is_signature(data):
        return data
    named = PurePosixPath(name).suffix.lower() in _ENDINGS
    pem = _PEM.search(data) if data.lstrip().startswith(b"-----BEGIN") else None
    text = pem[2] if pem else data if named and _BASE64.fullmatch(data) else b""
    if text and _is_signature(plain := _decoded(text)):
        return plain
    return data if named else None


def _is_signature(data: bytes) -> bool:
    return data[:1] == b"\x30" and _SIGNED_DATA in data[:20]


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return b""


def _trusted(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(«root», «list» or «certificate», DER) of whatever of them a file holds."""
    ders = [_decoded(text) for _, text in _PEM.findall(data)] if data.lstrip().startswith(b"-----BEGIN") else [data]
    for der in ders:
        if der[:1] == b"\x30" and (kind := _kind(der)):
            yield kind, der


def _kind(der: bytes) -> str | None:
    try:
        found = certificates.read(der)
    except ValueError:
        pass
    else:
        return "root" if found.subject == found.issuer else "certificate"
    try:
        published(der)
    except ValueError:
        return None
    return "list"


def _digest(how: str, data: bytes) -> bytes:
    return hashlib.new(how, data).digest()
