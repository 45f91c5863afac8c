"""Runs commands as an administrator would: each in a process of its own, in a folder of its own.

Starting Python anew and loading the libraries takes longer than any command, so the processes are forked from a server
that has them loaded; nothing else is shared. tests/house shows that the installed script and `python -m bot` start too.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bot.settings import Settings

HOUSE = Path(__file__).parents[2]
LATE = 60
PRELOADED = [
    "pytest", "bot.__main__", "bot.app", "signing.cades", "sandbox.__main__", "tests.bot.console",
    "tests.stories.launcher",
]  # fmt: skip
"""One list for all who fork here: whoever comes first starts the server."""


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def surroundings(**settings: str) -> dict[str, str]:
    """This environment without any setting of ours, and with those given."""
    names = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in names}
    return {**kept, "PYTHONPATH": str(HOUSE), **settings}


def kabinet(folder: Path, *arguments: str, **settings: str) -> Said:
    """Run one command to its end in ``folder``."""
    with tempfile.TemporaryDirectory() as papers:
        out, err = Path(papers) / "out", Path(papers) / "err"
        process = _server().Process(target=_child, args=(folder, arguments, surroundings(**settings), out, err))
        process.start()
        process.join(LATE)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"kabinet {arguments} did not end: {err.read_text()}")
        return Said(process.exitcode, out.read_text(), err.read_text())


def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _child(folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path) -> None:
    for path, descriptor in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(file, descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    from bot.__main__ import main

    sys.exit(main(arguments))
