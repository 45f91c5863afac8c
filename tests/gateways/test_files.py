"""The blob store: sealed, private, whole or not there."""

from __future__ import annotations

import asyncio
import os
import uuid
from pathlib import Path

import pytest

from gateways.files import SealedFiles
from storage.sealed import SealBroken, seal, unseal


def sealer(data: bytes, blob: uuid.UUID) -> bytes:
    return seal(data, "document.blob", blob)


def unsealer(data: bytes, blob: uuid.UUID) -> bytes:
    return unseal(data, "document.blob", blob)


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "files", sealer, unsealer)


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_bytes_come_back_and_lie_sealed_in_two_levels(files: SealedFiles, tmp_path: Path) -> None:
    blob, data = uuid.uuid4(), "Паспорт 1234".encode() * 1000
    await files.put(blob, data)
    assert await files.get(blob) == data
    (path,) = on_disk(tmp_path)
    assert path.relative_to(tmp_path / "files").parts == (blob.hex[:2], blob.hex[2:4], blob.hex)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert "Паспорт".encode() not in path.read_bytes()


async def test_nothing_there_is_told_as_such(files: SealedFiles) -> None:
    with pytest.raises(FileNotFoundError):
        await files.get(uuid.uuid4())


async def test_a_file_moved_to_another_name_does_not_open(files: SealedFiles, tmp_path: Path) -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    await files.put(one, b"one")
    await files.put(two, b"two")
    first, second = (tmp_path / "files" / blob.hex[:2] / blob.hex[2:4] / blob.hex for blob in (one, two))
    first.replace(second)
    with pytest.raises(SealBroken):
        await files.get(two)


async def test_empty_and_repeated(files: SealedFiles, tmp_path: Path) -> None:
    blob = uuid.uuid4()
    await asyncio.gather(*(files.put(blob, b"") for _ in range(5)))
    assert await files.get(blob) == b""
    await files.put(blob, b"later")
    assert await files.get(blob) == b"later"
    assert len(on_disk(tmp_path)) == 1


async def test_a_write_that_fails_leaves_the_former_bytes_and_no_draft(
    files: SealedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = uuid.uuid4()
    await files.put(blob, b"former")

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        await files.put(blob, b"new")
    assert await files.get(blob) == b"former"
    assert len(on_disk(tmp_path)) == 1


async def test_dropped_bytes_are_gone_and_their_folder_is_synced(
    files: SealedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob, other = uuid.uuid4(), uuid.uuid4()
    await files.put(blob, b"one")
    await files.put(other, b"two")
    [folder] = [path.parent for path in on_disk(tmp_path) if path.name == blob.hex]
    synced: list[bool] = []
    real = os.fsync

    def watched(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), folder.stat()):
            synced.append((folder / blob.hex).exists())
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    await files.drop(blob)
    assert synced == [False], "once, after the file was gone"
    with pytest.raises(FileNotFoundError):
        await files.get(blob)
    assert await files.get(other) == b"two"


async def test_dropping_what_is_not_there_is_fine(files: SealedFiles) -> None:
    blob = uuid.uuid4()
    await files.drop(blob)
    await files.put(blob, b"one")
    await asyncio.gather(*(files.drop(blob) for _ in range(5)))
    with pytest.raises(FileNotFoundError):
        await files.get(blob)
