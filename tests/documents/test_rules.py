"""What a file is, told by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from cabinet.documents.rules import LARGEST, FileType, mime_of, safe_name, type_of
from cabinet.errors import Invalid

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 60
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 60
HEIC_OF_OTHERS = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heicmiaf" + b"\0" * 60


def archive(*names: str, sizes: int = 4, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as made:
        for name in names:
            made.writestr(name, b"\0" * sizes)
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, FileType.PDF),
        (JPEG, FileType.JPEG),
        (PNG, FileType.PNG),
        (HEIC, FileType.HEIC),
        (HEIC_OF_OTHERS, FileType.HEIC),
        (DOCX, FileType.DOCX),
    ],
)
def test_what_may_be_attached(data: bytes, kind: FileType) -> None:
    assert type_of(data) is kind
    assert "/" in mime_of(kind)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7\n" + b"\0" * LARGEST, "file-too-big"),
        (b"MZ" + b"\0" * 90, "file-type"),
        (b"hello", "file-type"),
        (b"<html><script>alert(1)</script>", "file-type"),
        (b" %PDF-1.7", "file-type"),
        (archive("a.txt"), "file-type"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "file-type"),
        (b"PK\x03\x04broken", "file-type"),
        (PDF + DOCX, "file-type"),
        (JPEG + archive("a.exe"), "file-type"),
        (PDF.replace(b"<< >>", b"<< /S /JavaScript >>"), "file-active"),
        (PDF.replace(b"<< >>", b"<< /S /Launch >>"), "file-active"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file-active"),
        (archive("[Content_Types].xml", "word/document.xml", "word/bomb", sizes=90_000_000), "file-active"),
    ],
)  # fmt: skip
def test_what_may_not(data: bytes, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        type_of(data)
    assert refused.value.key == f"error-invalid-{key}"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("билет.pdf", "билет.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\я\\скан.exe", "скан.pdf"),
        ("cv\u202efdp.exe", "cvfdp.pdf"),
        ("a\0b\nc.pdf", "abc.pdf"),
        ("", "file.pdf"),
        (" .. ", "file.pdf"),
        ("я" * 500, "я" * 120 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, shown: str) -> None:
    assert safe_name(given, FileType.PDF) == shown
