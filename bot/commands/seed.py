"""`kabinet seed`: the trial companies into an empty database, nobody activated; prints who is there."""

from __future__ import annotations

import argparse
import json

from bot import seed
from bot.command_line import Command, json_argument, say
from bot.commands.start import configured, opened
from bot.people_data import Firm, Person
from bot.trouble import Exit
from cabinet.ports import SystemClock
from locales import keys, translator
from locales.translator import Text


async def _run(typed: argparse.Namespace) -> int:
    async with opened(configured(), build=True) as found:
        report = await seed.plant(found.database, SystemClock(), demo=False)
    if typed.json:
        print(json.dumps([_firm(firm) for firm in report.firms], ensure_ascii=False, indent=1))
        return Exit.DONE
    for firm in report.firms:
        say(keys.console_seed_company(name=firm.name, inn=firm.inn))
        for person in firm.people:
            say(_line(firm, person))
    say(keys.console_seeded(people=report.people))
    return Exit.DONE


def _roles(firm: Firm, person: Person) -> list[str]:
    """«hr», «director», «admin», and «manager» for whoever heads a department."""
    manages = ["manager"] if person.number in firm.managers.values() else []
    return [role.value for role in firm.roles.get(person.number, ())] + manages


def _firm(firm: Firm) -> dict[str, object]:
    people = [
        {
            "number": person.number,
            "name": f"{person.last} {person.first} {person.patronymic}",
            "phone": person.phone,
            "position": person.position,
            "department": person.department,
            "roles": _roles(firm, person),
        }
        for person in firm.people
    ]
    return {"company": firm.name, "inn": firm.inn, "people": people}


def _line(firm: Firm, person: Person) -> Text:
    names = [translator.plain(Text(f"console-role-{role}")) for role in _roles(firm, person)]
    roles: str | Text = keys.console_seed_roles(roles=", ".join(names)) if names else ""
    name = f"{person.last} {person.first} {person.patronymic}"
    return keys.console_seed_row(number=person.number, phone=person.phone, name=name, roles=roles)


COMMAND = Command("seed", keys.console_help_seed(), _run, json_argument)
