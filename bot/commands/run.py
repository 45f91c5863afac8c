"""`kabinet run`: the bot on the real Telegram. Refuses what would mix demo, trial and real; names what is missing."""

from __future__ import annotations

import argparse
from collections.abc import Collection

from bot import house, reach
from bot.command_line import Command, Parser, say, tell
from bot.commands.start import configured, opened, settle, until_stopped
from bot.house import Opened
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.figures import ProcessRole
from locales import keys
from storage.company import Stamp


async def _run(typed: argparse.Namespace) -> int:
    roles = tuple(ProcessRole(name) for name in typed.role or ProcessRole)
    tree = configured()
    tree.token()  # refuses before anything is made
    if typed.role and tree.is_sqlite:
        raise Trouble(keys.console_role_sqlite(), code=Exit.USAGE)
    async with opened(tree, build=True) as found:
        if found.stamp is Stamp.TRIAL:
            tell(keys.console_trial())
        await _ready(tree, found)
        me = await reach.me(tree)
        code = await until_stopped(_serve(tree, found, roles, me.username))
    say(keys.console_stopped())
    return code


async def _ready(tree: Settings, found: Opened) -> None:
    house.allow_run(tree, found.stamp)
    missing = [] if await house.people(found.database) else [keys.console_no_people()]
    if tree.sms_gateway is None:
        raise Trouble(keys.console_no_sms(), *missing, code=Exit.USAGE)
    tell(*missing)


async def _serve(tree: Settings, found: Opened, roles: Collection[ProcessRole], username: str) -> int:
    from bot.app import serve  # the messenger's libraries are heavy: only who serves loads them

    def ready() -> None:
        settle()
        say(keys.console_running(bot=username))

    return await serve(tree, found.database, roles=roles, ready=ready)


def _arguments(parser: Parser) -> None:
    words = {"text": keys.console_help_role(), "metavar": keys.console_arg_role()}
    parser.take("--role", **words, action="append", choices=[role.value for role in ProcessRole])


COMMAND = Command("run", keys.console_help_run(), _run, _arguments)
