"""`make cluster`: the demonstration, served by several processes over one PostgreSQL that this command runs too.

Everything lies below DATA_DIR/cluster, so that the next start goes on with the same company; its `.env` holds the
settings that all processes share, and lets `kabinet status` be asked from there.
"""

from __future__ import annotations

import asyncio
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bot import playhouse
from bot.command_line import say, tell
from bot.commands import demo
from bot.commands.start import configured, opened, until_stopped
from bot.playhouse import Sandbox
from bot.trouble import Exit, Trouble
from locales import keys
from locales.translator import plain
from tests.cluster.members import Member, journals, members, prepare
from tests.cluster.server import postgresql


def main() -> int:
    """Serve until stopped; the exit code, as of a command."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(until_stopped(_play()))
    except Trouble as trouble:
        tell(*trouble.texts)
        return int(trouble.code)
    say(keys.console_stopped())
    return code


async def _play() -> int:
    home = configured().data_dir / "cluster"
    home.mkdir(parents=True, exist_ok=True)
    with _only(home):
        say(keys.console_cluster_begins())
        prepare()
        async with postgresql(home) as url:
            tree = demo.own(home, database_url=url)
            async with opened(tree, build=True) as found:
                set_stage = await demo.set_up(tree, found)
            async with playhouse.sandbox(set_stage.folder, tree.demo_port) as running:
                demo.leave_settings(home, await demo.greet(running, tree, set_stage.token))
                return await _serve(home, running)


@contextmanager
def _only(home: Path) -> Iterator[None]:
    """Nobody else serves this folder. Raises Trouble."""
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(keys.console_cluster_rival(folder=str(home)), code=Exit.UNREACHABLE) from None
        yield


async def _serve(home: Path, running: Sandbox) -> int:
    """All processes until we are stopped, or until the sandbox is gone."""
    async with members(home) as found:
        _tell(home, found)
        demo.invite(running)
        keepers = [asyncio.ensure_future(member.keep()) for member in found]
        gone = asyncio.ensure_future(running.process.wait())
        try:
            await asyncio.wait({gone, *keepers}, return_when=asyncio.FIRST_COMPLETED)
            raise Trouble(keys.console_sandbox_failed(why="—"), code=Exit.FAILED)
        finally:
            for task in (gone, *keepers):
                task.cancel()
            await asyncio.wait({gone, *keepers})


def _tell(home: Path, found: list[Member]) -> None:
    width = max(len(member.name) for member in found)
    rows = [
        plain(keys.console_cluster_row(name=member.name.ljust(width), pid=member.pid, address=member.address))
        for member in found
    ]
    where = demo.place(home) | {"journals": str(journals(home))}
    say(keys.console_cluster_ready(rows="\n".join(rows), pid=found[0].pid, **where))
    print()


if __name__ == "__main__":
    sys.exit(main())
