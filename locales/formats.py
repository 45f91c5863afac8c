"""Dates, days, money, phones and terms as people write them: one place, so that «3 июля, пт» never varies.

CLDR data come from Babel (which Fluent's runtime brings along); only what CLDR words otherwise than the voice
of this house is a pattern of ours. A locale without patterns of its own is written by those of `BASE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

BASE = "ru"
_NUMBER = "#,##0.##;−#,##0.##"


@dataclass(frozen=True, slots=True)
class Patterns:
    """What CLDR would write otherwise: dates in CLDR's letters, sentences with named places."""

    date: str
    day: str
    long: str
    month: str
    span_in_month: str
    span: str
    moment: str


PATTERNS: Mapping[str, Patterns] = {
    "ru": Patterns(
        date="d MMMM",
        day="d MMMM, EEE",
        long="d MMMM y 'г'.",
        month="LLLL y",
        span_in_month="{start}–{last}",
        span="{first} — {last}",
        moment="{date}, {clock}",
    )
}


def _patterns(locale: str) -> Patterns:
    return PATTERNS.get(locale, PATTERNS[BASE])


def short_date(value: date, locale: str = BASE) -> str:
    """«3 июля»."""
    return format_date(value, _patterns(locale).date, locale)


def day(value: date, locale: str = BASE) -> str:
    """«3 июля, пт»."""
    return format_date(value, _patterns(locale).day, locale)


def long_date(value: date, locale: str = BASE) -> str:
    """«3 июля 2027 г.»."""
    return format_date(value, _patterns(locale).long, locale)


def month(year: int, number: int, locale: str = BASE) -> str:
    """«Июль 2027»: the head of a calendar; `number` is 1–12."""
    text = format_date(date(year, number, 1), _patterns(locale).month, locale)
    return text[:1].upper() + text[1:]


def weekdays(locale: str = BASE) -> tuple[str, ...]:
    """«пн» … «вс», Monday first: the second row of a calendar."""
    names = get_day_names("abbreviated", locale=locale)
    return tuple(str(names[number]) for number in range(7))


def span(first: date, last: date, locale: str = BASE) -> str:
    """«3–16 июля», «28 декабря — 10 января»; one day is «3 июля». Both ends belong to it."""
    patterns = _patterns(locale)
    if first == last:
        return short_date(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        return patterns.span_in_month.format(start=first.day, last=short_date(last, locale))
    return patterns.span.format(first=short_date(first, locale), last=short_date(last, locale))


def clock(value: time | datetime) -> str:
    """«14:05», the same in every locale of ours; of a moment its own wall clock."""
    return f"{value.hour:02}:{value.minute:02}"


def moment(value: datetime, zone: ZoneInfo, locale: str = BASE) -> str:
    """«25 ноября, 18:00» on the clocks of `zone`. A moment without a zone of its own raises ValueError."""
    if value.tzinfo is None:
        raise ValueError("a moment needs its zone: datetime without tzinfo")
    local = value.astimezone(zone)
    return _patterns(locale).moment.format(date=short_date(local.date(), locale), clock=clock(local))


def _two_places(value: int | Decimal) -> Decimal:
    rounded = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def decimal(value: int | Decimal, locale: str = BASE) -> str:
    """«9,33»: at most two places (half up), no trailing zeros, a true minus sign."""
    return format_decimal(_two_places(value), _NUMBER, locale)


def days(value: int | Decimal, locale: str = BASE) -> str:
    """«14 дней», «9,33 дня», «1 день»: the number as in `decimal`; «14.00» counts as 14."""
    return format_unit(_two_places(value), "day", "long", _NUMBER, locale)


def money(kopecks: int, locale: str = BASE) -> str:
    """«1 234,56 ₽» of whole kopecks, with no-break spaces."""
    return format_currency(Decimal(kopecks) / 100, "RUB", locale=locale)


def masked_phone(phone: str) -> str:
    """«+7 ••• •••-12-34»: the last four digits only. Fewer than ten digits raise ValueError."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if len(digits) < 10:
        raise ValueError("not a phone number: fewer than ten digits")
    russian = len(digits) == 10 or (len(digits) == 11 and digits[0] in "78")
    return f"{'+7 ' if russian else '+'}••• •••-{digits[-4:-2]}-{digits[-2:]}"


def left(remaining: timedelta) -> str:
    """«0:48», «12:05», «1:02:03»: the time that remains, a begun second counted; nothing left is «0:00»."""
    seconds = max(0, ceil(remaining.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
