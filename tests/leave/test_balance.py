"""The balance of leave: the sum line by line, months as the rules of 1930 count them, and what would remain."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.leave.balance import Balance, Entry, Ledger, LineKind, add_months, balance_on, months_worked, remainder

FIGURE = Entry(date(2026, 11, 24), Decimal(14))
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
ENTRIES = st.lists(st.builds(Entry, DAYS, st.integers(1, 28).map(Decimal)), max_size=5)


def on(day: date, imported: Entry | None = FIGURE, *used: Entry, hired: date | None = None) -> Balance:
    balance = balance_on(day, imported, used, hired)
    assert balance is not None
    return balance


def test_the_imported_figure_alone() -> None:
    balance = on(date(2026, 11, 24))
    assert [(line.kind, line.on, line.days) for line in balance.lines] == [
        (LineKind.IMPORTED, date(2026, 11, 24), Decimal("14.00"))
    ]
    assert balance.total == 14
    assert not balance.estimate


def test_own_accrual_is_a_line_of_its_own_and_an_estimate() -> None:
    balance = on(date(2027, 7, 1))
    imported, accrued = balance.lines
    assert (accrued.kind, accrued.months, accrued.on) == (LineKind.ACCRUED, 7, date(2026, 11, 24))
    assert accrued.days == Decimal("16.33")  # 7 × 28/12
    assert accrued.estimate
    assert not imported.estimate
    assert balance.total == Decimal("30.33")


def test_a_year_of_work_is_exactly_twenty_eight_days() -> None:
    assert on(date(2027, 11, 24)).total == 42
    assert on(date(2026, 3, 2), None, hired=date(2025, 3, 2)).total == 28


def test_leaves_after_the_figure_are_taken_those_in_it_are_not_twice() -> None:
    used = [
        Entry(date(2026, 11, 24), Decimal(5)),
        Entry(date(2027, 7, 1), Decimal(3)),
        Entry(date(2027, 8, 1), Decimal(7)),
    ]
    balance = on(date(2027, 7, 1), FIGURE, *used)
    assert [(line.on, line.days) for line in balance.lines if line.kind is LineKind.USED] == [
        (date(2027, 7, 1), Decimal("-3.00"))
    ]
    assert balance.total == Decimal("27.33")


def test_without_a_figure_everything_is_reckoned_from_the_hire() -> None:
    balance = on(date(2026, 12, 1), None, Entry(date(2026, 9, 1), Decimal(7)), hired=date(2026, 3, 1))
    assert [line.kind for line in balance.lines] == [LineKind.ACCRUED, LineKind.USED]
    assert balance.total == 14
    assert balance.estimate


def test_without_figure_and_hire_there_is_no_balance() -> None:
    assert balance_on(date(2026, 12, 1), None, (), None) is None
    assert remainder(date(2026, 12, 1), 7, Ledger(), None) is None


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 12, 8), 0),
        (date(2026, 11, 24), date(2026, 12, 9), 1),  # fifteen days of thirty: half a month counts
        (date(2026, 12, 24), date(2027, 1, 8), 0),  # fifteen days of thirty-one: less than half
        (date(2026, 12, 24), date(2027, 1, 9), 1),
        (date(2027, 2, 1), date(2027, 2, 15), 1),  # fourteen days of twenty-eight
        (date(2026, 11, 24), date(2026, 12, 24), 1),
        (date(2027, 1, 31), date(2027, 2, 28), 1),
        (date(2027, 1, 31), date(2027, 3, 31), 2),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2026, 11, 24), date(2020, 1, 1), 0),
    ],
)
def test_months(since: date, day: date, months: int) -> None:
    assert months_worked(since, day) == months


def test_months_are_added_within_the_month() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


def test_what_would_remain_leaves_later_leaves_their_days() -> None:
    august = Ledger(FIGURE, (Entry(date(2027, 8, 2), Decimal(28)),))
    assert remainder(date(2027, 6, 24), 14, Ledger(FIGURE), None) == Decimal("16.33")
    assert remainder(date(2027, 6, 24), 14, august, None) == Decimal("-9.33")


def test_the_rounding_of_the_accounting_is_not_an_advance() -> None:
    figure = Entry(date(2026, 11, 24), Decimal("2.33"))
    assert remainder(date(2027, 4, 24), 14, Ledger(figure), None) == 0


@given(DAYS, st.integers(0, 400), DAYS)
def test_the_balance_grows_while_nothing_is_used(day: date, later: int, since: date) -> None:
    figure = Entry(since, Decimal("3.50"))
    assert on(day, figure).total <= on(day + timedelta(days=later), figure).total


@given(DAYS, DAYS, ENTRIES, st.builds(Entry, DAYS, st.integers(1, 28).map(Decimal)))
def test_another_leave_never_raises_the_balance(day: date, since: date, used: list[Entry], more: Entry) -> None:
    figure = Entry(since, Decimal(10))
    assert on(day, figure, *used, more).total <= on(day, figure, *used).total


@given(DAYS, DAYS, ENTRIES)
def test_what_is_shown_adds_up_and_is_the_exact_sum_rounded(day: date, since: date, used: list[Entry]) -> None:
    balance = on(day, Entry(since, Decimal("9.33")), *used)
    assert balance.total == sum(line.days for line in balance.lines)
    exact = Fraction("9.33") + months_worked(since, day) * Fraction(28, 12)
    exact -= sum(Fraction(entry.days) for entry in used if since < entry.on <= day)
    assert abs(Fraction(balance.total) - exact) <= Fraction(5, 1000)


@given(DAYS, st.integers(0, 40), st.integers(1, 28), ENTRIES)
def test_asking_for_more_days_leaves_exactly_that_less(day: date, days: int, more: int, used: list[Entry]) -> None:
    ledger = Ledger(Entry(date(2025, 1, 1), Decimal(20)), tuple(used))
    less, least = remainder(day, days, ledger, None), remainder(day, days + more, ledger, None)
    assert less is not None
    assert least == less - more
