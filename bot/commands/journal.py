"""`kabinet journal verify`: was the past rewritten? Told against the heads that are kept here, and those from outside.

Who has the database and the key file can make everything in it fit; only a head that left the house convicts him. So
the answer says which heads it rests on. It changes nothing and may run beside the bot.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.command_line import Command, Parser, json_argument, say
from bot.commands.start import configured, opened
from bot.trouble import Exit, Trouble
from cabinet.access import Actor
from cabinet.journal_check import JournalCheck, Known, Report, read_head
from locales import keys
from locales.translator import Text

CONSOLE: Final = Actor.system("console")
SHOWN: Final = 20
"""Numbers of entries that one sentence names."""


async def _run(typed: argparse.Namespace) -> int:
    against = [_head(one) for one in typed.against or ()]
    async with opened(configured(), build=False) as found:
        report = await JournalCheck(found.database).verify(CONSOLE, against)
    if typed.json:
        print(json.dumps(row(report), ensure_ascii=False, indent=1))
    else:
        for sentence in sentences(report, against):
            say(sentence)
    return Exit.DONE if report.fine else Exit.FAILED


def _head(typed: str) -> Known:
    try:
        return read_head(typed)
    except ValueError:
        raise Trouble(keys.console_journal_no_head(typed=typed), code=Exit.USAGE) from None


def sentences(report: Report, against: Sequence[Known]) -> Iterator[Text]:
    """The answer in words: the verdict, what is wrong, and what it rests on."""
    yield Text(f"console-journal-{'fine' if report.fine else 'rewritten'}")
    yield from _wrong(report)
    if not report.fine and _fits_inside(report, against):
        yield keys.console_journal_typed()
    for known in against:
        if known in report.fits:
            yield keys.console_journal_fits(head=str(known))
    own = sum(known not in against for known in report.fits)
    yield keys.console_journal_own(count=own)
    if not against:
        yield keys.console_journal_alone()
    yield keys.console_journal_tree(size=report.size, unsealed=report.unsealed, head=_told(report))


def _wrong(report: Report) -> Iterator[Text]:
    for name in ("changed", "removed", "added"):
        if numbers := getattr(report, name):
            yield Text(f"console-journal-{name}", {"numbers": _some(numbers)})
    if report.gaps:
        yield keys.console_journal_gaps(numbers=_some([index + 1 for index in report.gaps]))
    if report.forged:
        yield keys.console_journal_forged(days=_some(report.forged))
    if report.stale:
        yield keys.console_journal_stale()
    for known, first, last in report.spans:
        yield keys.console_journal_span(head=str(known), first=str(first), last=str(last))
    for known in report.short:
        yield keys.console_journal_short(head=str(known), size=report.size)


def _fits_inside(report: Report, against: Sequence[Known]) -> bool:
    """Whether only heads that were typed speak against it: a slip of the finger does, too."""
    inside = (report.changed, report.removed, report.added, report.gaps, report.forged)
    unfit = {*report.short, *(known for known, _, _ in report.spans)}
    return not report.stale and not any(inside) and unfit <= set(against)


def _some(what: Sequence[object]) -> str:
    """The first of them; «…» stands for others."""
    return ", ".join(map(str, what[:SHOWN])) + (", …" if len(what) > SHOWN else "")


def _told(report: Report) -> str:
    return str(Known(report.size, report.root))


def row(report: Report) -> dict[str, Any]:
    """The answer for a script: numbers of entries, indexes of leaves from zero, heads as «size:root»."""
    return {
        "fine": report.fine,
        "head": _told(report),
        "size": report.size,
        "unsealed": report.unsealed,
        "changed": report.changed,
        "removed": report.removed,
        "added": report.added,
        "gaps": report.gaps,
        "forged": report.forged,
        "stale": report.stale,
        "fits": [str(known) for known in report.fits],
        "spans": [{"head": str(known), "first": first, "last": last} for known, first, last in report.spans],
        "short": [str(known) for known in report.short],
    }


def _arguments(parser: Parser) -> None:
    parser.take("deed", text=keys.console_journal_help_deed(), choices=("verify",))
    against = {"text": keys.console_journal_help_against(), "metavar": keys.console_journal_arg_head()}
    parser.take("--against", **against, action="append")
    json_argument(parser)


COMMAND = Command("journal", keys.console_journal_help(), _run, _arguments)
