"""`kabinet doctor`: looks at everything that the bot stands on and changes nothing; code 1 when something is wrong."""

from __future__ import annotations

import argparse
import json

from bot import checks
from bot.checks import Finding, Found
from bot.command_line import Command, json_argument, say
from bot.commands.start import configured
from bot.trouble import Exit, Trouble
from cabinet.ports import SystemClock
from locales import keys, translator
from locales.translator import Text


async def _run(typed: argparse.Namespace) -> int:
    findings = await _findings()
    if typed.json:
        print(json.dumps([_row(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            say(_line(finding))
    return Exit.DONE if all(finding.ok is not False for finding in findings) else Exit.FAILED


async def _findings() -> list[Finding]:
    try:
        found = Found(configured(), SystemClock())
    except Trouble as trouble:
        return [Finding("settings", False, text) for text in trouble.texts] + [
            Finding(name, None, keys.console_doctor_skipped()) for name in checks.NAMES
        ]
    fine = Finding("settings", True, keys.console_doctor_fine())
    return [fine, *[await check(found) for check in checks.CHECKS]]


def _row(finding: Finding) -> dict[str, object]:
    return {"name": finding.name, "ok": finding.ok, "text": translator.plain(finding.text)}


def _line(finding: Finding) -> Text:
    ok = {True: "yes", False: "no", None: "skipped"}[finding.ok]
    return keys.console_doctor_row(ok=ok, name=Text(f"console-doctor-{finding.name}"), text=finding.text)


COMMAND = Command("doctor", keys.console_help_doctor(), _run, json_argument)
