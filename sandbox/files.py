"""Files that people and the bot sent: bytes in a folder, what is known of them in the store.

A row is written only after its bytes are on disk, so a file that can be seen can be read.
"""

from __future__ import annotations

import re
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

from sandbox.shapes import Json
from sandbox.store import Store

IMAGES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
PHOTO = "photo"
DOCUMENT = "document"


@dataclass(frozen=True)
class Upload:
    """A file as it arrived, before it is stored."""

    name: str
    mime: str
    data: bytes


class Files:
    """The stored files."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: str, upload: Upload) -> Json:
        """Store bytes; the answer knows ``file_id``, ``file_unique_id``, name, mime, size, path, kind and pixels."""
        number = self._store.next("file")
        name = clean_name(upload.name)
        path = f"{kind}s/file_{number}{Path(name).suffix[:12]}"
        file_id = ("AgACAgIAAx" if kind == PHOTO else "BQACAgIAAx") + secrets.token_urlsafe(24)
        row = {
            "file_id": file_id,
            "file_unique_id": "AQAD" + secrets.token_urlsafe(9),
            "file_name": name,
            "mime_type": upload.mime,
            "file_size": len(upload.data),
            "path": path,
            "kind": kind,
            "pixels": image_pixels(upload.data),
        }
        place = self._store.files / file_id
        draft = place.with_suffix(".part")
        draft.write_bytes(upload.data)
        draft.replace(place)
        self._store.put_file(file_id, row)
        return row

    def find(self, file_id: str) -> Json | None:
        """What is known of a file, by its id."""
        return self._store.file(file_id)

    def find_path(self, path: str) -> Json | None:
        """The same by the path that ``getFile`` gave out."""
        return next((row for row in self._store.files_all() if row["path"] == path), None)

    def place(self, row: Json) -> Path:
        """Where the bytes lie."""
        return self._store.files / str(row["file_id"])

    def read(self, row: Json) -> bytes:
        """The bytes themselves."""
        return self.place(row).read_bytes()


def content(row: Json) -> Json:
    """The part of a message that carries the file: ``document`` or ``photo``."""
    common = {name: row[name] for name in ("file_id", "file_unique_id", "file_size")}
    if row["kind"] == PHOTO:
        width, height = row["pixels"] or (90, 90)
        return {"photo": [{**common, "width": width, "height": height}]}
    return {"document": {**common, "file_name": row["file_name"], "mime_type": row["mime_type"]}}


def picture_type(data: bytes) -> str | None:
    """The type of an image that a browser may show inline, judged by its first bytes and not by its name."""
    for mime, start in IMAGES.items():
        if data.startswith(start) and (mime != "image/webp" or data[8:12] == b"WEBP"):
            return mime
    return None


def image_pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG; None for anything else."""
    mime = picture_type(data)
    try:
        if mime == "image/png":
            return struct.unpack(">II", data[16:24])
        if mime == "image/gif":
            return struct.unpack("<HH", data[6:10])
        return _jpeg_pixels(data) if mime == "image/jpeg" else None
    except struct.error:
        return None


def _jpeg_pixels(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the start of frame (ITU T.81, B.2.2)."""
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return None


def clean_name(name: str) -> str:
    """Only the last part, without separators and control characters, as Telegram keeps it."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last)[:255] or "file"
