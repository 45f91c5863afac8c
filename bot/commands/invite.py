"""`kabinet invite` and `kabinet unlock`: what an administrator does for one employee; may run beside the bot."""

from __future__ import annotations

import argparse
import json
import uuid

from sqlalchemy import select

from bot import links, reach
from bot.command_line import Command, number_arguments, say, tell
from bot.commands.start import configured, opened
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.people.invitations import CONSOLE, Invitations
from cabinet.ports import SystemClock
from locales import keys
from storage.company import Company
from storage.engine import Database
from storage.people import Employee


async def _invite(typed: argparse.Namespace) -> int:
    tree = configured()
    async with opened(tree, build=False) as found:
        employee, inn = await _employee(found.database, typed.number, typed.company)
        username = await _username(tree)
        service = Invitations(found.database, SystemClock())
        key = await service.invite(Actor.system(CONSOLE), employee.id, _deed())
    link = links.key_link(username, key) if username else None
    if typed.json:
        row = {"number": employee.number, "company": inn, "name": employee.full_name, "key": key, "link": link}
        print(json.dumps(row, ensure_ascii=False))
    else:
        say(keys.console_invited(name=employee.full_name, key=key, link=link or keys.console_no_link()))
    return Exit.DONE


async def _unlock(typed: argparse.Namespace) -> int:
    async with opened(configured(), build=False) as found:
        employee, inn = await _employee(found.database, typed.number, typed.company)
        service = Invitations(found.database, SystemClock())
        await service.unlock(Actor.system(CONSOLE), employee.id, _deed())
    if typed.json:
        row = {"number": employee.number, "company": inn, "name": employee.full_name, "unlocked": True}
        print(json.dumps(row, ensure_ascii=False))
    else:
        say(keys.console_unlocked(name=employee.full_name))
    return Exit.DONE


def _deed() -> str:
    return f"console:{uuid.uuid4()}"


async def _username(tree: Settings) -> str | None:
    """The bot's name for the link; without a token or a line the key is made all the same, and the reason told."""
    if tree.bot_token is None:
        return None
    try:
        return (await reach.me(tree)).username
    except Trouble as trouble:
        tell(*trouble.texts)
        return None


async def _employee(database: Database, number: str, inn: str | None) -> tuple[Employee, str]:
    """(employee, INN of his company); Trouble when there is none, or several and no company was named."""
    wanted = select(Employee, Company.inn).join(Company, Company.id == Employee.company_id)
    wanted = wanted.where(Employee.number == number.strip()).order_by(Company.inn)
    if inn is not None:
        wanted = wanted.where(Company.inn == inn.strip())
    async with database.read() as session:
        rows = [(row[0], row[1]) for row in await session.execute(wanted)]
    if not rows:
        raise Trouble(keys.console_nobody_in(inn=inn, number=number) if inn else keys.console_nobody(number=number))
    if len(rows) > 1:
        raise Trouble(
            keys.console_which_company(number=number, inns=", ".join(row[1] for row in rows)), code=Exit.USAGE
        )
    return rows[0]


INVITE = Command("invite", keys.console_help_invite(), _invite, number_arguments)
UNLOCK = Command("unlock", keys.console_help_unlock(), _unlock, number_arguments)
