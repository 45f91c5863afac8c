"""The key file: what a stolen database lacks. It lies apart from the data and from the backup of the data.

A JSON object, mode 0600: purpose → key id → 32 bytes in base64; the last id of a purpose is the one in force. The
database keeps a check value of every key it was opened with (`House.key_check`), so that a lost or foreign key file is
told before the first row that does not open, and a restored backup never meets the wrong keys.

A file from before a purpose was known gets its key when a command that may write starts next; rotation (bot/rotation)
adds keys and takes old ones out. Nothing else is ever added: a key that the database knows and the file lacks is lost,
and a new one in its place would hide that.
"""

from __future__ import annotations

import base64
import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import structlog

from bot.trouble import Exit, Trouble
from locales import keys
from storage.sealed import PURPOSES, KeyRing

log = structlog.get_logger(__name__)

Book = Mapping[str, Mapping[str, bytes]]
"""Purpose → key id → 32 bytes."""
Change = Callable[[Book], Book]
LATER = ("vault", "pin")
"""Purposes that files made before them lack."""
RETIRED = "retired"
"""What the database keeps in place of a check value: no row names this key any more, the file may lack it."""
_LENGTH = 32
_CHECK = b"kabinet key check"


def load(path: Path) -> KeyRing | None:
    """The ring of the file, None when there is no file. Trouble when it is unreadable, open to others, or older than
    a purpose that is needed now."""
    book = read(path)
    if book is None:
        return None
    if lacking(book):
        raise Trouble(keys.console_keys_old(path=str(path)))
    return KeyRing(book)


def read(path: Path) -> Book | None:
    """What the file holds, purposes that came later perhaps lacking; None without a file. Trouble like ``load``."""
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


def lacking(book: Book) -> tuple[str, ...]:
    """The purposes that an older file does not know."""
    return tuple(purpose for purpose in LATER if purpose not in book)


def make(path: Path) -> tuple[KeyRing, bool]:
    """A new file with a fresh ring, and True; of two processes at once one makes it, the other gets that and False."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(scratch, _dumped(KeyRing.fresh().keys))
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


def grow(path: Path, recorded: str) -> KeyRing:
    """The file with keys for the purposes that it lacks; of several processes one adds them, the others get these.

    The new file takes the old one's place whole, with its owner and mode. Trouble: it became another one, or cannot be
    replaced.
    """

    def grown(book: Book) -> Book:
        if not fits(book, recorded):
            raise Trouble(keys.console_keys_foreign(path=str(path)))
        fresh = KeyRing.fresh().keys
        return {**book, **{purpose: fresh[purpose] for purpose in lacking(book)}}

    try:
        return KeyRing(changed(path, grown))
    except OSError as error:
        raise Trouble(keys.console_keys_not_grown(path=str(path), why=str(error.strerror))) from error


def changed(path: Path, change: Change) -> Book:
    """What ``change`` made of the book, written whole in place of the old file; no other process changes it meanwhile.
    OSError."""
    with _held(path.resolve()) as held:
        book = read(path) or {}
        made = change(book)
        if made != book:
            _replace(path.resolve(), held, _dumped(made))
    return made


class Watch:
    """Tells a process that runs when the file has changed (`storage.sealed.Newer`)."""

    def __init__(self, path: Path) -> None:
        self._path, self._seen = path, _mark(path)

    def __call__(self) -> KeyRing | None:
        """The ring of a file that became another one since the last call; one that does not open is passed over."""
        mark = _mark(self._path)
        if mark is None or mark == self._seen:
            return None
        try:
            ring = load(self._path)
        except Trouble as trouble:
            log.error("the key file has changed and does not open", why=trouble.texts[0].key)
            ring = None
        self._seen = mark
        return ring


def checks(book: Book) -> dict[str, str]:
    """«purpose:id» → 8 bytes in hex that prove which key it was and tell nothing of it (HMAC-SHA256 of a constant)."""
    return {
        f"{purpose}:{name}": hmac.digest(key, _CHECK, sha256)[:8].hex()
        for purpose, named in book.items()
        for name, key in named.items()
    }


def fits(book: Book, recorded: str) -> bool:
    """Every key that the database was ever opened with is in the book, and is the same key."""
    known = checks(book)
    kept = json.loads(recorded or "{}").items()
    return all(check == RETIRED or known.get(name) == check for name, check in kept)


def recorded(ring: KeyRing, before: str = "{}", retired: Iterable[str] = ()) -> str:
    """What `House.key_check` keeps of a ring: keys («purpose:id») that were retired ``before``, or are now, stay so."""
    gone = {name for name, check in json.loads(before).items() if check == RETIRED} | set(retired)
    return json.dumps(checks(ring.keys) | dict.fromkeys(gone, RETIRED), sort_keys=True)


def _parsed(raw: bytes) -> Book:
    book = json.loads(raw)["keys"]
    ring = {
        purpose: {name: base64.b64decode(value, validate=True) for name, value in book[purpose].items()}
        for purpose in PURPOSES
        if purpose in book or purpose not in LATER
    }
    if not all(ring.values()) or any(len(key) != _LENGTH for named in ring.values() for key in named.values()):
        raise ValueError("a purpose has no key, or a key has the wrong length")
    return ring


def _dumped(book: Book) -> bytes:
    text = {
        purpose: {name: base64.b64encode(key).decode() for name, key in named.items()}
        for purpose, named in book.items()
    }
    return json.dumps({"version": 1, "keys": text}, indent=1).encode() + b"\n"


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    """The file, locked; if another process replaced it while we waited, the one that stands there now."""
    while True:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield file
                return


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of the file from the next."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _replace(path: Path, held: BinaryIO, data: bytes) -> None:
    scratch, owner = path.with_name(f".{path.name}.next"), os.fstat(held.fileno())
    scratch.unlink(missing_ok=True)  # left by a start that was killed just here
    _write(scratch, data)
    os.chown(scratch, owner.st_uid, owner.st_gid)
    scratch.replace(path)
    _sync_folder(path.parent)


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
