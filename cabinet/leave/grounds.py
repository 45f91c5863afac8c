"""The grounds of unpaid leave (ТК ст. 128) with the days that an employer may not refuse.

They are data, so that a lawyer can mend them: they stand as of 2026 and want a lawyer's confirmation. What
proves a ground, and whether it is true, HR sees in the attached file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cabinet.calendar import calendar_days


class Ground(StrEnum):
    """Why an employee asks for unpaid leave; rows keep the value, its text is `leave-ground-<value>`."""

    FAMILY = "family"  # family circumstances and other valid reasons
    PENSIONER = "pensioner"  # works while drawing the old-age pension
    FALLEN = "fallen"  # parent, spouse or child of a serviceman or the like who was killed or died of it
    WOUNDED_CARE = "wounded-care"  # cares for a wounded serviceman of his family, by a medical conclusion
    DISABLED = "disabled"  # works with a disability
    VETERAN = "veteran"  # took part in the war of 1941–1945
    BIRTH = "birth"  # a child was born
    MARRIAGE = "marriage"  # registers a marriage
    DEATH = "death"  # a close relative died


@dataclass(frozen=True, slots=True)
class Limit:
    """Calendar days that must be given, in a calendar year or for each case; None: by agreement only.

    `part` is the part of ст. 128 that says so.
    """

    days: int | None
    part: int
    per_case: bool = False


GROUNDS: Mapping[Ground, Limit] = {
    Ground.FAMILY: Limit(None, part=1),
    Ground.PENSIONER: Limit(14, part=2),
    Ground.FALLEN: Limit(14, part=2),
    Ground.WOUNDED_CARE: Limit(35, part=2),  # added in April 2025 (Rostrud, 29.04.2025)
    Ground.DISABLED: Limit(60, part=2),
    Ground.VETERAN: Limit(35, part=2),
    Ground.BIRTH: Limit(5, part=2, per_case=True),
    Ground.MARRIAGE: Limit(5, part=2, per_case=True),
    Ground.DEATH: Limit(5, part=2, per_case=True),
}


class DeclinePolicy(StrEnum):
    """What «Отклонить» may do."""

    NEVER = "never"  # the law obliges the employer: the button is not offered
    WARN = "warn"  # a part must be given, or may have to be: warn with the article
    FREE = "free"  # by agreement: a reason is enough


def decline_policy(ground: Ground, days: int, used_this_year: int) -> DeclinePolicy:
    """Whether the employer may decline `days` (calendar ones), `used_this_year` having been given before."""
    limit = GROUNDS[ground]
    if limit.days is None:
        return DeclinePolicy.FREE
    if used_this_year + days <= limit.days:
        return DeclinePolicy.NEVER
    owed = limit.per_case or used_this_year < limit.days
    return DeclinePolicy.WARN if owed else DeclinePolicy.FREE


def span_decline_policy(first: date, last: date, ground: Ground, used: Mapping[int, int]) -> DeclinePolicy:
    """The same for a span, `used` by calendar year; where the two years of a New Year differ, a warning."""
    counted = counted_days(first, last, ground).items()
    answers = {decline_policy(ground, days, used.get(year, 0)) for year, days in counted}
    return answers.pop() if len(answers) == 1 else DeclinePolicy.WARN


def counted_days(first: date, last: date, ground: Ground) -> dict[int, int]:
    """Calendar days by the year whose limit they use; those of one case all belong to its first year."""
    if GROUNDS[ground].per_case:
        return {first.year: calendar_days(first, last)}
    return {
        year: calendar_days(max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    }
