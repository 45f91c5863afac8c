"""Upkeep: what nobody needs any more goes by its age, so that the database does not grow with chatter.

Deeds stay: requests, documents, the journal. What goes is how they came about: updates once handled, letters once sent,
conversations that nobody goes on with, attempts and keys long over. Every hour, a few rows at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.ports import Clock
from storage import upkeep
from storage.engine import Database

log = structlog.get_logger(__name__)

SCHEDULE = "schedule"
"""The only actor who may do this."""


@dataclass(frozen=True)
class Keep:
    """How long what is kept."""

    updates: timedelta = timedelta(days=7)
    """Updates that were handled or put aside: by then the messenger's ids may mean other ones."""
    letters: timedelta = timedelta(days=30)
    """Letters that were sent or dropped, and what broadcasts said."""
    undelivered: timedelta = timedelta(days=90)
    """Letters that never arrived, or may not have; never shorter than ``letters``."""
    talks: timedelta = timedelta(days=30)
    """Conversations, since somebody last touched one of his."""
    attempts: timedelta = timedelta(days=30)
    """Attempts to come in, activation keys and waits after wrong codes, since they were over."""
    idle: timedelta = timedelta(days=1)
    """Lanes without updates, groups without messages, and processes that say nothing any more."""


class Upkeep:
    """Removes what is older than ``keep`` says."""

    def __init__(self, db: Database, clock: Clock, keep: Keep | None = None) -> None:
        self._db, self._clock, self._keep = db, clock, keep or Keep()

    async def clean(self, actor: Actor) -> dict[str, int]:
        """Remove it all; how many rows of what. NotAllowed."""
        if not (actor.is_system and actor.name == SCHEDULE):
            raise NotAllowed
        now, keep = self._clock.now(), self._keep
        chores = (
            upkeep.updates(now - keep.updates),
            upkeep.letters(now - keep.letters),
            upkeep.undelivered(now - max(keep.undelivered, keep.letters)),
            upkeep.broadcasts(now - keep.letters),
            upkeep.lanes(now - keep.idle),
            upkeep.beats(now - keep.idle),
            upkeep.paces(now - keep.idle),
            upkeep.attempts(now - keep.attempts),
            upkeep.keys(now - keep.attempts),
            upkeep.waits(now - keep.attempts),
        )
        done = {chore.name: await upkeep.do(self._db, chore) for chore in chores}
        done["talks"] = await upkeep.talks(self._db, now - keep.talks)
        await upkeep.note(self._db, now)
        await self._db.tidy()
        if any(done.values()):
            log.info("upkeep", **{name: count for name, count in done.items() if count})
        return done
