"""Where the processor time of a process under test goes: a look at the stack at every few milliseconds of CPU.

The environment's BENCH_PROFILE names the file; without it nothing is measured and nothing is slowed down. cProfile
would not do: it charges small Python functions too dearly and loses its way in SQLAlchemy's greenlets.
"""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import greenlet

VARIABLE = "BENCH_PROFILE"
EVERY = 0.002
"""Seconds of the process's CPU between two looks."""
ROOT = Path(__file__).parents[2]
HOUSE = ("bot", "handlers", "dialogs", "cabinet", "storage", "signing", "gateways", "locales", "tests")
Stack = tuple[str, ...]
"""«file:function», the innermost first."""


@contextmanager
def kept() -> Iterator[None]:
    """Profile what runs inside, where the environment asks for it."""
    path = os.environ.get(VARIABLE)
    if path is None:
        yield
        return
    seen: Counter[Stack] = Counter()
    signal.signal(signal.SIGPROF, lambda _number, frame: seen.update([tuple(_frames(frame))]))
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(path).write_text(json.dumps([[stack, count] for stack, count in seen.items()]), encoding="utf-8")


def _frames(frame: FrameType | None) -> Iterator[str]:
    """The stack outwards, from a greenlet on into the one that started it."""
    current = greenlet.getcurrent()
    while True:
        while frame is not None:
            yield f"{_short(frame.f_code.co_filename)}:{frame.f_code.co_qualname}"
            frame = frame.f_back
        current = current.parent
        if current is None:
            return
        frame = current.gr_frame


def _short(file: str) -> str:
    if "site-packages/" in file:
        return file.split("site-packages/")[1]
    return file.removeprefix(f"{ROOT}/") if file.startswith(str(ROOT)) else f"python/{Path(file).name}"


class Profile:
    """What was seen; shares are of all looks."""

    def __init__(self, path: Path) -> None:
        self._seen = [(tuple(stack), count) for stack, count in json.loads(path.read_text(encoding="utf-8"))]
        self._total = sum(count for _, count in self._seen) or 1

    def owners(self) -> list[tuple[str, float]]:
        """Whose code was at work: a floor of the house, a library, Python itself."""
        return self._shares(lambda stack: [_owner(stack[0])])

    def nearest(self) -> list[tuple[str, float]]:
        """The function of the house that called for the work, itself or through libraries; all shares make one."""
        return self._shares(lambda stack: [next((one for one in stack if _ours(one)), "libraries alone")])

    def within(self) -> list[tuple[str, float]]:
        """Functions of the house, each with all that it called."""
        return self._shares(lambda stack: {one for one in stack if _ours(one)})

    def _shares(self, names: object) -> list[tuple[str, float]]:
        found: Counter[str] = Counter()
        for stack, count in self._seen:
            for name in names(stack):
                found[name] += count
        return [(name, count / self._total) for name, count in found.most_common()]


def _owner(place: str) -> str:
    return place.split(":")[0].split("/")[0].removesuffix(".py")


def _ours(place: str) -> bool:
    return _owner(place) in HOUSE
