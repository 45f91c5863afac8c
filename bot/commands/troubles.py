"""`kabinet troubles` and `kabinet retry`: what the bot put aside, and another try; both may run beside the bot."""

from __future__ import annotations

import argparse
import json
import re
import uuid

from bot.command_line import Command, Parser, json_argument, say
from bot.commands.start import configured, opened
from bot.commands.status import age
from bot.trouble import Exit
from bot.trouble import Trouble as Refusal
from cabinet.access import Actor
from cabinet.ports import SystemClock
from cabinet.troubles import CONSOLE, Trouble, Troubles
from locales import keys

ACTOR = Actor.system(CONSOLE)
LOOK_ALIKES = str.maketrans({"K": "\u041a", "\u0410": "A", "\u0412": "B", "\u0415": "E", "\u0421": "C"})
"""A number is heard on the phone and typed: its first sign is Cyrillic, the others are hexadecimal digits."""


SHAPE = re.compile(r"(?:\u041a\s*-?\s*)?([0-9A-F]{4})")


def number_of(typed: str) -> str:
    """«К-7F3A» out of what somebody typed: «к7f3a», «K-7F3A», «7f3a». Raises Trouble for what is no number."""
    found = SHAPE.fullmatch(typed.strip().upper().translate(LOOK_ALIKES))
    if found is None:
        raise Refusal(keys.console_trouble_no_number(number=typed), code=Exit.USAGE)
    return f"\u041a-{found[1]}"


async def _list(typed: argparse.Namespace) -> int:
    clock = SystemClock()
    async with opened(configured(), build=False) as found:
        aside = (await Troubles(found.database, clock).list(ACTOR)).found
    if typed.json:
        print(json.dumps([_row(one) for one in aside], ensure_ascii=False, indent=1))
        return Exit.DONE
    for one in aside:
        say(keys.console_trouble_row(number=one.number, kind=one.kind, age=age(clock.now() - one.at)))
    if not aside:
        say(keys.console_trouble_none())
    return Exit.DONE


def _row(one: Trouble) -> dict[str, str]:
    return {"number": one.number, "kind": one.kind, "received_at": one.at.isoformat()}


async def _again(typed: argparse.Namespace) -> int:
    number = number_of(typed.number)
    async with opened(configured(), build=False) as found:
        service = Troubles(found.database, SystemClock())
        wanted = await service.of_number(ACTOR, number)
        if not wanted:
            raise Refusal(keys.console_trouble_unknown(number=number))
        for one in wanted:
            await service.again(ACTOR, one.id, f"console:{uuid.uuid4()}")
    if typed.json:
        print(json.dumps([_row(one) for one in wanted], ensure_ascii=False, indent=1))
    else:
        say(keys.console_trouble_again(number=number))
    return Exit.DONE


def _number(parser: Parser) -> None:
    parser.take("number", text=keys.console_trouble_help_number(), metavar=keys.console_arg_number())
    json_argument(parser)


LIST = Command("troubles", keys.console_trouble_help_list(), _list, json_argument)
AGAIN = Command("retry", keys.console_trouble_help_again(), _again, _number)
