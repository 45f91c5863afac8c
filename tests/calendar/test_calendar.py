"""Holidays, days off and terms; days off are cross-checked with the package `holidays`, which mixes both."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet import calendar
from cabinet.calendar import (
    add_working_days,
    calendar_days,
    due,
    is_day_off,
    is_decreed,
    is_holiday,
    is_working_day,
    leave_days,
    month_grid,
    working_day_before,
)

MOSCOW = ZoneInfo("Europe/Moscow")
FAR_EAST = ZoneInfo("Asia/Vladivostok")
DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))


def every_day(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0))]


@pytest.mark.parametrize("year", sorted(calendar.MOVES))
def test_days_off_of_a_decreed_year_agree_with_the_package(year: int) -> None:
    others = holidays.country_holidays("RU", years=year)
    assert [day for day in every_day(year) if is_working_day(day) != others.is_working_day(day)] == []


@pytest.mark.parametrize(("year", "working"), [(2024, 248), (2025, 247), (2026, 247)])
def test_working_days_of_the_published_calendars(year: int, working: int) -> None:
    assert sum(map(is_working_day, every_day(year))) == working


@pytest.mark.parametrize("year", range(2023, 2031))
def test_holidays_are_fourteen_every_year_and_all_days_off(year: int) -> None:
    found = [day for day in every_day(year) if is_holiday(day)]
    assert len(found) == 14
    assert all(map(is_day_off, found))


def test_moved_days_off_and_working_saturdays_of_2024() -> None:
    assert is_working_day(date(2024, 4, 27))
    assert is_working_day(date(2024, 11, 2))
    assert is_working_day(date(2024, 12, 28))
    assert all(is_day_off(date(2024, month, day)) for month, day in [(4, 29), (4, 30), (5, 10), (12, 30), (12, 31)])
    assert not is_holiday(date(2024, 4, 29))


def test_moves_of_2026() -> None:
    off = [(1, 9), (12, 31), (3, 9), (5, 11)]
    assert all(is_day_off(date(2026, month, day)) and not is_holiday(date(2026, month, day)) for month, day in off)
    assert is_day_off(date(2026, 1, 3))  # a holiday stays one wherever its weekend was moved to


def test_a_moved_holiday_weekend_is_not_moved_a_second_time_by_the_law() -> None:
    assert is_day_off(date(2025, 5, 8))  # from Sunday 23 February by decree,
    assert is_working_day(date(2025, 2, 24))  # so not to the Monday after it (ст. 112 part 2)
    assert is_working_day(date(2025, 3, 10))


def test_a_year_without_a_decree_says_so_and_keeps_the_rule_of_the_law() -> None:
    assert is_decreed(2026)
    assert not is_decreed(2030)
    assert is_day_off(date(2030, 2, 25))  # Saturday 23 February → Monday
    assert is_working_day(date(2030, 1, 9))  # January is moved by decree only


def test_a_move_never_leads_to_or_from_a_plain_working_day() -> None:
    for year, moves in calendar.MOVES.items():
        for (month, day), (to_month, to_day) in moves.items():
            assert date(year, month, day).isoweekday() > 5
            assert date(year, to_month, to_day).isoweekday() < 6
            assert not is_holiday(date(year, to_month, to_day))


@pytest.mark.parametrize(
    ("first", "last", "cost"),
    [
        (date(2026, 7, 3), date(2026, 7, 16), 14),
        (date(2026, 6, 10), date(2026, 6, 14), 4),  # 12 June is not counted
        (date(2026, 12, 28), date(2027, 1, 10), 6),  # 31 December is a moved day off and counted; 1–8 January are not
        (date(2026, 3, 8), date(2026, 3, 9), 1),  # 9 March is a moved day off and counted
        (date(2027, 1, 1), date(2027, 1, 8), 0),
        (date(2027, 5, 1), date(2027, 5, 1), 0),
    ],
)
def test_what_a_leave_costs(first: date, last: date, cost: int) -> None:
    assert leave_days(first, last) == cost


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    for count in (calendar_days, leave_days):
        with pytest.raises(ValueError, match="before"):
            count(date(2026, 7, 3), date(2026, 7, 2))


@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_leave_days_add_up_over_a_split(first: date, one: int, other: int) -> None:
    middle = first + timedelta(days=one)
    last = middle + timedelta(days=1 + other)
    assert leave_days(first, last) == leave_days(first, middle) + leave_days(middle + timedelta(days=1), last)
    assert 0 <= leave_days(first, last) <= calendar_days(first, last)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(start: date, one: int, other: int) -> None:
    assert add_working_days(add_working_days(start, one), other) == add_working_days(start, one + other)


@given(DAYS, st.integers(1, 40))
def test_a_term_ends_on_a_working_day_and_counts_them(start: date, count: int) -> None:
    end = add_working_days(start, count)
    between = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, between)) == count


@given(DAYS)
def test_the_eve_is_the_nearest_working_day(day: date) -> None:
    eve = working_day_before(day)
    assert is_working_day(eve)
    assert eve == day if is_working_day(day) else add_working_days(eve, 1) > day


def test_adding_keeps_the_kind_of_value() -> None:
    moment = datetime(2026, 11, 27, 14, 5, tzinfo=MOSCOW)
    assert add_working_days(moment, 1) == datetime(2026, 11, 30, 14, 5, tzinfo=MOSCOW)
    assert add_working_days(date(2026, 11, 27), 0) == date(2026, 11, 27)
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 27), -1)


@pytest.mark.parametrize(
    ("moment", "count", "end"),
    [
        ((24, 11, 14, 5), 1, (25, 11)),  # the example of the receipt
        ((24, 11, 23, 59), 1, (25, 11)),
        ((27, 11, 9, 0), 1, (30, 11)),  # over a weekend
        ((28, 11, 9, 0), 1, (30, 11)),  # sent on a Saturday
        ((3, 11, 9, 0), 2, (6, 11)),  # over 4 November
        ((30, 12, 12, 0), 1, (11, 1)),  # 31 December is moved off, then the New Year holidays
    ],
)
def test_terms(moment: tuple[int, int, int, int], count: int, end: tuple[int, int]) -> None:
    day, month, hour, minute = moment
    expected = date(2026 + (end[1] < month), end[1], end[0])
    found = due(datetime(2026, month, day, hour, minute, tzinfo=MOSCOW), count, MOSCOW)
    assert found == datetime.combine(expected, time(18), MOSCOW)


def test_a_term_is_reckoned_on_the_clocks_of_the_company() -> None:
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # already the 25th in Vladivostok
    assert due(moment, 1, FAR_EAST) == datetime(2026, 11, 26, 18, 0, tzinfo=FAR_EAST)
    assert due(moment, 1, MOSCOW, time(17, 30)) == datetime(2026, 11, 25, 17, 30, tzinfo=MOSCOW)
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2026, 11, 24, 20, 0), 1, MOSCOW)  # noqa: DTZ001  (that is the point)


def test_the_grid_of_a_month_begins_on_monday() -> None:
    grid = month_grid(2026, 7)
    assert [len(week) for week in grid] == [7] * 5
    assert grid[0] == (None, None, date(2026, 7, 1), *(date(2026, 7, day) for day in range(2, 6)))
    assert [day for week in grid for day in week if day] == [date(2026, 7, day) for day in range(1, 32)]
    assert all(week[0].isoweekday() == 1 for week in grid if week[0])
