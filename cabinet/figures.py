"""Whether the house is in order: the figures of the database, and which of them need a person.

One judgement for `kabinet status` and for whoever else asks. Nothing here is about anybody: counts, ages and moments.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.ports import Clock
from storage import figures
from storage.engine import Database
from storage.figures import Figures
from storage.outbox import LetterKind, LetterState
from storage.processes import Beat

ALIVE: Final = timedelta(seconds=12)
"""How old the last beat of a living process may be: two were missed, one is written every five seconds."""
LATE: Final = timedelta(minutes=5)
"""How long an update, a letter or a card may wait before somebody should look."""
UPKEEP: Final = timedelta(hours=25)
"""How long ago the last upkeep may be."""
READERS: Final = frozenset({"console", "monitor"})
"""The system actors that may ask."""


class ProcessRole(enum.StrEnum):
    """What has to be done by somebody, or the house stands still."""

    WORKER = "worker"
    COURIER = "courier"
    SCHEDULE = "schedule"


class Concern(enum.StrEnum):
    """What needs a person."""

    NOBODY = "nobody"  # no process lives
    NO_WORKER = "no-worker"  # some live, but none handles updates
    NO_COURIER = "no-courier"
    NO_SCHEDULE = "no-schedule"
    UPDATES_LATE = "updates-late"
    LETTERS_LATE = "letters-late"
    CARDS_LATE = "cards-late"
    STRANDED = "stranded"  # HR groups do not take what is for them: requests are seen by nobody
    ASIDE = "aside"  # updates were put aside: somebody may try them again
    UNSURE = "unsure"  # letters of which nobody knows whether they arrived: somebody decides
    UNDELIVERED = "undelivered"  # letters that will not arrive
    NO_UPKEEP = "no-upkeep"


ABSENT: Final = {
    ProcessRole.WORKER: Concern.NO_WORKER,
    ProcessRole.COURIER: Concern.NO_COURIER,
    ProcessRole.SCHEDULE: Concern.NO_SCHEDULE,
}


def alive(seen: Figures) -> list[Beat]:
    """Of the processes that said lately that they live, one for each of their roles."""
    return [beat for beat in seen.beats if seen.at - beat.seen_at <= ALIVE]


def processes(seen: Figures) -> int:
    """How many processes live."""
    return len({(beat.host, beat.pid) for beat in alive(seen)})


def silent(seen: Figures) -> dict[tuple[str, int], datetime]:
    """(host, pid) → last heard, of processes that ended without a word; after a minute nobody speaks of them."""
    living = {(beat.host, beat.pid) for beat in alive(seen)}
    heard = sorted(seen.beats, key=lambda beat: beat.seen_at)
    return {(beat.host, beat.pid): beat.seen_at for beat in heard if (beat.host, beat.pid) not in living}


def active(seen: Figures, role: ProcessRole) -> int:
    """How many living processes do what ``role`` does."""
    return sum(beat.active and beat.role == role for beat in alive(seen))


def concerns(seen: Figures) -> list[Concern]:
    """What needs a person, the gravest first. Where nobody lives, everything waits: that is no news of its own."""
    missing = [*_processes(seen)]
    waiting = [] if Concern.NOBODY in missing else _queues(seen)
    return [*missing, *waiting, *_leftovers(seen)]


def _processes(seen: Figures) -> Iterator[Concern]:
    living = alive(seen)
    if not living:
        yield Concern.NOBODY
        return
    yield from (concern for role, concern in ABSENT.items() if not active(seen, role))
    last = seen.upkeep_at or min(beat.started_at for beat in living)
    if seen.at - last > UPKEEP:
        yield Concern.NO_UPKEEP


def _queues(seen: Figures) -> Iterator[Concern]:
    if late(seen.open_since, seen.at):
        yield Concern.UPDATES_LATE
    if late(seen.letters_since, seen.at):
        yield Concern.LETTERS_LATE
    if late(seen.cards_since, seen.at):
        yield Concern.CARDS_LATE


def _leftovers(seen: Figures) -> Iterator[Concern]:
    if seen.stranded:
        yield Concern.STRANDED
    if seen.aside:
        yield Concern.ASIDE
    if seen.count(LetterState.UNSURE):
        yield Concern.UNSURE
    if seen.undelivered:
        yield Concern.UNDELIVERED


def late(since: datetime | None, at: datetime) -> bool:
    """Whether something waits since too long ago."""
    return since is not None and at - since > LATE


class Watch:
    """Reads the figures, for the console and the monitor."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def look(self, actor: Actor) -> Figures:
        """The figures of this moment. NotAllowed for everybody but the named system actors."""
        self._may(actor)
        return await figures.figures(self._db, self._clock.now())

    async def put_aside(self, actor: Actor, most: int = 5) -> list[tuple[str, str, datetime]]:
        """(short number, the messenger's type, received) of updates that were put aside, the newest first."""
        self._may(actor)
        async with self._db.read() as session:
            return await figures.put_aside(session, most)

    async def undelivered(self, actor: Actor, most: int = 5) -> list[tuple[LetterKind, str, datetime | None]]:
        """(kind, what the other side said, when) of letters that will never arrive, the newest first."""
        self._may(actor)
        async with self._db.read() as session:
            return await figures.undelivered(session, most)

    @staticmethod
    def _may(actor: Actor) -> None:
        if not (actor.is_system and actor.name in READERS):
            raise NotAllowed
