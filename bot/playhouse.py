"""The sandbox as a child process: started, waited for, and never left behind.

It runs in a process group of its own, so that Ctrl-C reaches the bot alone and the sandbox outlives its last words; on
Linux the kernel ends it even when the bot is killed.
"""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession

from bot.trouble import Exit, Trouble
from locales import keys

PATIENCE = 20
"""Seconds until a start, or a stop, counts as failed."""
_READY = "sandbox ready "
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that listens: ``url`` is its page (with the secret), ``api`` what the bot calls."""

    url: str
    process: Process

    @property
    def api(self) -> str:
        """«http://127.0.0.1:8080»."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@asynccontextmanager
async def sandbox(folder: Path, port: int) -> AsyncIterator[Sandbox]:
    """Start the sandbox on the world in ``folder``; it is stopped at the end. Trouble: port busy, no start."""
    words = folder / "sandbox.log"
    with words.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sandbox", "--dir", str(folder), "--port", str(port)),
            stdout=PIPE,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_us,
        )
    try:
        yield Sandbox(await _ready(process, words, port), process)
    finally:
        await _stop(process)


async def greet(running: Sandbox, chats: list[int]) -> None:
    """Press «Start» on the phones whose chat with the bot is not open yet: a bot cannot write first."""
    async with ClientSession() as http:
        async with http.get(f"{running.url}api/state") as answer:
            started = {chat["key"] for chat in (await answer.json())["chats"] if chat.get("started")}
        for chat in chats:
            if f"private:{chat}" not in started:
                await http.post(f"{running.url}api/start", json={"as": chat, "payload": ""})


def _end_with_us() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _ready(process: Process, words: Path, port: int) -> str:
    """The address that the sandbox prints once it listens."""
    line = b""
    with suppress(TimeoutError):
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)  # type: ignore[union-attr] # a pipe
    address = line.decode().strip()
    if address.startswith(_READY):
        return address.removeprefix(_READY)
    await _stop(process)
    raise _failure(words, port)


def _failure(words: Path, port: int) -> Trouble:
    """What its last words on stderr mean."""
    said = words.read_text(encoding="utf-8", errors="replace").strip().splitlines() or [""]
    if "is busy" in said[-1]:
        return Trouble(keys.console_busy(port=port), code=Exit.UNREACHABLE)
    return Trouble(keys.console_sandbox_failed(why=said[-1][:200]), code=Exit.FAILED)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
