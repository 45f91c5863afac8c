"""The blob store on a disk: sealed files by the UUID of their document row, either whole or not there.

A file is written under another name, synced, renamed, and its folder synced: after a crash a name holds either all of
its bytes or none, and what ``put`` returned from stays. Two levels of folders (two hexadecimal digits) keep each small.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

Cipher = Callable[[bytes, UUID], bytes]


class SealedFiles:
    """``seal`` and ``unseal`` turn bytes for one UUID into bytes for the disk and back; they come from outside."""

    def __init__(self, folder: Path, seal: Cipher, unseal: Cipher) -> None:
        self._folder, self._seal, self._unseal = folder, seal, unseal

    async def put(self, blob: UUID, data: bytes) -> None:
        """Keep ``data`` under ``blob``, sealed and synced; a second ``put`` replaces the first. OSError of the disk."""
        await asyncio.to_thread(self._write, self._path(blob), blob, data)

    async def get(self, blob: UUID) -> bytes:
        """The clear bytes; FileNotFoundError when there are none, and whatever ``unseal`` raises."""
        return await asyncio.to_thread(lambda: self._unseal(self._path(blob).read_bytes(), blob))

    async def drop(self, blob: UUID) -> None:
        """Remove the file, synced when this returns; one that is gone already is fine. OSError of the disk."""
        await asyncio.to_thread(_remove, self._path(blob))

    def _path(self, blob: UUID) -> Path:
        name = blob.hex
        return self._folder / name[:2] / name[2:4] / name

    def _write(self, path: Path, blob: UUID, data: bytes) -> None:
        sealed = self._seal(data, blob)
        for folder in (self._folder, path.parent.parent, path.parent):
            _make(folder)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            _write_synced(draft, sealed)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(path.parent)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _write_synced(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.parent.is_dir():
        path.unlink(missing_ok=True)
        _sync(path.parent)  # a missing file too: whoever unlinked it may have died before this


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
