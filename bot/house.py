"""Opens the house: key file, database, schema and stamp, in the order in which nothing can be lost or mixed up.

The keys come before the first row, and are checked before the first step of a migration. A database is *empty* until it
holds the House row; whoever makes that row has made (or found) the key file before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from asyncpg import PostgresError  # type: ignore[import-untyped] # the package ships no types
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import keys as key_file
from bot.settings import Settings, SmsGateway
from bot.trouble import Exit, Trouble
from cabinet.ports import Clock
from locales import keys
from storage import migrate
from storage.company import House, Stamp
from storage.engine import Database
from storage.people import Employee
from storage.sealed import KeyRing, use_ring

NO_DATABASE = (DBAPIError, PostgresError, OSError)
"""What drivers raise when a database cannot be used."""


@dataclass(frozen=True)
class Opened:
    """What a command works with. ``keys_made``, ``keys_grown``: the key file was made, or got keys that it lacked, just
    now; somebody has to be told, for its copy."""

    database: Database
    ring: KeyRing
    stamp: Stamp
    keys_made: bool
    keys_grown: bool


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, *, build: bool) -> AsyncIterator[Opened]:
    """The opened house; closed at the end.

    ``build``: an empty database gets its keys, tables and stamp, an old schema its steps, an old key file the keys that
    it lacks. Without it all three are refused.
    Raises Trouble: keys missing, broken or of another database; database unreachable, empty, old or too new.
    """
    if not build and not is_there(settings):
        raise Trouble(keys.console_empty_database())
    try:
        database = Database(settings.database)
    except OSError as error:
        raise unreachable(error) from error
    try:
        yield await _open(settings, database, clock, build=build)
    finally:
        await database.close()


async def _open(settings: Settings, database: Database, clock: Clock, *, build: bool) -> Opened:
    try:
        revision = await migrate.current(database)
        house = await house_row(database) if revision else None
        ring, made, grown = _keys(settings, house, build=build)
        if revision != migrate.head():
            if not build:
                raise Trouble(keys.console_old_schema())
            await migrate.upgrade(database)
        stamp = house[0] if house else await _found(database, ring, clock)
        if build and house and house[1] != key_file.recorded(ring, house[1]):
            await remember(database, ring, settings.keys_file)
    except migrate.TooNew as error:
        raise Trouble(keys.console_new_schema(revision=str(error))) from error
    except NO_DATABASE as error:
        raise unreachable(error) from error
    use_ring(ring, key_file.Watch(settings.keys_file))
    return Opened(database, ring, stamp, made, grown)


def is_there(settings: Settings) -> bool:
    """False for an SQLite file that nobody made yet: looking must not make it."""
    return not settings.is_sqlite or Path(str(make_url(settings.database).database)).exists()


def unreachable(error: Exception) -> Trouble:
    """The database cannot be used, and why, in one sentence."""
    why = str(getattr(error, "orig", None) or error).splitlines()[0].rpartition(">: ")[2]
    return Trouble(keys.console_no_database(why=why), code=Exit.UNREACHABLE)


async def house_row(database: Database) -> tuple[Stamp, str] | None:
    """(stamp, key check) of a database that has tables; None while it is empty. Asks only for these columns, so that
    an old schema can be read too."""
    async with database.read() as session:
        row = (await session.execute(select(House.stamp, House.key_check))).first()
    return (row[0], row[1]) if row else None


def _keys(settings: Settings, house: tuple[Stamp, str] | None, *, build: bool) -> tuple[KeyRing, bool, bool]:
    """(ring, made just now, grown just now)."""
    if house is None and not build:
        raise Trouble(keys.console_empty_database())
    path, check = settings.keys_file, house[1] if house else "{}"
    book = key_file.read(path)
    if book is None and house is None:
        return *key_file.make(path), False
    if book is None:
        raise Trouble(keys.console_keys_missing(path=str(path)))
    if not key_file.fits(book, check):
        raise Trouble(keys.console_keys_foreign(path=str(path)))
    if key_file.lacking(book) and build:
        return key_file.grow(path, check), False, True
    ring = key_file.load(path)
    assert ring is not None  # noqa: S101 # it was there a moment ago
    return ring, False, False


async def remember(database: Database, ring: KeyRing, path: Path, retired: Iterable[str] = ()) -> None:
    """The database learns the keys that it was not opened with before, and which («purpose:id») nothing names any more.
    Trouble where another process was quicker, with another key file."""
    async with database.write() as session:
        house = await session.get(House, 1, with_for_update=True)
        if house is None or not key_file.fits(ring.keys, house.key_check):
            raise Trouble(keys.console_keys_foreign(path=str(path)))
        house.key_check = key_file.recorded(ring, house.key_check, retired)


async def _found(database: Database, ring: KeyRing, clock: Clock) -> Stamp:
    """Make the House row. Another process that was quicker counts, if it had the same keys."""
    try:
        async with database.write() as session:
            if await session.get(House, 1) is None:
                session.add(House(stamp=Stamp.REAL, made_at=clock.now(), key_check=key_file.recorded(ring)))
    except SQLAlchemyError:
        if await house_row(database) is None:
            raise
    stamp, check = await house_row(database) or (Stamp.REAL, "{}")
    if not key_file.fits(ring.keys, check):
        raise Trouble(keys.console_keys_foreign(path=""))
    return stamp


async def people(database: Database) -> int:
    """How many employees the database holds."""
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(Employee)) or 0


def allow_run(settings: Settings, stamp: Stamp) -> None:
    """What `run` refuses: the demo database outside the sandbox, and an SMS gateway that this stamp does not allow
    (Trouble)."""
    if stamp is Stamp.DEMO and not settings.is_play:
        raise Trouble(keys.console_run_demo())
    if settings.sms_gateway is SmsGateway.SANDBOX and stamp is not Stamp.DEMO:
        raise Trouble(keys.console_sms_sandbox())
    if settings.sms_gateway is SmsGateway.LOG and stamp is not Stamp.TRIAL:
        raise Trouble(keys.console_sms_log())
