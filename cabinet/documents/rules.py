"""What a file is, told by its bytes and never by its name: the sender chooses the name, and with it what is opened.

Two opinions have to agree: our own look at the first bytes (and, for DOCX, at the table of contents of its archive),
and that of puremagic. Nothing is unpacked here: sizes in the archive's table are enough to refuse a bomb.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import puremagic

from cabinet.errors import Invalid

LARGEST = 20 * 1024 * 1024
"""Bytes of one file; also what the Bot API lets a bot download."""
MOST = 10
"""Files of one request."""
NAME_LENGTH = 120

_UNPACKED = 200 * 1024 * 1024
_ENTRIES = 2000
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
_MACROS = "vbaproject.bin"


class FileType(StrEnum):
    """What may be attached; the value is the ending of the file's name."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    HEIC = "heic"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Look:
    """How a type is recognised: our own test, and the endings that puremagic may name (it knows HEIC partly)."""

    mime: str
    test: Callable[[bytes], bool]
    endings: frozenset[str]


def _is_docx(data: bytes) -> bool:
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    names = {entry.filename for entry in entries}
    return {"[Content_Types].xml", "word/document.xml"} <= names


TYPES: Mapping[FileType, Look] = {
    FileType.PDF: Look("application/pdf", lambda data: data.startswith(b"%PDF-"), frozenset({".pdf"})),
    FileType.JPEG: Look("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), frozenset({".jpg", ".jpeg"})),
    FileType.PNG: Look("image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), frozenset({".png"})),
    FileType.HEIC: Look(
        "image/heic",
        lambda data: data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS,
        frozenset({".heic", ".heif", ".mp4"}),
    ),
    FileType.DOCX: Look(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_docx, frozenset({".docx"})
    ),
}


def type_of(data: bytes) -> FileType:
    """The type of a file that may be attached; Invalid with file-empty, file-too-big, file-type or file-active."""
    if not data:
        raise Invalid("file-empty")
    if len(data) > LARGEST:
        raise Invalid("file-too-big", limit=LARGEST // 1024 // 1024)
    found = next((kind for kind, look in TYPES.items() if look.test(data)), None)
    if found is None or not _agreed(data, found) or _hides_archive(data, found):
        raise Invalid("file-type")
    if _active(data, found):
        raise Invalid("file-active")
    return found


def mime_of(kind: FileType) -> str:
    """The media type of a kind of file."""
    return TYPES[kind].mime


def safe_name(name: str, kind: FileType) -> str:
    """A name that can be shown and saved: no path, no control or direction marks, the ending of the real type."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = shown.rsplit(".", 1)[0] if "." in shown else shown
    return f"{stem.strip(' .')[:NAME_LENGTH] or 'file'}.{kind.value}"


def _agreed(data: bytes, kind: FileType) -> bool:
    try:
        second = {match.extension for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return False
    return not second.isdisjoint(TYPES[kind].endings)


def _hides_archive(data: bytes, kind: FileType) -> bool:
    """An archive glued behind a picture or a PDF: two programs would see two files."""
    return kind is not FileType.DOCX and zipfile.is_zipfile(io.BytesIO(data))


def _active(data: bytes, kind: FileType) -> bool:
    """Scripts in a PDF (as far as they lie open), macros or a bomb in a DOCX."""
    if kind is FileType.PDF:
        return any(word in data for word in _ACTIVE_PDF)
    if kind is not FileType.DOCX:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    macros = any(entry.filename.lower().endswith(_MACROS) for entry in entries)
    return macros or len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _UNPACKED
