"""``python -m tests.bench.look click|calendar|answer|send``: what dominates on both sides of a row, as tables.

Shares are of the event loop's thread; how much other threads take is said above the tables.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import uvloop

from tests.bench import sides
from tests.bench.api import Api
from tests.bench.profile import Profile
from tests.bench.rows import send
from tests.bench.sides import Side

DEEDS = 1500
MOST = 25
DIALOGS = {"click": "counter", "calendar": "calendar"}


def told(side: Side, dump: Path, elsewhere: float) -> str:
    """The tables of one side."""
    seen = Profile(dump)
    tables = (
        ("whose code was at work", seen.owners()),
        ("function of the house that called for it", seen.nearest()),
        ("function of the house, with all it calls", seen.within()),
    )
    lines = [f"\n**{side.name}**: {elsewhere:.0%} of its CPU in other threads"]
    for title, shares in tables:
        lines += [f"\n| {title} | share |", "|---|---|"]
        lines += [f"| {name} | {share:.1%} |" for name, share in shares[:MOST] if share > 0.004]
    return "\n".join(lines)


async def look(row: str, deeds: int) -> None:
    """Profile both sides, one after the other."""
    for name in ("bare", "ours"):
        async with AsyncExitStack() as stack:
            api, folder = await stack.enter_async_context(sides.place())
            dump = folder / f"{name}.prof"
            async with _side(name, row, api, folder, dump, deeds) as side:
                await _busy(side, row, deeds)
                elsewhere = side.subject.elsewhere
            print(told(side, dump, elsewhere), flush=True)


async def _busy(side: Side, row: str, deeds: int) -> None:
    if row in DIALOGS:
        await side.crowd.open(DIALOGS[row])
        await side.crowd.press(deeds)
    elif row == "send":
        await send.sent(side, deeds)
    else:
        await side.crowd.write(deeds)


def _side(name: str, row: str, api: Api, folder: Path, dump: Path, deeds: int) -> AbstractAsyncContextManager[Side]:
    if name == "ours":
        return sides.ours(api, folder, employees=deeds, profiled=dump)
    return sides.bare(api, folder, "dialogs" if row in DIALOGS else "answer", profiled=dump)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(look(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else DEEDS))
