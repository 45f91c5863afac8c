"""`kabinet keys rotate` and `kabinet keys status`: new keys of the server, without anybody's PIN, beside the bot."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from bot import rotation
from bot.command_line import Command, Parser, json_argument, say
from bot.commands.start import configured, opened
from bot.providers import blobs
from bot.rotation import ACTOR, Waits
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.ports import SystemClock
from cabinet.rotation import Rotation
from locales import keys
from storage.engine import Database
from storage.sealed import ring


async def _rotate(typed: argparse.Namespace) -> int:
    tree = configured()
    async with opened(tree, build=False) as found:
        with rotation.alone(tree.keys_file):
            if not typed.shared and (others := await rotation.elsewhere(found.database, SystemClock())):
                raise Trouble(keys.console_rotation_elsewhere(hosts=", ".join(others)))
            if not typed.json:
                say(keys.console_rotation_kept())
                say(keys.console_rotation_begun(seconds=round(Waits().known + Waits().over)))
            done = await rotation.rotate(found.database, tree.keys_file, _job(tree, found.database), Waits())
    if typed.json:
        print(json.dumps({"new": done.new, "left": done.left, "retired": done.retired}, indent=1))
    elif done.left:
        _say_left(done.left)
    else:
        say(keys.console_rotation_done(path=str(tree.keys_file), keys=", ".join(done.retired)))
    return Exit.FAILED if done.left else Exit.DONE


async def _status(typed: argparse.Namespace) -> int:
    tree = configured()
    async with opened(tree, build=False) as found:
        left = await _job(tree, found.database).left(ACTOR)
    force, waiting = rotation.in_force(ring()), rotation.old(ring().keys)
    if typed.json:
        print(json.dumps({"in_force": force, "old": waiting, "left": left}, indent=1))
        return Exit.DONE
    say(keys.console_rotation_force(keys=", ".join(force)))
    say(keys.console_rotation_old(keys=", ".join(waiting)) if waiting else keys.console_rotation_no_old())
    if left:
        _say_left(left)
    say(keys.console_rotation_kept())
    return Exit.DONE


def _say_left(left: Mapping[str, int]) -> None:
    for place, count in left.items():
        say(keys.console_rotation_place(place=place, count=count))
    say(keys.console_rotation_left(count=sum(left.values())))


def _job(tree: Settings, database: Database) -> Rotation:
    return Rotation(database, SystemClock(), blobs(tree))


def _arguments(parser: Parser) -> None:
    parser.take("deed", text=keys.console_rotation_help_deed(), choices=("rotate", "status"))
    parser.take("--shared", text=keys.console_rotation_help_shared(), action="store_true")
    json_argument(parser)


async def _run(typed: argparse.Namespace) -> int:
    return await (_status if typed.deed == "status" else _rotate)(typed)


COMMAND = Command("keys", keys.console_rotation_help(), _run, _arguments)
