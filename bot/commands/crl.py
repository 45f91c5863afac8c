"""`kabinet edo crl --out DIR`: the newest revocation list of every root, as files for the company's web server."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.command_line import say
from bot.commands.start import configured, opened
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.certificates.keeping import CONSOLE, Keeping
from cabinet.ports import SystemClock
from locales import keys


async def hand_out(typed: argparse.Namespace) -> int:
    """One file a root, named by its serial, each replaced as a whole. Trouble: no folder named, or not writable."""
    if typed.out is None:
        raise Trouble(keys.console_edo_no_out(), code=Exit.USAGE)
    async with opened(configured(), build=False) as found:
        lists = await Keeping(found.database, SystemClock()).lists(Actor.system(CONSOLE))
    try:
        _write(Path(typed.out), [(f"{serial}.crl", der) for serial, der in lists])
    except OSError as error:
        words = keys.console_edo_out_refused(path=typed.out, why=str(error.strerror))
        raise Trouble(words, code=Exit.UNREACHABLE) from error
    say(keys.console_edo_crl_done(count=len(lists), path=typed.out))
    return Exit.DONE


def _write(folder: Path, files: list[tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        scratch = folder / f".{name}.next"
        scratch.write_bytes(data)
        scratch.replace(folder / name)
