"""What happens by the clock: every job calls one service method, as a named system actor where it decides something.

All of it is done at the start too: while no process ran, nobody did it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.steps import traced
from cabinet.access import Actor
from cabinet.certificates.keeping import Keeping
from cabinet.documents.service import Documents
from cabinet.journal_tree import JournalTree
from cabinet.people.pads import Pads
from cabinet.requests.desk_reach import DeskReach
from cabinet.requests.replacements import Replacements
from cabinet.signatures.stamping import Stamping
from cabinet.upkeep import Upkeep

ACTOR = Actor.system("schedule")


def schedule(
    replacements: Replacements,
    reach: DeskReach,
    pads: Pads,
    documents: Documents,
    keeping: Keeping,
    stamping: Stamping,
    upkeep: Upkeep,
    journal: JournalTree,
) -> AsyncIOScheduler:
    """The jobs of this process, not started yet."""
    jobs = AsyncIOScheduler(timezone="UTC")

    def every(minutes: int, name: str, job: Callable[..., Awaitable[object]], *args: object) -> None:
        async def deed(*given: object) -> object:
            with suppress(asyncio.CancelledError), traced(uuid4()):  # cancelled: the next start does all of it anew
                return await job(*given)
            return None

        jobs.add_job(
            deed, "interval", args=args, minutes=minutes, id=name, next_run_time=datetime.now(UTC), coalesce=True,
            max_instances=1, misfire_grace_time=None,
        )  # fmt: skip

    every(1, "replace", replacements.replace, ACTOR)
    every(1, "shut-desks", reach.tell, ACTOR)
    every(1, "sweep-pads", pads.sweep)
    every(1, "stamps", stamping.stamp, ACTOR)
    every(1, "seal-journal", journal.seal, ACTOR)
    every(1, "journal-head", journal.publish, ACTOR)
    every(60, "sweep-files", documents.sweep, ACTOR)
    every(60, "certificates", keeping.keep, ACTOR)
    every(60, "upkeep", upkeep.clean, ACTOR)
    return jobs


async def keep(jobs: AsyncIOScheduler) -> None:
    """Do them until cancelled."""
    jobs.start()
    try:
        await asyncio.Event().wait()
    finally:
        jobs.shutdown(wait=False)
