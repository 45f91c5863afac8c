"""What `doctor` looks at, one function a thing: each answers in one sentence and never changes anything."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import house, keys, mailing, reach, stamp_roots
from bot.settings import Settings
from bot.trouble import Trouble
from cabinet.ports import Clock
from locales import keys as words
from locales.translator import Text
from storage import migrate
from storage.engine import Database
from storage.sealed import KeyRing

LITTLE = 200
"""Megabytes below which the disk counts as full."""
DRIFT = 30
"""Seconds by which our clock may differ: codes live minutes, and terms end at 18:00."""


@dataclass
class Found:
    """What earlier checks found for later ones."""

    settings: Settings
    clock: Clock
    ring: KeyRing | None = None
    revision: str | None = None
    stamped: tuple[object, str] | None = None
    me: reach.Me | None = None


@dataclass(frozen=True)
class Finding:
    """One line of the answer; ``ok`` None: it could not be checked."""

    name: str
    ok: bool | None
    text: Text


Check = Callable[[Found], Awaitable[Finding]]


async def key_file(found: Found) -> Finding:
    """The key file: there, ours alone, whole."""
    path = found.settings.keys_file
    try:
        found.ring = keys.load(path)
    except Trouble as trouble:
        return Finding("keys", False, trouble.texts[0])
    if found.ring is None:
        return Finding("keys", False, words.console_doctor_keys_none(path=str(path)))
    return Finding("keys", True, words.console_doctor_keys_fine(path=str(path)))


async def database(found: Found) -> Finding:
    """The database: reachable, stamped, and filled under these keys."""
    if not house.is_there(found.settings):
        return Finding("database", False, words.console_doctor_database_empty())
    try:
        await _look(found)
    except migrate.TooNew as error:
        return Finding("database", False, words.console_new_schema(revision=str(error)))
    except house.NO_DATABASE as error:
        return Finding("database", False, house.unreachable(error).texts[0])
    if found.stamped is None:
        return Finding("database", False, words.console_doctor_database_empty())
    path = str(found.settings.keys_file)
    if found.ring is None:
        return Finding("database", False, words.console_keys_missing(path=path))
    if not keys.fits(found.ring.keys, found.stamped[1]):
        return Finding("database", False, words.console_keys_foreign(path=path))
    return Finding("database", True, words.console_doctor_database_fine(stamp=str(found.stamped[0])))


async def _look(found: Found) -> None:
    base = Database(found.settings.database)
    try:
        found.revision = await migrate.current(base)
        found.stamped = await house.house_row(base) if found.revision else None
    finally:
        await base.close()


async def migrations(found: Found) -> Finding:
    """The schema stands at the newest step."""
    if found.revision is None:
        return Finding("migrations", None, words.console_doctor_skipped())
    if found.revision != migrate.head():
        return Finding(
            "migrations", False, words.console_doctor_schema_old(revision=found.revision, head=migrate.head())
        )
    return Finding("migrations", True, words.console_doctor_schema_fine(revision=found.revision))


async def api(found: Found) -> Finding:
    """Telegram answers to our token."""
    try:
        found.me = await reach.me(found.settings)
    except Trouble as trouble:
        return Finding("api", False, trouble.texts[0])
    return Finding("api", True, words.console_doctor_api_fine(bot=found.me.username))


async def clock(found: Found) -> Finding:
    """Our clock agrees with Telegram's."""
    if found.me is None or found.me.at is None:
        return Finding("clock", None, words.console_doctor_skipped())
    seconds = abs(round((found.clock.now() - found.me.at).total_seconds()))
    if seconds > DRIFT:
        return Finding("clock", False, words.console_doctor_clock_off(seconds=seconds))
    return Finding("clock", True, words.console_doctor_clock_fine(seconds=seconds))


async def disk(found: Found) -> Finding:
    """The data folder, or the nearest that exists above it, takes files and has room."""
    return await asyncio.to_thread(_disk, found)  # a network's disk may take its time


def _disk(found: Found) -> Finding:
    place = found.settings.data_dir
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Finding("disk", False, words.console_doctor_disk_closed(path=str(place)))
    free = shutil.disk_usage(place).free // 2**20
    if free < LITTLE:
        return Finding("disk", False, words.console_doctor_disk_full(free=free, path=str(place)))
    return Finding("disk", True, words.console_doctor_disk_fine(free=free))


async def fonts(_found: Found) -> Finding:
    """The fonts that papers embed are installed."""
    try:
        import cabinet.typeface  # noqa: F401 # reads every font file
    except Exception:
        return Finding("fonts", False, words.console_doctor_fonts_none())
    return Finding("fonts", True, words.console_doctor_fine())


async def mail(found: Found) -> Finding:
    """The mail server takes us in; nothing is mailed. None is named: that is allowed, and said."""
    if found.settings.is_play:
        return Finding("mail", None, words.console_doctor_mail_play())
    try:
        server = mailing.smtp(found.settings)
        if server is None:
            return Finding("mail", None, words.console_doctor_mail_none())
        await server.greet()
    except Trouble as trouble:
        return Finding("mail", False, trouble.texts[0])
    except OSError as error:
        return Finding("mail", False, words.console_doctor_mail_bad(why=str(error)))
    return Finding("mail", True, words.console_doctor_mail_fine(sender=found.settings.mail_from or ""))


async def stamps(found: Found) -> Finding:
    """Whose time stamps count is told by a file that can be read."""
    tree = found.settings
    if tree.tsa_url is None or tree.tsa_roots is None:
        return Finding("stamps", None, words.console_doctor_stamps_none())
    try:
        roots = await asyncio.to_thread(stamp_roots.read, tree.tsa_roots)
    except Trouble as trouble:
        return Finding("stamps", False, trouble.texts[0])
    return Finding("stamps", True, words.console_doctor_stamps_fine(count=len(roots)))


CHECKS: tuple[Check, ...] = (key_file, database, migrations, api, clock, disk, fonts, mail, stamps)
NAMES = ("keys", "database", "migrations", "api", "clock", "disk", "fonts", "mail", "stamps")
"""What they are called in the answer, in their order."""
