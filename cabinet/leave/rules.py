"""What the law and the house say to days of leave before they are asked for: functions over plain values.

A check returns everything there is to tell, and only `Level.FORBIDDEN` stops a request; the articles stand
beside the codes in `findings.py`. The three marks of the calendar come out of the same functions, so that a
day that looks free is not refused afterwards. No date is ever guessed: a half-open span is an error of its
own and never means today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cabinet.calendar import calendar_days, is_holiday, leave_days, working_day_before
from cabinet.leave.balance import Ledger, add_months, remainder
from cabinet.leave.findings import Code, Finding, Level, found
from cabinet.leave.grounds import GROUNDS, Ground, counted_days

NOTICE = timedelta(days=14)
"""ст. 123: the employee is told of the start not later than two weeks before it."""
PAY = timedelta(days=3)
"""ст. 136: holiday pay is due not later than three (calendar) days before the start."""
MONTHS_TO_EARN = 6
"""ст. 122: the right to the first leave comes after six months of unbroken work."""
LONG_PART = 14
"""ст. 125: when a leave is divided, one part of the year is at least this long."""
LONGEST = 366
"""Days that one request may span; more is a slip of the finger."""
ANNUAL = "annual"
"""The kind of an `Away` that is annual paid leave, and so may be the long part of its year."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which the employee is or will be away, both ends included; `kind` as in his time-off rows."""

    first: date
    last: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules must know of the employee who asks; `away` leaves out the request that is being checked.

    `early_right` is set for those whom ст. 122 gives the first leave before six months (before or after
    maternity leave, under 18, adopters …). `away` covers the calendar years asked for, past parts included.
    """

    today: date
    hired: date | None = None
    dismissed: date | None = None
    early_right: bool = False
    away: tuple[Away, ...] = ()


class MarkKind(StrEnum):
    """How a day of the calendar is marked."""

    FORBIDDEN = "forbidden"  # «нельзя»
    CONSENT = "consent"  # «нужно согласие»
    HOLIDAY = "holiday"  # «не тратит отпуск», may be chosen
    FREE = "free"  # no mark


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a day, and what a tap on it explains; a free day has nothing to explain."""

    kind: MarkKind
    finding: Finding | None = None


def check_annual(first: date | None, last: date | None, who: Standing, ledger: Ledger) -> tuple[Finding, ...]:
    """Everything there is to tell of an annual leave from `first` to `last`, the forbidding first."""
    if first is None or last is None:
        return (found(Code.DATES_MISSING),)
    if fault := _no_span(first, last):
        return (fault,)
    return (
        *_barriers(first, last, who, annual=True),
        *_consents(first, who),
        *_advance(first, last, who, ledger),
        *_long_part(first, last, who),
    )


def check_unpaid(
    first: date | None, last: date | None, ground: Ground, who: Standing, used: Mapping[int, int]
) -> tuple[Finding, ...]:
    """The same of an unpaid leave; `used`: days already given on this ground, by calendar year.

    It is counted in calendar days, holidays included, and touches no balance (ст. 128).
    """
    if first is None or last is None:
        return (found(Code.DATES_MISSING),)
    if fault := _no_span(first, last):
        return (fault,)
    counted = counted_days(first, last, ground).items()
    limits = dict.fromkeys(_limit(ground, days, used.get(year, 0)) for year, days in counted)
    return (*_barriers(first, last, who, annual=False), *limits)


def mark(day: date, who: Standing, *, first: date | None = None, annual: bool = True) -> Mark:
    """How `day` is marked while the first day is chosen or, with `first`, while the last one is.

    A consent depends on the day of the start alone, so the last day never shows one. A holiday may begin a
    leave.
    """
    start = day if first is None else first
    whole = annual and first is not None
    stop = _no_span(start, day) or next(_barriers(start, day, who, annual=whole), None)
    if stop:
        return Mark(MarkKind.FORBIDDEN, stop)
    consent = next(_consents(day, who), None) if annual and first is None else None
    if consent:
        return Mark(MarkKind.CONSENT, consent)
    if annual and is_holiday(day):
        return Mark(MarkKind.HOLIDAY, found(Code.HOLIDAY, day=day))
    return Mark(MarkKind.FREE)


