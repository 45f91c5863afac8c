"""Our side of a ratio: the house as `kabinet run` serves it, with the benchmark's dialogs as two more of its own.

``python -m tests.bench.ours FOLDER URL TOKEN [DATABASE]`` serves until SIGTERM.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import uvloop

from bot import house, log
from bot.commands.start import settle, until_stopped
from bot.pace import Limits
from cabinet.figures import ProcessRole
from cabinet.ports import SystemClock
from tests.bench import profile
from tests.bench.planting import settings
from tests.bench.sides import LIFTED, WORKER

NO_LIMITS = Limits(all=(5000, 1.0), chat=(1000, 1.0), group=(1000, 1.0))
"""No limits to speak of: the cost of keeping them stays, the waiting goes."""


def extend() -> None:
    """Put our routers among the house's, before bot.app makes its list: after the commands, last of the dialogs."""
    import dialogs
    import handlers
    from tests.bench import shown, unlocked

    handlers.ROUTERS = (
        *handlers.ROUTERS[:2],
        shown.answerer(),
        unlocked.signer(),
        shown.opener(),
        *handlers.ROUTERS[2:],
    )
    dialogs.DIALOGS = (*dialogs.DIALOGS, shown.counter, shown.calendar)


async def serving(folder: Path, url: str, token: str, database: str | None = None) -> int:
    """Serve; the exit code."""
    extend()
    from bot.app import serve
    from bot.roles import EVERYTHING

    tree = settings(folder, url, token, database)
    log.set_up(tree.log_format, tree.log_level, tree.secrets())
    async with house.opened(tree, SystemClock(), build=False) as found:
        limits = NO_LIMITS if LIFTED in os.environ else None
        roles = (ProcessRole.WORKER,) if WORKER in os.environ else EVERYTHING
        return await serve(tree, found.database, limits=limits, roles=roles, ready=settle)


def main(folder: str, *rest: str) -> int:
    """Until SIGTERM."""
    with profile.kept(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(until_stopped(serving(Path(folder), *rest)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
