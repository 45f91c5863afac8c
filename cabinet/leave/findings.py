"""What the rules of leave have to say, without words: a code, how hard it is, the article, the arguments.

The words stand in `locales/ru/leave-findings.ftl` under `leave-finding-<code>`, so a lawyer's correction is a
change of one rule or of one text, never of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from locales.translator import Text


class Level(StrEnum):
    """How hard a finding is; each is shown with its own mark."""

    FORBIDDEN = "forbidden"  # «нельзя»: such a request is not sent
    CONSENT = "consent"  # «нужно согласие»: it may be sent, the employer may decline
    NOTICE = "notice"  # good to know, or a confirmation


class Code(StrEnum):
    """Every finding there is. Dates are the days asked for unless said otherwise."""

    DATES_MISSING = "dates-missing"  # a half-open span; it never means today
    PAST = "past"  # begins before today
    REVERSED = "reversed"  # ends before it begins
    TOO_LONG = "too-long"  # longer than a year: a slip of the finger
    BEFORE_HIRE = "before-hire"  # begins before the day of hire
    AFTER_DISMISSAL = "after-dismissal"  # ends after the day of dismissal
    OVERLAP = "overlap"  # days that are already the employee's own time off
    ONLY_HOLIDAYS = "only-holidays"  # no day of it would be counted

    SHORT_NOTICE = "short-notice"  # begins in less than two weeks; holiday pay can still come in time
    SHORT_NOTICE_EVE = "short-notice-eve"  # the same, and the day of payment is a day off: paid on the eve
    SHORT_NOTICE_LATE = "short-notice-late"  # the same, and the day of payment has passed
    FIRST_MONTHS = "first-months"  # less than six months of work by then
    BY_AGREEMENT = "by-agreement"  # unpaid leave for a reason that the employer weighs
    GROUND_EXCESS = "ground-excess"  # more days than the ground obliges the employer to give
    GROUND_AGAIN = "ground-again"  # a ground given per case was used this year: the same case or another?

    ADVANCE = "advance"  # more days than earned by then
    BALANCE_UNKNOWN = "balance-unknown"  # neither an imported figure nor a day of hire
    PART_FITS = "part-fits"  # this is the part of 14 days that each year needs
    PART_NEEDED = "part-needed"  # the year has no part of 14 days yet
    GROUND_GIVEN = "ground-given"  # the employer may not decline these days
    HOLIDAY = "holiday"  # only of a day in the calendar: it is not counted


ABOUT: Mapping[Code, tuple[Level, str]] = {
    Code.DATES_MISSING: (Level.FORBIDDEN, ""),
    Code.PAST: (Level.FORBIDDEN, ""),
    Code.REVERSED: (Level.FORBIDDEN, ""),
    Code.TOO_LONG: (Level.FORBIDDEN, ""),
    Code.BEFORE_HIRE: (Level.FORBIDDEN, ""),
    Code.AFTER_DISMISSAL: (Level.FORBIDDEN, ""),
    Code.OVERLAP: (Level.FORBIDDEN, ""),
    Code.ONLY_HOLIDAYS: (Level.FORBIDDEN, "120"),
    Code.SHORT_NOTICE: (Level.CONSENT, "123, 136"),
    Code.SHORT_NOTICE_EVE: (Level.CONSENT, "123, 136"),
    Code.SHORT_NOTICE_LATE: (Level.CONSENT, "123, 136"),
    Code.FIRST_MONTHS: (Level.CONSENT, "122"),
    Code.BY_AGREEMENT: (Level.CONSENT, "128"),
    Code.GROUND_EXCESS: (Level.CONSENT, "128"),
    Code.GROUND_AGAIN: (Level.CONSENT, "128"),
    Code.ADVANCE: (Level.NOTICE, "137"),
    Code.BALANCE_UNKNOWN: (Level.NOTICE, ""),
    Code.PART_FITS: (Level.NOTICE, "125"),
    Code.PART_NEEDED: (Level.NOTICE, "125"),
    Code.GROUND_GIVEN: (Level.NOTICE, "128"),
    Code.HOLIDAY: (Level.NOTICE, "120"),
}
"""Level and articles of the Labour Code (ТК РФ), by number; empty where the house and not the law decides."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell. `args` hold dates, Decimals, whole numbers and codes, as its text takes them."""

    code: Code
    level: Level
    article: str
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> Text:
        """The words, to be rendered by `locales.translator`."""
        return Text(f"leave-finding-{self.code}", self.args)


def found(code: Code, **args: object) -> Finding:
    """A finding with the level and the article of its code."""
    return Finding(code, *ABOUT[code], args)
