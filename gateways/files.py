"""The blob store on a disk: sealed files by the UUID of their document row, either whole or not there.

A file is written under another name, synced, renamed, and its folder synced: after a crash a name holds either all of
its bytes or none, and what ``put`` returned from stays. Two levels of folders (two hexadecimal digits) keep each small.

Whoever replaces or removes a file that is there holds it meanwhile: one that is sealed anew never comes back.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

Cipher = Callable[[bytes, UUID], bytes]
_KEPT = "[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 32
_HEAD = 300
"""Bytes that hold the name of any key."""


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

    async def names(self) -> Sequence[UUID]:
        """Everything that is kept, in no order."""
        return await asyncio.to_thread(lambda: [UUID(path.name) for path in self._folder.glob(_KEPT)])

    async def stale(self, blob: UUID, old: Callable[[bytes], bool]) -> bool:
        """Whether ``old`` says so of its first bytes; False where there are none. OSError of the disk."""
        return await asyncio.to_thread(_told, self._path(blob), old)

    async def again(self, blob: UUID) -> None:
        """Seal the bytes anew, if they are still there; OSError of the disk, and whatever ``unseal`` raises."""
        await asyncio.to_thread(self._again, self._path(blob), blob)

    def _again(self, path: Path, blob: UUID) -> None:
        with _alone(path) as there:
            if there:
                self._put(path, self._seal(self._unseal(path.read_bytes(), blob), blob))

    def _path(self, blob: UUID) -> Path:
        name = blob.hex
        return self._folder / name[:2] / name[2:4] / name

    def _write(self, path: Path, blob: UUID, data: bytes) -> None:
        sealed = self._seal(data, blob)
        for folder in (self._folder, path.parent.parent, path.parent):
            _make(folder)
        with _alone(path):
            self._put(path, sealed)

    def _put(self, path: Path, sealed: bytes) -> None:
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            _write_synced(draft, sealed)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Nobody else replaces or removes the file; False where there is none."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            yield False
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _same(handle, path):
                yield True
                return
        finally:
            os.close(handle)


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _told(path: Path, old: Callable[[bytes], bool]) -> bool:
    try:
        with path.open("rb") as file:
            return old(file.read(_HEAD))
    except FileNotFoundError:
        return False


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
        with _alone(path):
            path.unlink(missing_ok=True)
        _sync(path.parent)  # a missing file too: whoever unlinked it may have died before this


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
