"""How many days of annual leave there are on a day, line by line, so that the employee can follow the sum.

1С stays the truth: the imported figure with its date comes first, and only what happened after it is reckoned
here. Own accrual is exactly 28/12 of a day a month (ТК ст. 115) and always an *estimate*: absences that move
the working year (ст. 121), added leave and 1С's own dates of accrual are not known here.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

A_MONTH = Fraction(28, 12)
"""Days of leave for one month of work: 28 calendar days a year (ст. 115)."""

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Entry:
    """Days of leave with their date: a balance as of that day, or days spent by a leave that begins on it."""

    on: date
    days: Decimal


class LineKind(StrEnum):
    """Where a line of the sum comes from."""

    IMPORTED = "imported"  # the figure of the accounting, as of its date
    ACCRUED = "accrued"  # own estimate since that date, or since the hire
    USED = "used"  # a leave that was asked for or approved; negative


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum. Days are signed, to two places; `on` is where an accrual begins to count."""

    kind: LineKind
    on: date
    days: Decimal
    months: int = 0

    @property
    def estimate(self) -> bool:
        """Whether this line is reckoned here rather than told by the accounting or by a request."""
        return self.kind is LineKind.ACCRUED


@dataclass(frozen=True, slots=True)
class Balance:
    """Lines and their sum; only one line can have been rounded, so what is shown always adds up."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """Days, to two places; negative when days were taken in advance."""
        return sum((line.days for line in self.lines), Decimal(0))

    @property
    def estimate(self) -> bool:
        """Whether any line is an estimate, so that the total is one too."""
        return any(line.estimate for line in self.lines)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the balance is reckoned from. `used` leaves out the request that is being checked."""

    imported: Entry | None = None
    used: tuple[Entry, ...] = ()


def balance_on(day: date, imported: Entry | None, used: Iterable[Entry], hired: date | None) -> Balance | None:
    """The balance at the start of `day`; None where there is neither an imported figure nor a day of hire.

    Leaves count from the day they begin, those up to the date of the imported figure are in it already, those
    after `day` are not taken yet.
    """
    start = imported.on if imported else hired
    if start is None:
        return None
    return Balance(tuple(_lines(day, start, imported, used)))


def _lines(day: date, start: date, imported: Entry | None, used: Iterable[Entry]) -> Iterator[Line]:
    if imported:
        yield Line(LineKind.IMPORTED, imported.on, _two_places(imported.days))
    months = months_worked(start, day)
    if months:
        yield Line(LineKind.ACCRUED, start, _two_places(months * A_MONTH), months)
    for entry in sorted(used, key=lambda entry: entry.on):
        counted = entry.on <= day and (imported is None or entry.on > imported.on)
        if counted:
            yield Line(LineKind.USED, entry.on, -_two_places(entry.days))


def remainder(day: date, days: int, ledger: Ledger, hired: date | None) -> Decimal | None:
    """What remains when `days` are taken on `day`: the least figure then and at every later leave's start.

    Leaves that are planned for later keep their days: asking for June does not eat August unseen.
    """
    moments = [day, *(entry.on for entry in ledger.used if entry.on > day)]
    balances = [balance_on(moment, ledger.imported, ledger.used, hired) for moment in moments]
    return min((balance.total - days for balance in balances if balance), default=None)


def months_worked(since: date, day: date) -> int:
    """Whole months from `since` to `day`; less than half a month is dropped, half or more counts as one.

    Rules on leave of 30.04.1930 No. 169, п. 35 (made for the compensation at dismissal; 1С reckons alike).
    Half is half the length of that very month. A day before `since` gives 0.
    """
    if day < since:
        return 0
    whole = (day.year - since.year) * 12 + day.month - since.month
    if add_months(since, whole) > day:
        whole -= 1
    begun, complete = add_months(since, whole), add_months(since, whole + 1)
    return whole + (2 * (day - begun) >= complete - begun)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or its last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _two_places(days: Decimal | Fraction) -> Decimal:
    exact = days if isinstance(days, Decimal) else Decimal(days.numerator) / Decimal(days.denominator)
    return exact.quantize(CENT, ROUND_HALF_UP)
