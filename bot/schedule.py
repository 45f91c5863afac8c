"""What happens by the clock: every job calls one service method as a named system actor."""

from __future__ import annotations

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from cabinet.access import Actor
from cabinet.requests.replacements import Replacements

ACTOR = Actor.system("schedule")


def schedule(replacements: Replacements) -> AsyncIOScheduler:
    """The jobs of this process, not started yet."""
    jobs = AsyncIOScheduler(timezone="UTC")
    jobs.add_job(
        replacements.replace, "interval", args=[ACTOR], minutes=1, id="replace", coalesce=True, max_instances=1
    )
    return jobs
