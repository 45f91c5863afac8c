"""``python -m tests.bench [NAME …]``: measure these rows of the table, or all; ``--quick`` only shows that they run."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

import uvloop

from tests.bench.figures import HEAD, Scale
from tests.bench.rows import APART, ROWS

QUICK = Scale(pairs=1, share=0.01)
KNOWN = ROWS | APART


async def _measure(names: list[str], scale: Scale) -> int:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {sys.version.split()[0]}\n\n{HEAD}", flush=True)
    reached = True
    for name in names:
        for row in await KNOWN[name](scale):
            print(row.told(), flush=True)
            reached = reached and row.reached
    return 0 if reached else 1


def main(arguments: list[str] | None = None) -> int:
    """0 when every goal of the measured rows was reached, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(KNOWN))
    parser.add_argument("--pairs", type=int, default=7, help="turns of each side (7)")
    parser.add_argument("--quick", action="store_true", help="tiny numbers: shows that it runs, measures nothing")
    typed = parser.parse_args(arguments)
    unknown = [name for name in typed.names if name not in KNOWN]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    scale = QUICK if typed.quick else Scale(pairs=typed.pairs)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(typed.names or list(ROWS), scale))


if __name__ == "__main__":
    sys.exit(main())