def pay_due(first: date) -> date:
    """The last day on which holiday pay is in time: three days before, or the eve of days off (ст. 136)."""
    return working_day_before(first - PAY)


def stopped(findings: tuple[Finding, ...]) -> bool:
    """Whether a request with these findings may not be sent."""
    return any(finding.level is Level.FORBIDDEN for finding in findings)


def _no_span(first: date, last: date) -> Finding | None:
    """What makes the two days no span at all, so that nothing more can be said of it."""
    if last < first:
        return found(Code.REVERSED, first=first, last=last)
    if calendar_days(first, last) > LONGEST:
        return found(Code.TOO_LONG, days=LONGEST)
    return None


def _barriers(first: date, last: date, who: Standing, *, annual: bool) -> Iterator[Finding]:
    """What forbids the span. An annual leave must cost at least one day (ст. 120)."""
    if first < who.today:
        yield found(Code.PAST, day=first)
    if who.hired and first < who.hired:
        yield found(Code.BEFORE_HIRE, hired=who.hired)
    if who.dismissed and last > who.dismissed:
        yield found(Code.AFTER_DISMISSAL, dismissed=who.dismissed)
    for away in sorted(who.away, key=lambda away: away.first):
        if away.first <= last and first <= away.last:
            yield found(Code.OVERLAP, kind=away.kind, first=away.first, last=away.last)
    if annual and leave_days(first, last) == 0:
        yield found(Code.ONLY_HOLIDAYS)


def _consents(first: date, who: Standing) -> Iterator[Finding]:
    """What needs the employer's consent because of the day on which the leave begins."""
    if who.hired and not who.early_right and first < (right := add_months(who.hired, MONTHS_TO_EARN)):
        yield found(Code.FIRST_MONTHS, right=right)
    if first < who.today + NOTICE:
        nominal, due = first - PAY, pay_due(first)
        code = Code.SHORT_NOTICE if due == nominal else Code.SHORT_NOTICE_EVE
        yield found(Code.SHORT_NOTICE_LATE if due < who.today else code, first=first, due=due, nominal=nominal)


def _advance(first: date, last: date, who: Standing, ledger: Ledger) -> Iterator[Finding]:
    left = remainder(first, leave_days(first, last), ledger, who.hired)
    if left is None:
        yield found(Code.BALANCE_UNKNOWN)
    elif left < 0:
        yield found(Code.ADVANCE, days=-left)


def _long_part(first: date, last: date, who: Standing) -> Iterator[Finding]:
    """One part of 14 days in the calendar year; a leave across New Year belongs to the year it begins in."""
    if leave_days(first, last) >= LONG_PART:
        yield found(Code.PART_FITS)
        return
    others = (away for away in who.away if away.kind == ANNUAL and away.first.year == first.year)
    if all(leave_days(away.first, away.last) < LONG_PART for away in others):
        yield found(Code.PART_NEEDED, year=first.year)


def _limit(ground: Ground, days: int, used: int) -> Finding:
    """Whether the employer decides on these days, must give them, or must give a part of them."""
    limit = GROUNDS[ground]
    if limit.days is None:
        return found(Code.BY_AGREEMENT)
    if used + days <= limit.days:
        return found(Code.GROUND_GIVEN, limit=limit.days)
    if limit.per_case and used and days <= limit.days:
        return found(Code.GROUND_AGAIN, used=used, limit=limit.days)
    before = 0 if limit.per_case else used
    excess = min(days, before + days - limit.days)
    return found(Code.GROUND_EXCESS, limit=limit.days, used=before, excess=excess)
