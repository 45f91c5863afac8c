"""How dates, days, money, phones and terms are written."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from locales import formats

MOSCOW = ZoneInfo("Europe/Moscow")
FAR_EAST = ZoneInfo("Asia/Vladivostok")


def test_dates() -> None:
    assert formats.short_date(date(2026, 7, 3)) == "3 июля"
    assert formats.day(date(2026, 7, 3)) == "3 июля, пт"
    assert formats.long_date(date(2027, 7, 3)) == "3 июля 2027 г."
    assert formats.month(2027, 7) == "Июль 2027"
    assert formats.weekdays() == ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 7, 3), date(2026, 7, 16), "3–16 июля"),
        (date(2026, 6, 28), date(2026, 7, 4), "28 июня — 4 июля"),
        (date(2026, 12, 28), date(2027, 1, 10), "28 декабря — 10 января"),
        (date(2026, 7, 3), date(2027, 7, 3), "3 июля — 3 июля"),
        (date(2026, 7, 3), date(2026, 7, 3), "3 июля"),
    ],
)
def test_spans(first: date, last: date, said: str) -> None:
    assert formats.span(first, last) == said


def test_moments_stand_on_the_clocks_of_the_zone() -> None:
    moment = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert formats.moment(moment, MOSCOW) == "25 ноября, 18:00"
    assert formats.moment(moment, FAR_EAST) == "26 ноября, 01:00"
    assert formats.clock(time(14, 5)) == "14:05"
    assert formats.clock(moment.astimezone(MOSCOW)) == "18:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formats.moment(datetime(2026, 11, 25, 15, 0), MOSCOW)  # noqa: DTZ001  (that is the point)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (10, "10 дней"),
        (14, "14 дней"),
        (21, "21 день"),
        (22, "22 дня"),
        (Decimal("14.00"), "14 дней"),
        (Decimal("10"), "10 дней"),
        (Decimal("9.33"), "9,33 дня"),
        (Decimal("9.335"), "9,34 дня"),
        (Decimal("1.5"), "1,5 дня"),
        (Decimal("-6.00"), "−6 дней"),
    ],
)
def test_days(days: int | Decimal, said: str) -> None:
    assert formats.days(days) == said


def test_decimals() -> None:
    assert formats.decimal(Decimal("9.330")) == "9,33"
    assert formats.decimal(Decimal("-0.333")) == "−0,33"
    assert formats.decimal(14) == "14"


@pytest.mark.parametrize(
    ("kopecks", "said"),
    [(123456, "1 234,56 ₽"), (5, "0,05 ₽"), (-100000000, "-1 000 000,00 ₽"), (0, "0,00 ₽")],
)
def test_money(kopecks: int, said: str) -> None:
    assert formats.money(kopecks).replace("\u00a0", " ") == said
    assert " " not in formats.money(kopecks)


@pytest.mark.parametrize("phone", ["+79161231234", "8 (916) 123-12-34", "9161231234", "+7 916 123 12 34"])
def test_a_phone_shows_its_last_digits_only(phone: str) -> None:
    assert formats.masked_phone(phone) == "+7 ••• •••-12-34"


def test_a_foreign_phone_and_none_at_all() -> None:
    assert formats.masked_phone("+375291231234") == "+••• •••-12-34"
    with pytest.raises(ValueError, match="phone") as caught:
        formats.masked_phone("1234")
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("remaining", "said"),
    [
        (timedelta(seconds=48), "0:48"),
        (timedelta(seconds=47.2), "0:48"),
        (timedelta(minutes=12, seconds=5), "12:05"),
        (timedelta(hours=1, minutes=2, seconds=3), "1:02:03"),
        (timedelta(0), "0:00"),
        (timedelta(seconds=-5), "0:00"),
    ],
)
def test_time_left(remaining: timedelta, said: str) -> None:
    assert formats.left(remaining) == said


def test_a_locale_without_own_patterns_uses_those_of_the_base_with_its_own_names() -> None:
    assert formats.short_date(date(2026, 7, 3), "en") == "3 July"
