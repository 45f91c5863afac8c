"""The figures count what is there, on both databases, and only what needs a person is a concern."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.figures import ALIVE, LATE, UPKEEP, Concern, ProcessRole, Watch, active, concerns, processes
from storage.company import House, Stamp
from storage.engine import Database
from storage.figures import Figures
from storage.inbox import Update
from storage.outbox import LetterKind, LetterState
from storage.processes import Beat
from tests.bot.outbox import card_of, letter
from tests.conftest import START, HandClock
from tests.people import company, employee

MONITOR = Actor.system("monitor")
SECOND = timedelta(seconds=1)


def update(number: int, **values: Any) -> Update:
    known = {"bot": 1, "update_id": number, "order_key": "1", "kind": "message", "received_at": START}
    return Update(**known | values)


def beat(role: str = "worker", *, ago: timedelta = SECOND, active: bool = True, pid: int = 1) -> Beat:
    started = START - timedelta(hours=1)
    return Beat(role=role, host="h", pid=pid, started_at=started, seen_at=START - ago, active=active)


def whole(**values: Any) -> list[Beat]:
    """A process that does everything."""
    return [beat(role, **values) for role in ProcessRole]


FINE = Figures(at=START, upkeep_at=START - timedelta(minutes=50), beats=whole())


async def test_an_empty_house_has_nothing_to_count(db: Database, clock: HandClock) -> None:
    seen = await Watch(db, clock).look(MONITOR)
    assert (seen.open, seen.aside, seen.letters, seen.cards, seen.beats) == (0, 0, {}, 0, [])
    assert (seen.open_since, seen.letters_since, seen.cards_since, seen.stamp) == (None, None, None, None)
    assert seen.bytes > 10_000


async def test_a_letter_that_falls_due_later_is_not_late(db: Database, clock: HandClock) -> None:
    anna = await employee(db, await company(db), "1")
    async with db.write() as session:
        session.add(letter(anna, "a", due_at=START + timedelta(seconds=10)))
    watch = Watch(db, clock)
    seen = await watch.look(MONITOR)
    assert (seen.later, seen.letters_since) == (1, None)
    clock.forward(seconds=10)
    seen = await watch.look(MONITOR)
    assert (seen.later, seen.letters_since) == (0, START + timedelta(seconds=10))


async def test_everything_that_waits_is_counted(db: Database, clock: HandClock) -> None:
    firm = await company(db)
    anna = await employee(db, firm, "1")
    minute = timedelta(minutes=1)
    async with db.write() as session:
        session.add(House(stamp=Stamp.TRIAL, made_at=START, upkeep_at=START))
        session.add_all([update(1, handled_at=START), update(2, trouble="К-0001"), update(3, trouble="К-0002")])
        session.add_all([update(4, received_at=START + minute), update(5, received_at=START + 2 * minute)])
        session.add_all([letter(anna, "a", due_at=START + minute), letter(anna, "b", due_at=START + 9 * minute)])
        session.add(letter(anna, "c", state=LetterState.SENT, done_at=START))
        session.add(letter(anna, "d", state=LetterState.DEAD, done_at=START, reason="Forbidden"))
        session.add(letter(anna, "e", state=LetterState.DEAD, done_at=START - minute, reason="old"))
        session.add(letter(anna, "h", state=LetterState.DEAD, done_at=START, put_away_at=START))
        session.add(letter(anna, "i", LetterKind.BROADCAST))
        to_desk = letter(anna, "j", state=LetterState.DEAD, done_at=START)
        to_desk.employee_id = None
        session.add(to_desk)
        session.add(letter(anna, "f", LetterKind.BROADCAST, state=LetterState.DEAD, done_at=START))
        session.add(letter(anna, "g", LetterKind.SMS, state=LetterState.UNSURE))
        session.add(beat())
    await card_of(db, firm, anna)
    clock.forward(minutes=3)
    watch = Watch(db, clock)
    seen = await watch.look(MONITOR)
    assert (seen.stamp, seen.upkeep_at, seen.open, seen.open_since) == (Stamp.TRIAL, START, 2, START + minute)
    assert seen.later == 1
    assert (seen.aside, seen.letters_since, seen.cards, seen.cards_since) == (2, START + minute, 1, START)
    assert seen.letters == {
        (LetterKind.NOTICE, LetterState.PENDING): 2,
        (LetterKind.NOTICE, LetterState.DEAD): 2,
        (LetterKind.BROADCAST, LetterState.PENDING): 1,
        (LetterKind.BROADCAST, LetterState.DEAD): 1,
        (LetterKind.SMS, LetterState.UNSURE): 1,
    }
    assert (seen.count(LetterState.DEAD), seen.undelivered, len(seen.beats)) == (3, 2, 1)
    assert await watch.put_aside(MONITOR, 1) == [("К-0002", "message", START)]
    assert (await watch.undelivered(MONITOR))[-1] == (LetterKind.NOTICE, "old", START - minute)


async def test_only_console_and_monitor_may_look(db: Database, clock: HandClock) -> None:
    for who in (Actor.system("schedule"), Actor(None, None)):
        watch = Watch(db, clock)
        for verb in (watch.look, watch.put_aside, watch.undelivered):
            with pytest.raises(NotAllowed):
                await verb(who)


def test_a_house_in_order_concerns_nobody() -> None:
    assert concerns(FINE) == []
    split = [beat(role, pid=pid) for pid, role in enumerate(("worker", "worker", "courier", "schedule"))]
    split.append(beat("schedule", active=False, pid=9))
    assert concerns(replace(FINE, beats=split)) == []
    assert (processes(replace(FINE, beats=split)), processes(FINE)) == (5, 1)
    waiting = replace(FINE, open=9, open_since=START - LATE, letters_since=START + LATE, cards_since=START)
    assert concerns(waiting) == []


def test_what_needs_a_person_is_told_the_gravest_first() -> None:
    long_ago = START - LATE - SECOND
    bad = Figures(
        at=START,
        open=1,
        open_since=long_ago,
        letters_since=long_ago,
        cards_since=long_ago,
        aside=1,
        stranded=1,
        letters={(LetterKind.NOTICE, LetterState.UNSURE): 1, (LetterKind.SMS, LetterState.DEAD): 1},
        beats=whole(ago=ALIVE + SECOND),
    )
    left = [Concern.STRANDED, Concern.ASIDE, Concern.UNSURE, Concern.UNDELIVERED]
    assert concerns(bad) == [Concern.NOBODY, *left]
    late = [Concern.UPDATES_LATE, Concern.LETTERS_LATE, Concern.CARDS_LATE]
    assert concerns(replace(bad, beats=whole())) == [*late, *left]


def test_every_role_needs_somebody_who_is_active() -> None:
    idle = replace(FINE, beats=[beat("worker"), beat("courier", active=False)])
    assert concerns(idle) == [Concern.NO_COURIER, Concern.NO_SCHEDULE]
    assert concerns(replace(FINE, beats=[beat("courier"), beat("schedule")])) == [Concern.NO_WORKER]
    assert (active(idle, ProcessRole.WORKER), active(FINE, ProcessRole.COURIER)) == (1, 1)


def test_an_upkeep_that_never_comes_is_told_after_a_day() -> None:
    assert concerns(replace(FINE, upkeep_at=START - UPKEEP - SECOND)) == [Concern.NO_UPKEEP]
    assert concerns(replace(FINE, upkeep_at=None)) == []
    old = whole()
    old[0].started_at = START - UPKEEP - SECOND
    assert concerns(replace(FINE, upkeep_at=None, beats=old)) == [Concern.NO_UPKEEP]
