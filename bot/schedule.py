"""What happens by the clock: every job calls one service method, as a named system actor where it decides something.

All of it is done at the start too: while no process ran, nobody did it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from cabinet.access import Actor
from cabinet.people.pads import Pads
from cabinet.requests.replacements import Replacements

ACTOR = Actor.system("schedule")


def schedule(replacements: Replacements, pads: Pads) -> AsyncIOScheduler:
    """The jobs of this process, not started yet."""
    jobs = AsyncIOScheduler(timezone="UTC")

    def every_minute(name: str, job: Callable[..., Awaitable[object]], *args: object) -> None:
        jobs.add_job(
            job, "interval", args=args, minutes=1, id=name, next_run_time=datetime.now(UTC), coalesce=True,
            max_instances=1, misfire_grace_time=None,
        )  # fmt: skip

    every_minute("replace", replacements.replace, ACTOR)
    every_minute("sweep-pads", pads.sweep)
    return jobs
