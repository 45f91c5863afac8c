"""`kabinet demo` as anybody starts it: a process of its own in an empty folder, on a free port."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.console import surroundings

LATE = 60
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]+/")


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a running demonstration; it is stopped at the end as by Ctrl-C, and must take it well."""
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            cwd=folder,
            env=surroundings(DEMO_PORT="0", DATA_DIR=str(folder / "data")),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield _address(process, folder / "log.txt")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=LATE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    assert process.returncode == 0, (folder / "log.txt").read_text(encoding="utf-8")


def _address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found.group()
    raise AssertionError(log.read_text(encoding="utf-8"))
