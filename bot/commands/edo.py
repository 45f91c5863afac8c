"""`kabinet edo`: introduces КЭДО in a company (here), or writes revocation lists (crl); may run beside the bot."""

from __future__ import annotations

import argparse
import json
import uuid
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from bot.command_line import Command, Parser, json_argument, say
from bot.commands.crl import hand_out
from bot.commands.start import configured, opened
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.joining.introduction import CONSOLE, Introducing, addresses
from cabinet.ports import SystemClock
from locales import Text, keys
from storage.base import snapshot
from storage.company import Company
from storage.engine import Database

WORDS: Final = {
    "act_name": keys.console_edo_help_act_name(),
    "act_number": keys.console_edo_help_act_number(),
    "system": keys.console_edo_help_system(),
    "place": keys.console_edo_help_place(),
    "ogrn": keys.console_edo_help_ogrn(),
    "address": keys.console_edo_help_address(),
    "basis": keys.console_edo_help_basis(),
    "heads_to": keys.console_edo_help_heads_to(),
}
DAYS: Final = {
    "act_date": ("--act-date", keys.console_edo_help_act_date()),
    "starts_on": ("--starts", keys.console_edo_help_starts()),
    "answer_by": ("--answer-by", keys.console_edo_help_answer_by()),
}


async def _introduce(typed: argparse.Namespace) -> int:
    facts = _facts(typed)
    async with opened(configured(), build=False) as found:
        company = await _company(found.database, typed.company)
        service = Introducing(found.database, SystemClock())
        deed = f"console:{uuid.uuid4()}"
        made, new = await service.introduce(Actor.system(CONSOLE), company.id, facts, deed)
    if typed.json:
        row = snapshot(made) | {"company_id": company.inn}
        print(json.dumps(row, ensure_ascii=False, default=str))
    else:
        say(keys.console_edo_done(company=company.name, new=int(new)))
    return Exit.DONE


def _facts(typed: argparse.Namespace) -> dict[str, Any]:
    """The facts that were typed, and no others."""
    names = [*WORDS, *DAYS, "crl_url"]
    found = {name: getattr(typed, name) for name in names if getattr(typed, name) is not None}
    if "heads_to" in found:
        found["heads_to"] = ", ".join(addresses(found["heads_to"]))
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


async def _company(database: Database, inn: str | None) -> Company:
    """The company of that INN, or the only one; Trouble where that is none."""
    async with database.read() as session:
        found = (await session.scalars(select(Company).order_by(Company.inn))).all()
    wanted = [one for one in found if inn is None or one.inn == inn.strip()]
    if len(wanted) > 1:
        raise Trouble(keys.console_edo_which(inns=", ".join(one.inn for one in wanted)), code=Exit.USAGE)
    if not wanted:
        raise Trouble(keys.console_edo_no_company(inn=inn) if inn else keys.console_no_people())
    return wanted[0]


def _arguments(parser: Parser) -> None:
    parser.take("deed", text=keys.console_edo_help_deed(), choices=("introduce", "crl"))
    _take(parser, "out", "--out", keys.console_edo_help_out(), keys.console_edo_arg_folder())
    parser.take("--company", text=keys.console_help_company(), metavar=keys.console_arg_inn())
    for name, words in WORDS.items():
        _take(parser, name, f"--{name.replace('_', '-')}", words, keys.console_edo_arg_text())
    for name, (option, words) in DAYS.items():
        _take(parser, name, option, words, keys.console_edo_arg_day(), type=date.fromisoformat)
    _take(parser, "crl_url", "--crl-url", keys.console_edo_help_crl_url(), keys.console_edo_arg_url())
    json_argument(parser)


def _take(parser: Parser, name: str, option: str, words: Text, metavar: Text, **options: object) -> None:
    parser.take(option, text=words, metavar=metavar, dest=name, **options)


async def _run(typed: argparse.Namespace) -> int:
    return await (hand_out if typed.deed == "crl" else _introduce)(typed)


COMMAND = Command("edo", keys.console_edo_help(), _run, _arguments)
