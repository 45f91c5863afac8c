"""The process under test, seen from outside: its processor time with all its threads, and its memory."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import profile
from tests.bot.console import surroundings

LATE = 60


@dataclass
class Subject:
    """A running process of one side."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, user and system, all threads: what the process itself would be told by
        getrusage. (clock_getcpuclockid(3): the clock of another process is named by its inverted id.)"""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    @property
    def memory(self) -> float:
        """Resident megabytes (VmRSS of proc(5))."""
        said = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", said)
        assert found is not None
        return int(found[1]) / 1024

    @property
    def elsewhere(self) -> float:
        """Share of the processor time that threads other than the first took (schedstat of proc(5))."""
        spent = {
            task.name: int((task / "schedstat").read_text(encoding="ascii").split()[0])
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
        }
        return 1 - spent[str(self.process.pid)] / 1e9 / self.cpu

    @property
    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(encoding="utf-8")[-4000:]

    def check(self) -> None:
        """It has not fallen over."""
        assert self.process.poll() is None, self.said

    async def stop(self) -> int:
        """SIGTERM, and wait; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, LATE)


def started(folder: Path, name: str, *command: str, profiled: Path | None = None, **settings: str) -> Subject:
    """``python command…`` in a process of its own; what it says goes into a file of ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    environment = surroundings(**settings) | ({profile.VARIABLE: str(profiled)} if profiled else {})
    with log.open("wb") as paper:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            stdout=paper,
            stderr=paper,
            stdin=subprocess.DEVNULL,
        )
    return Subject(process, log)


@asynccontextmanager
async def running(
    folder: Path, name: str, *command: str, profiled: Path | None = None, **settings: str
) -> AsyncIterator[Subject]:
    """A process under test, stopped at the end."""
    subject = started(folder, name, *command, profiled=profiled, **settings)
    try:
        yield subject
    finally:
        code = await subject.stop()
        assert code in (0, -signal.SIGTERM), subject.said


__all__ = ["Subject", "running", "started"]
