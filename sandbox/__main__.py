"""``python -m sandbox --dir DIR --port P``: run one sandbox until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import sys
from pathlib import Path

from sandbox.app import running
from sandbox.errors import CannotStart

USAGE = 2


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 stopped cleanly, 2 it could not be started (one sentence on stderr says why)."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A local Telegram with phones in a browser.")
    parser.add_argument("--dir", type=Path, required=True, help="where config.json lies and the world is kept")
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1; 0 takes a free one")
    options = parser.parse_args(arguments)
    try:
        asyncio.run(_serve(options.dir, options.port))
    except CannotStart as error:
        return _fail(str(error))
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        return _fail(f"port {options.port} is busy: choose another one with --port" if busy else str(error))
    return 0


async def _serve(directory: Path, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with running(directory, port) as sandbox:
        print(f"sandbox ready {sandbox.url}", flush=True)
        await stop.wait()


def _fail(sentence: str) -> int:
    print(f"sandbox: {sentence}", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
