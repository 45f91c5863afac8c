"""`kabinet preview`: a page with all windows and the ways between them; needs neither settings nor a database."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.command_line import Command, Parser, say
from bot.trouble import Exit
from locales import keys

PAGE = Path("docs/preview.html")


async def _run(typed: argparse.Namespace) -> int:
    from bot.preview import write  # the messenger's libraries are heavy: only who needs them loads them

    await write(typed.out)
    say(keys.console_previewed(path=str(typed.out)))
    return Exit.DONE


def _arguments(parser: Parser) -> None:
    parser.take("--out", text=keys.console_help_out(), type=Path, default=PAGE, metavar=keys.console_arg_file())


COMMAND = Command("preview", keys.console_help_preview(), _run, _arguments)
