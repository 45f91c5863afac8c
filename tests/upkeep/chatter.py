"""Weeks of chatter in seconds: people talk to the bot day by day, a hand moves the clock, the upkeep is done or not.

`python -m tests.upkeep.chatter` tells what an update costs the database for good, without the upkeep and with it.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot import log
from bot.courier import Courier
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from bot.schedule import ACTOR
from bot.settings import LogFormat, LogLevel
from cabinet.upkeep import Keep, Upkeep
from gateways.mail import NoMail
from storage import migrate, tables
from storage.engine import Database
from storage.figures import figures
from storage.outbox import Letter, LetterState
from storage.people import Employee
from storage.sealed import KeyRing, use_ring
from tests.bot.outbox import Gateway, Voice, letter, staff, write
from tests.bot.pad import dispatcher
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock

REGULARS, PRESSES = 2, 4
"""People who come every day, and what each of them presses; besides, one a day comes once and never again."""
EACH_DAY = (REGULARS + 1) * (1 + PRESSES)
"""Updates of a day."""
SHORT = Keep(letters=timedelta(days=14), talks=timedelta(days=14), undelivered=timedelta(days=14))
"""Everything is at its usual level after a fortnight."""


@dataclass
class Chatter:
    """A bot that people talk to. ``keep``: None, nothing is ever removed."""

    db: Database
    clock: HandClock
    telegram: Telegram
    reader: Employee
    keep: Keep | None
    days: int = 0
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def weeks(self, count: int) -> None:
        """So many weeks go by."""
        for _ in range(7 * count):
            await self._day()

    async def _day(self) -> None:
        self.days += 1
        self.telegram.calls.clear()
        await write(self.db, letter(self.reader, f"day-{self.days}", made_at=self.clock.at, due_at=self.clock.at))
        people = (*range(1001, 1001 + REGULARS), 5000 + self.days)
        await self._come([message(next(self._ids), "/start", of=person) for person in people])
        await self._come([update for person in people for update in self._presses(person)])
        await until(self._all_said, 60)
        self.clock.forward(days=1)
        if self.keep is not None:
            await Upkeep(self.db, self.clock, self.keep).clean(ACTOR)

    def _presses(self, person: int) -> list[dict[str, Any]]:
        """Digits of the pad that was shown to somebody."""
        pad = next(call for call in self.telegram.made("sendMessage") if call.chat_id == person and call.reply_markup)
        digits = [button.callback_data for row in pad.reply_markup.inline_keyboard for button in row][:PRESSES]
        return [press(next(self._ids), data, of=person) for data in digits]

    async def _come(self, updates: list[dict[str, Any]]) -> None:
        """They come, and are handled."""

        async def handled() -> bool:
            stored = self.telegram.confirmed >= updates[-1]["update_id"]
            return stored and (await figures(self.db, self.clock.at)).open == 0

        self.telegram.come(*updates)
        await until(handled, 60)

    async def _all_said(self) -> bool:
        async with self.db.read() as session:
            waits = select(func.count()).select_from(Letter).where(Letter.state != LetterState.SENT)
            return not await session.scalar(waits)

    async def rows(self) -> dict[str, int]:
        """Table → rows."""
        async with self.db.read() as session:
            return {
                name: int(await session.scalar(select(func.count()).select_from(table)) or 0)
                for name, table in tables.metadata.tables.items()
            }

    async def bytes(self) -> int:
        """The file, its log emptied into it; 0 on PostgreSQL, which cleans up when it likes."""
        await self.db.tidy()
        return (await figures(self.db, self.clock.at)).bytes if self.db.is_sqlite else 0


@asynccontextmanager
async def talking(db: Database, keep: Keep | None) -> AsyncIterator[Chatter]:
    """The bot runs inside."""
    clock, telegram = HandClock(), Telegram()
    _, reader = await staff(db)
    bot = telegram.bot()
    rules = IntakeRules(poll=1, handling=HandlingRules(first_pause=0.01))
    intake = Intake(db, bot, await dispatcher(db, clock), clock, rules=rules)
    async with running(intake), running(Courier(db, bot, Gateway(), NoMail(), clock, Voice())):
        yield Chatter(db, clock, telegram, reader, keep)


async def _cost(folder: Path, keep: Keep | None) -> float:
    """Bytes for each update by which the file grew from the third week to the sixth."""
    db = Database(f"sqlite+aiosqlite:///{folder / 'kabinet.db'}")
    try:
        await migrate.upgrade(db)
        async with talking(db, keep) as chatter:
            await chatter.weeks(3)
            before = await chatter.bytes()
            await chatter.weeks(3)
            return (await chatter.bytes() - before) / (21 * EACH_DAY)
    finally:
        await db.close()


def main() -> None:
    """Print both figures."""
    use_ring(KeyRing.fresh())
    log.set_up(LogFormat.CONSOLE, LogLevel.ERROR)
    for name, keep in (("without upkeep", None), ("with upkeep", SHORT)):
        folder = Path(tempfile.mkdtemp())
        try:
            print(f"{name}: {asyncio.run(_cost(folder, keep)):.0f} bytes for each update")
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
