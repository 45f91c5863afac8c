"""Rotation of the server's keys: which ones, in which order of file and database, and when the old ones may go.

File before database when a key comes, database before file when one goes: whatever moment a crash chooses, every key
that the database counts on stands in the file. A process that runs looks at the file every second
(`storage.sealed.LOOK_EVERY`); two waits make that a certainty: nothing is sealed anew before everybody knows the new
key, and the old one goes only after whoever began with it must have finished.
"""

from __future__ import annotations

import asyncio
import fcntl
import secrets
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import house
from bot import keys as key_file
from bot.keys import Book
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.ports import Clock
from cabinet.rotation import CONSOLE, Rotation
from locales import keys
from storage.engine import Database
from storage.processes import hosts_since
from storage.sealed import KeyRing, use_ring

ROTATED = ("seal", "vault")
"""Sealed columns and files; the outer layer of signing keys and root keys."""
KEPT = ("blind", "code", "pad", "pepper", "pin")
"""Never rotated: looked up by their value, or mixed with what only people know."""
ACTOR = Actor.system(CONSOLE)
ALIVE = timedelta(minutes=1)


@dataclass(frozen=True)
class Waits:
    """Seconds: until everybody knows the new key; until nobody writes with an old one any more."""

    known: float = 5.0
    over: float = 30.0


@dataclass(frozen=True)
class Done:
    """``new``: begun just now, else continued; ``left``: by place; ``retired``: the old keys, where nothing is left."""

    new: bool
    left: Mapping[str, int]
    retired: tuple[str, ...]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One rotation at a time; Trouble where another one runs. The lock dies with the process."""
    try:
        file = path.resolve().with_name(f".{path.name}.rotation").open("w")
    except OSError as error:
        words = keys.console_keys_unwritable(path=str(path), why=str(error.strerror))
        raise Trouble(words, code=Exit.UNREACHABLE) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(keys.console_rotation_runs()) from error
        yield


async def elsewhere(db: Database, clock: Clock) -> list[str]:
    """Other machines on which processes live: each may have a key file of its own."""
    async with db.read() as session:
        return sorted(set(await hosts_since(session, clock.now() - ALIVE)) - {socket.gethostname()})


async def rotate(db: Database, path: Path, job: Rotation, waits: Waits) -> Done:
    """New keys, or those of a rotation that was cut short; everything sealed with them; the old ones out. Trouble."""
    found = await house.house_row(db)
    ring, new = begin(path, found[1] if found else "{}")
    use_ring(ring, key_file.Watch(path))
    await house.remember(db, ring, path)
    if new:
        await job.note(ACTOR, "keys.rotate", in_force(ring), f"console:{uuid.uuid4()}")
    await asyncio.sleep(waits.known)
    await job.again(ACTOR)
    await asyncio.sleep(waits.over)
    await job.again(ACTOR)
    left = await job.left(ACTOR)
    if left:
        return Done(new, left, ())
    gone = old(ring.keys)
    await house.remember(db, ring, path, gone)
    use_ring(retire(path, gone))
    await job.note(ACTOR, "keys.retire", gone, f"console:{uuid.uuid4()}")
    return Done(new, {}, gone)


def begin(path: Path, recorded: str) -> tuple[KeyRing, bool]:
    """(the ring, whether it got new keys): none while older ones wait to go. Trouble."""
    before = key_file.read(path)

    def grown(book: Book) -> Book:
        if not key_file.fits(book, recorded):
            raise Trouble(keys.console_keys_foreign(path=str(path)))
        if old(book):
            return book
        fresh = {purpose: {secrets.token_hex(4): secrets.token_bytes(32)} for purpose in ROTATED}
        return {**book, **{purpose: {**book[purpose], **fresh[purpose]} for purpose in ROTATED}}

    book = _changed(path, grown)
    return KeyRing(book), book != before


def retire(path: Path, gone: tuple[str, ...]) -> KeyRing:
    """The ring without keys («purpose:id») that nothing names any more. Trouble."""

    def shrunk(book: Book) -> Book:
        return {
            purpose: {name: key for name, key in named.items() if f"{purpose}:{name}" not in gone}
            for purpose, named in book.items()
        }

    return KeyRing(_changed(path, shrunk))


def old(book: Book) -> tuple[str, ...]:
    """«purpose:id» of every key that rotation has left behind and not taken out yet."""
    return tuple(f"{purpose}:{name}" for purpose in ROTATED for name in list(book[purpose])[:-1])


def in_force(ring: KeyRing) -> tuple[str, ...]:
    """«purpose:id» of the keys that are used for new values."""
    return tuple(f"{purpose}:{ring.newest(purpose)[0]}" for purpose in ROTATED)


def _changed(path: Path, change: key_file.Change) -> Book:
    try:
        return key_file.changed(path, change)
    except OSError as error:
        words = keys.console_rotation_unwritable(path=str(path), why=str(error.strerror))
        raise Trouble(words, code=Exit.UNREACHABLE) from error
