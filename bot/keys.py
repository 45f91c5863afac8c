"""The key file: what a stolen database lacks. It lies apart from the data and from the backup of the data.

A JSON object, mode 0600: purpose → key id → 32 bytes in base64; the last id of a purpose is the one in force. The
database keeps a check value of every key it was opened with (`House.key_check`), so that a lost or foreign key file is
told before the first row that does not open, and a restored backup never meets the wrong keys.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from hashlib import sha256
from pathlib import Path

from bot.trouble import Exit, Trouble
from locales import keys
from storage.sealed import PURPOSES, KeyRing

_LENGTH = 32
_CHECK = b"kabinet key check"


def load(path: Path) -> KeyRing | None:
    """The ring of the file, None when there is no file. Trouble when it is unreadable or open to others."""
    try:
        raw = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Trouble(keys.console_keys_unreadable(path=str(path), why=str(error.strerror))) from error
    if mode & 0o077:
        raise Trouble(keys.console_keys_open(path=str(path)))
    try:
        return _parsed(raw)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Trouble(keys.console_keys_broken(path=str(path))) from error


def make(path: Path) -> tuple[KeyRing, bool]:
    """A new file with a fresh ring, and True; of two processes at once one makes it, the other gets that and False."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(scratch, _dumped(KeyRing.fresh()))
        try:
            os.link(scratch, path)  # fails where the name is taken, and the file appears whole or not at all
            made = True
        except FileExistsError:
            made = False
        finally:
            scratch.unlink()
        _sync_folder(path.parent)
    except OSError as error:
        words = keys.console_keys_unwritable(path=str(path), why=str(error.strerror))
        raise Trouble(words, code=Exit.UNREACHABLE) from error
    ring = load(path)
    assert ring is not None  # noqa: S101 # it was there a moment ago
    return ring, made


def checks(ring: KeyRing) -> dict[str, str]:
    """«purpose:id» → 8 bytes in hex that prove which key it was and tell nothing of it (HMAC-SHA256 of a constant)."""
    return {
        f"{purpose}:{name}": hmac.digest(key, _CHECK, sha256)[:8].hex()
        for purpose in PURPOSES
        for name, key in ring.keys[purpose].items()
    }


def fits(ring: KeyRing, recorded: str) -> bool:
    """Every key that the database was ever opened with is in the ring, and is the same key."""
    known = checks(ring)
    return all(known.get(name) == check for name, check in json.loads(recorded or "{}").items())


def recorded(ring: KeyRing) -> str:
    """What `House.key_check` keeps of a ring."""
    return json.dumps(checks(ring), sort_keys=True)


def _parsed(raw: bytes) -> KeyRing:
    book = json.loads(raw)["keys"]
    ring = {
        purpose: {name: base64.b64decode(value, validate=True) for name, value in book[purpose].items()}
        for purpose in PURPOSES
        if purpose in book
    }
    if any(len(key) != _LENGTH for named in ring.values() for key in named.values()):
        raise ValueError("a key has the wrong length")
    return KeyRing(ring)


def _dumped(ring: KeyRing) -> bytes:
    book = {
        purpose: {name: base64.b64encode(key).decode() for name, key in ring.keys[purpose].items()}
        for purpose in PURPOSES
    }
    return json.dumps({"version": 1, "keys": book}, indent=1).encode() + b"\n"


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
