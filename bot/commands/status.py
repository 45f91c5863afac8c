"""`kabinet status`: is the house in order, in words; code 1 when something needs a person. It changes nothing.

Counts, ages and short numbers only: what stands in a message or a letter is shown nowhere here.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.command_line import Command, json_argument, say
from bot.commands.start import configured, opened
from bot.trouble import Exit
from cabinet.access import Actor
from cabinet.figures import Concern, ProcessRole, Watch, alive, concerns, processes, silent
from cabinet.ports import SystemClock
from locales import keys
from locales.translator import Text, plain
from storage.figures import WAITING, Figures
from storage.outbox import LetterKind, LetterState, Why

CONSOLE = Actor.system("console")
UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


@dataclass(frozen=True)
class Sight:
    """What the sentences are made of."""

    seen: Figures
    aside: list[tuple[str, str, datetime]]
    undelivered: list[tuple[LetterKind, str, datetime | None]]

    def age(self, since: datetime | None) -> Text:
        """«5 мин» since then."""
        return age(self.seen.at - since if since else timedelta())


async def _run(typed: argparse.Namespace) -> int:
    async with opened(configured(), build=False) as found:
        watch = Watch(found.database, SystemClock())
        seen = await watch.look(CONSOLE)
        sight = Sight(seen, await watch.put_aside(CONSOLE), await watch.undelivered(CONSOLE))
    if typed.json:
        print(json.dumps(row(sight), ensure_ascii=False, indent=1))
    else:
        for sentence in sentences(sight):
            say(sentence)
    return Exit.FAILED if concerns(seen) else Exit.DONE


def age(past: timedelta) -> Text:
    """«2 с», «5 мин», «3 ч», «2 сут»."""
    unit, name = next(((unit, name) for unit, name in UNITS if past >= unit), (timedelta(seconds=1), "second"))
    return keys.console_status_age(count=max(0, past // unit), unit=name)


def sentences(sight: Sight) -> Iterator[Text]:
    """What is wrong, or that all is well; then the figures."""
    wrong = concerns(sight.seen)
    yield keys.console_status_person() if wrong else keys.console_status_fine()
    yield from (keys.console_status_wrong(text=_told(concern, sight)) for concern in wrong)
    yield _processes(sight)
    yield from _queues(sight)
    yield from (
        keys.console_status_refusal(why=_why(why), age=sight.age(at)) for _, why, at in sight.undelivered if why and at
    )
    yield _database(sight)


def _told(concern: Concern, sight: Sight) -> Text:
    """What is wrong and what to do about it."""
    seen = sight.seen
    numbers = ", ".join(number for number, _, _ in sight.aside)
    since = {
        Concern.UPDATES_LATE: seen.open_since,
        Concern.LETTERS_LATE: seen.letters_since,
        Concern.CARDS_LATE: seen.cards_since,
        Concern.NO_UPKEEP: seen.upkeep_at,
    }
    match concern:
        case Concern.STRANDED:
            return keys.console_status_stranded(count=seen.stranded, why=_why(seen.stranded_why))
        case Concern.ASIDE:
            return keys.console_status_aside(count=seen.aside, numbers=numbers)
        case Concern.UNSURE:
            return keys.console_status_unsure(count=seen.count(LetterState.UNSURE))
        case Concern.UNDELIVERED:
            return keys.console_status_undelivered(count=seen.undelivered)
        case _ if concern in since:
            return Text(f"console-status-{concern}", {"age": sight.age(since[concern])})
        case _:
            return Text(f"console-status-{concern}")


def _why(reason: str) -> str:
    """A kept reason in words; what the other side said stands behind."""
    why, rest = Why.of(reason) or Why.REFUSED, reason.partition(": ")[2]
    words = plain(Text(f"undelivered-why-{why}", {"number": rest.partition(" ")[0]}))
    return f"{words} ({rest})" if rest and why in (Why.REFUSED, Why.SMS_REFUSED, Why.MAIL_REFUSED) else words


def _processes(sight: Sight) -> Text:
    living = alive(sight.seen)
    if not living:
        return keys.console_status_none_alive()
    roles = Counter(beat.role if beat.active else f"{beat.role}-waits" for beat in living)
    order = [name for role in ProcessRole for name in (role.value, f"{role}-waits") if roles[name]]
    names = ", ".join(plain(Text(f"console-status-role-{role}", {"count": roles[role]})) for role in order)
    gone = silent(sight.seen)
    quiet = keys.console_status_silent(count=len(gone), age=sight.age(max(gone.values()))) if gone else ""
    return keys.console_status_alive(count=processes(sight.seen), roles=names, silent=quiet)


def _queues(sight: Sight) -> Iterator[Text]:
    seen = sight.seen
    yield keys.console_status_open(count=seen.open, age=sight.age(seen.open_since))
    letters = seen.count(*WAITING)
    copies = sum(seen.letters.get((LetterKind.BROADCAST, state), 0) for state in WAITING)
    yield keys.console_status_letters(count=letters - copies - seen.later, age=sight.age(seen.letters_since))
    if seen.later:
        yield keys.console_status_later(count=seen.later)
    if copies:
        yield keys.console_status_copies(count=copies)
    if seen.cards:
        yield keys.console_status_cards(count=seen.cards, age=sight.age(seen.cards_since))


def _database(sight: Sight) -> Text:
    seen = sight.seen
    upkeep = (
        keys.console_status_upkeep(age=sight.age(seen.upkeep_at)) if seen.upkeep_at else keys.console_status_never()
    )
    size = f"{seen.bytes / 2**20:.1f}".replace(".", ",")
    return keys.console_status_database(stamp=str(seen.stamp), size=size, upkeep=upkeep)


def row(sight: Sight) -> dict[str, Any]:
    """The same for a script; ages in seconds, null where nothing waits."""
    seen, wrong = sight.seen, concerns(sight.seen)
    letters: dict[str, dict[str, int]] = {}
    for (kind, state), count in seen.letters.items():
        letters.setdefault(kind, {})[state] = count
    return {
        "fine": not wrong,
        "concerns": wrong,
        "processes": _beats(seen),
        "updates": {"open": seen.open, "oldest": _seconds(seen, seen.open_since), "aside": seen.aside},
        "put_aside": [{"number": number, "type": kind, "age": _seconds(seen, at)} for number, kind, at in sight.aside],
        "letters": letters | {"oldest": _seconds(seen, seen.letters_since), "later": seen.later},
        "undelivered": [{"kind": kind, "why": why, "age": _seconds(seen, at)} for kind, why, at in sight.undelivered],
        "cards": {"due": seen.cards, "oldest": _seconds(seen, seen.cards_since), "stranded": seen.stranded},
        "database": {"stamp": seen.stamp, "bytes": seen.bytes, "upkeep": _seconds(seen, seen.upkeep_at)},
    }


def _beats(seen: Figures) -> list[dict[str, Any]]:
    living = alive(seen)
    return [
        {
            "role": beat.role,
            "host": beat.host,
            "pid": beat.pid,
            "active": beat.active,
            "alive": beat in living,
            "beat": _seconds(seen, beat.seen_at),
        }
        for beat in seen.beats
    ]


def _seconds(seen: Figures, since: datetime | None) -> float | None:
    return None if since is None else max(0.0, round((seen.at - since).total_seconds(), 1))


COMMAND = Command("status", keys.console_help_status(), _run, json_argument)
