"""Which days are holidays, which are days off, and when a term of working days ends.

Two different questions hide in one calendar. A *holiday* (ТК ст. 112) makes a leave longer: it is not counted
(ст. 120). A *day off* — a weekend, a holiday, or a day to which the Government moved one — only stops working
terms: inside a leave it is counted like any other day. Libraries mix the two, so both stand here as tables of
our own.

A decree for the next year appears in autumn. Until it is entered below, `is_decreed` is False and only the
rule of ст. 112 part 2 moves days off: terms of that year may still shift, the count of leave days may not.
"""

from calendar import Calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

Day = TypeVar("Day", bound=date)
MonthDay = tuple[int, int]

ONE_DAY = timedelta(days=1)
DAY_ENDS = time(18)
"""When a working day of the office ends, in the company's zone."""

NEW_YEAR_HOLIDAYS = frozenset((1, day) for day in range(1, 9))
"""ст. 112 part 1: New Year 1–6 and 8 January, Christmas 7 January. Only decrees move their weekends."""

HOLIDAYS: frozenset[MonthDay] = NEW_YEAR_HOLIDAYS | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
"""ст. 112 part 1, by month and day, the same every year."""

MOVES: Mapping[int, Mapping[MonthDay, MonthDay]] = {
    # Government decree No. 1314 of 10.08.2023
    2024: {(1, 6): (5, 10), (1, 7): (12, 31), (4, 27): (4, 29), (11, 2): (4, 30), (12, 28): (12, 30)},
    # Government decree No. 1335 of 04.10.2024
    2025: {(1, 4): (5, 2), (1, 5): (12, 31), (2, 23): (5, 8), (3, 8): (6, 13), (11, 1): (11, 3)},
    # Government decree No. 1466 of 24.09.2025
    2026: {(1, 3): (1, 9), (1, 4): (12, 31)},
    # consultant.ru cons_doc_LAW_544706 (September 2026), as quoted by the package `holidays` 0.109
    2027: {(1, 2): (11, 5), (1, 3): (12, 31), (2, 20): (2, 22)},
}
"""Days off moved within a year: from → to. A Saturday that is no holiday becomes a working day."""


def is_decreed(year: int) -> bool:
    """Whether the Government's decree on days off of that year is in the table."""
    return year in MOVES


def is_holiday(day: date) -> bool:
    """A non-working holiday of ст. 112: not counted inside an annual leave (ст. 120)."""
    return (day.month, day.day) in HOLIDAYS


def is_day_off(day: date) -> bool:
    """A weekend, a holiday or a moved day off of a five-day week."""
    year = _year(day.year)
    key = (day.month, day.day)
    return key in year.off or (day.isoweekday() > 5 and key not in year.working)


def is_working_day(day: date) -> bool:
    """The opposite of `is_day_off`; a Saturday from which the day off was moved is one."""
    return not is_day_off(day)


def calendar_days(first: date, last: date) -> int:
    """Days from first to last, both included. An end before the start raises ValueError."""
    if last < first:
        raise ValueError("the last day is before the first")
    return (last - first).days + 1


def leave_days(first: date, last: date) -> int:
    """Days of annual leave that a span costs: all but holidays (ст. 120); moved days off are counted."""
    total = calendar_days(first, last)
    return total - sum(is_holiday(first + timedelta(days=number)) for number in range(total))


def add_working_days(start: Day, count: int) -> Day:
    """The count-th working day after `start`; a moment keeps its clock. Zero gives `start` back.

    The day of `start` itself is never counted (ст. 14: a term runs from the next day). Negative raises
    ValueError.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    day = start
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_day_before(day: date) -> date:
    """The day itself if it is a working one, else the last working day before it."""
    while is_day_off(day):
        day -= ONE_DAY
    return day


def due(moment: datetime, working_days: int, zone: ZoneInfo, day_ends: time = DAY_ENDS) -> datetime:
    """The end of the n-th working day after the moment, in `zone`: 24 November 14:05 + 1 → 25 November 18:00.

    Which day the moment belongs to is decided by the clocks of `zone`. A moment without a zone raises
    ValueError.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone: datetime without tzinfo")
    return datetime.combine(add_working_days(moment.astimezone(zone).date(), working_days), day_ends, zone)


def month_grid(year: int, month: int) -> tuple[tuple[date | None, ...], ...]:
    """The weeks of a month, Monday first, seven places each; None where a place belongs to another month."""
    weeks = Calendar().monthdayscalendar(year, month)
    return tuple(tuple(date(year, month, day) if day else None for day in week) for week in weeks)


class _Year:
    """What a year adds to plain weekends: days off by table and rule, and weekends that are working days."""

    def __init__(self, year: int) -> None:
        moves = MOVES.get(year, {})
        self.working = frozenset(moves) - HOLIDAYS
        self.off = HOLIDAYS | set(moves.values()) | set(_moved_by_law(year, moves))


@lru_cache(maxsize=64)
def _year(year: int) -> _Year:
    return _Year(year)


def _moved_by_law(year: int, moves: Mapping[MonthDay, MonthDay]) -> Iterator[MonthDay]:
    """ст. 112 part 2: a weekend on a holiday goes to the next working day, unless a decree moved it."""
    taken = HOLIDAYS | set(moves.values())
    for month, number in sorted(HOLIDAYS - NEW_YEAR_HOLIDAYS - set(moves)):
        day = date(year, month, number)
        if day.isoweekday() > 5:
            while day.isoweekday() > 5 or (day.month, day.day) in taken:
                day += ONE_DAY
            yield day.month, day.day
