"""`kabinet migrate`: an empty database gets keys and tables, an old one its steps."""

from __future__ import annotations

import argparse

from bot.command_line import Command, say
from bot.commands.start import configured, opened
from bot.trouble import Exit
from locales import keys
from storage import migrate


async def _run(_typed: argparse.Namespace) -> int:
    async with opened(configured(), build=True):
        say(keys.console_migrated(revision=migrate.head()))
    return Exit.DONE


COMMAND = Command("migrate", keys.console_help_migrate(), _run)
