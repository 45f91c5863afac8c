"""The rules of leave: each finding alone, and properties that hold for any days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.calendar import is_day_off, is_holiday
from cabinet.leave.balance import Entry, Ledger
from cabinet.leave.findings import ABOUT, Code, Finding, Level, found
from cabinet.leave.grounds import GROUNDS, DeclinePolicy, Ground, counted_days, decline_policy, span_decline_policy
from cabinet.leave.rules import Away, MarkKind, Standing, check_annual, check_unpaid, mark, pay_due, stopped
from locales import translator

TODAY = date(2026, 11, 24)
ANNA = Standing(today=TODAY, hired=date(2020, 3, 2))
RICH = Ledger(Entry(TODAY, 60))
DAYS = st.dates(date(2026, 10, 1), date(2028, 3, 1))


def codes(findings: tuple[Finding, ...]) -> list[Code]:
    return [finding.code for finding in findings]


def only(findings: tuple[Finding, ...], code: Code) -> Finding:
    (finding,) = [finding for finding in findings if finding.code is code]
    return finding


def annual(first: date | None, last: date | None, who: Standing = ANNA, ledger: Ledger = RICH) -> tuple[Finding, ...]:
    return check_annual(first, last, who, ledger)


def said(finding: Finding) -> str:
    return translator.plain(finding.text)


def test_a_plain_leave_in_summer_has_nothing_against_it() -> None:
    findings = annual(date(2027, 7, 3), date(2027, 7, 16))
    assert codes(findings) == [Code.PART_FITS]
    assert not stopped(findings)


@pytest.mark.parametrize("half", [(None, None), (None, date(2027, 7, 16)), (date(2027, 7, 3), None)])
def test_a_half_open_span_never_means_today(half: tuple[date | None, date | None]) -> None:
    assert codes(annual(*half)) == [Code.DATES_MISSING]
    assert codes(check_unpaid(*half, Ground.FAMILY, ANNA, {})) == [Code.DATES_MISSING]
    assert stopped(annual(*half))


def test_past_reversed_and_endless() -> None:
    assert Code.PAST in codes(annual(date(2026, 11, 23), date(2026, 12, 20)))
    assert Code.PAST not in codes(annual(TODAY, date(2026, 12, 20)))
    assert codes(annual(date(2027, 7, 16), date(2027, 7, 3))) == [Code.REVERSED]
    assert codes(annual(date(2027, 7, 3), date(2028, 7, 3))) == [Code.TOO_LONG]
    assert Code.TOO_LONG not in codes(annual(date(2027, 7, 3), date(2028, 7, 2)))


def test_before_the_hire_and_after_the_dismissal() -> None:
    soon = Standing(today=TODAY, hired=date(2026, 12, 20), dismissed=date(2027, 7, 10))
    assert Code.BEFORE_HIRE in codes(annual(date(2026, 12, 19), date(2026, 12, 25), soon))
    assert Code.AFTER_DISMISSAL in codes(annual(date(2027, 7, 5), date(2027, 7, 11), soon))
    assert Code.AFTER_DISMISSAL not in codes(annual(date(2027, 7, 5), date(2027, 7, 10), soon))
    gone = Standing(today=TODAY, hired=date(2020, 3, 2), dismissed=date(2026, 11, 1))
    assert stopped(annual(date(2027, 7, 5), date(2027, 7, 10), gone))


@pytest.mark.parametrize(
    ("first", "last", "hit"),
    [
        (date(2027, 6, 20), date(2027, 7, 2), False),
        (date(2027, 6, 20), date(2027, 7, 3), True),
        (date(2027, 7, 5), date(2027, 7, 6), True),
        (date(2027, 6, 20), date(2027, 8, 1), True),
        (date(2027, 7, 16), date(2027, 7, 16), True),
        (date(2027, 7, 17), date(2027, 7, 20), False),
    ],
)
def test_overlap_with_own_time_off(first: date, last: date, hit: bool) -> None:
    who = Standing(today=TODAY, hired=ANNA.hired, away=(Away(date(2027, 7, 3), date(2027, 7, 16), "annual"),))
    assert (Code.OVERLAP in codes(annual(first, last, who))) is hit
    assert (Code.OVERLAP in codes(check_unpaid(first, last, Ground.FAMILY, who, {}))) is hit


def test_an_overlap_tells_which_and_every_one() -> None:
    away = (Away(date(2027, 7, 20), date(2027, 7, 20), "sick"), Away(date(2027, 7, 3), date(2027, 7, 16), "annual"))
    findings = annual(date(2027, 7, 10), date(2027, 7, 25), Standing(today=TODAY, away=away))
    texts = [said(finding) for finding in findings if finding.code is Code.OVERLAP]
    assert texts == [
        "Занято Вашим отпуском (3–16 июля). Выберите другие дни.",
        "Занято Вашим больничным (20 июля). Выберите другие дни.",
    ]


def test_only_holidays_cost_nothing_and_are_refused() -> None:
    assert Code.ONLY_HOLIDAYS in codes(annual(date(2027, 1, 1), date(2027, 1, 8)))
    assert Code.ONLY_HOLIDAYS not in codes(annual(date(2027, 1, 1), date(2027, 1, 9)))
    assert Code.ONLY_HOLIDAYS not in codes(annual(date(2027, 5, 3), date(2027, 5, 3)))  # a moved day off is counted
    assert Code.ONLY_HOLIDAYS not in codes(check_unpaid(date(2027, 1, 1), date(2027, 1, 8), Ground.FAMILY, ANNA, {}))


def test_less_than_two_weeks_needs_consent_and_names_the_day_of_payment() -> None:
    assert Code.SHORT_NOTICE not in codes(annual(date(2026, 12, 8), date(2026, 12, 21)))  # exactly fourteen days
    finding = only(annual(date(2026, 12, 7), date(2026, 12, 20)), Code.SHORT_NOTICE)
    assert (finding.level, finding.article) == (Level.CONSENT, "123, 136")
    assert finding.args["due"] == date(2026, 12, 4)
    assert said(finding).startswith("До 7 декабря меньше двух недель: возможно по согласию работодателя (ст. 123 ТК).")
    assert said(finding).endswith("Отпускные придут не позже 4 декабря (ст. 136 ТК).")


def test_payment_on_a_day_off_comes_on_the_eve() -> None:
    assert pay_due(date(2026, 12, 8)) == date(2026, 12, 4)  # 5 December is a Saturday
    assert pay_due(date(2027, 1, 11)) == date(2026, 12, 30)  # 1–10 January and 31 December are days off
    finding = only(annual(date(2026, 12, 2), date(2026, 12, 20)), Code.SHORT_NOTICE_EVE)
    assert "не позже 27 ноября: 29 ноября — выходной, платят накануне" in said(finding)


def test_when_the_day_of_payment_has_passed_it_says_so() -> None:
    assert Code.SHORT_NOTICE in codes(annual(date(2026, 11, 27), date(2026, 12, 20)))  # due today
    finding = only(annual(date(2026, 11, 26), date(2026, 12, 20)), Code.SHORT_NOTICE_LATE)
    assert finding.args["due"] == date(2026, 11, 23)
    assert "этот день уже прошёл" in said(finding)


def test_the_first_six_months_need_consent_unless_the_law_says_otherwise() -> None:
    new = Standing(today=TODAY, hired=date(2026, 8, 31))
    assert only(annual(date(2027, 2, 27), date(2027, 3, 15), new), Code.FIRST_MONTHS).args == {
        "right": date(2027, 2, 28)
    }
    assert Code.FIRST_MONTHS not in codes(annual(date(2027, 2, 28), date(2027, 3, 15), new))
    early = Standing(today=TODAY, hired=date(2026, 8, 31), early_right=True)
    assert Code.FIRST_MONTHS not in codes(annual(date(2027, 2, 27), date(2027, 3, 15), early))


def test_more_days_than_earned_are_an_advance_and_no_obstacle() -> None:
    ledger = Ledger(Entry(date(2026, 11, 24), 8))
    findings = annual(date(2026, 12, 8), date(2026, 12, 21), ANNA, ledger)
    finding = only(findings, Code.ADVANCE)
    assert said(finding) == "6 дней авансом; при увольнении их могут удержать (ст. 137 ТК)."
    assert not stopped(findings)
    assert Code.ADVANCE not in codes(annual(date(2026, 12, 8), date(2026, 12, 15), ANNA, ledger))


def test_without_figure_and_hire_the_balance_is_unknown() -> None:
    assert Code.BALANCE_UNKNOWN in codes(annual(date(2027, 7, 3), date(2027, 7, 16), Standing(today=TODAY), Ledger()))


def test_one_part_of_the_calendar_year_has_fourteen_days() -> None:
    assert Code.PART_FITS in codes(annual(date(2027, 7, 3), date(2027, 7, 16)))
    needed = only(annual(date(2027, 7, 3), date(2027, 7, 15)), Code.PART_NEEDED)
    assert said(needed).endswith("В 2027 году такой пока нет.")
    assert needed.level is Level.NOTICE
    assert Code.PART_NEEDED in codes(annual(date(2027, 6, 1), date(2027, 6, 14)))  # 12 June makes it thirteen


@pytest.mark.parametrize(
    ("other", "needed"),
    [
        (Away(date(2027, 2, 1), date(2027, 2, 14), "annual"), False),
        (Away(date(2027, 2, 1), date(2027, 2, 14), "unpaid"), True),
        (Away(date(2027, 2, 16), date(2027, 3, 1), "annual"), True),  # 23 February makes it thirteen
        (Away(date(2026, 12, 20), date(2027, 1, 20), "annual"), True),  # a part of the year it begins in
        (Away(date(2027, 12, 18), date(2028, 1, 20), "annual"), False),
        (Away(date(2026, 2, 1), date(2026, 2, 20), "annual"), True),
    ],
)
def test_other_parts_of_the_year_count(other: Away, needed: bool) -> None:
    who = Standing(today=TODAY, hired=ANNA.hired, away=(other,))
    assert (Code.PART_NEEDED in codes(annual(date(2027, 7, 3), date(2027, 7, 9), who))) is needed


@pytest.mark.parametrize(
    ("ground", "days", "used", "policy"),
    [
        (Ground.FAMILY, 1, 0, DeclinePolicy.FREE),
        (Ground.PENSIONER, 14, 0, DeclinePolicy.NEVER),
        (Ground.PENSIONER, 1, 13, DeclinePolicy.NEVER),
        (Ground.PENSIONER, 2, 13, DeclinePolicy.WARN),
        (Ground.PENSIONER, 1, 14, DeclinePolicy.FREE),
        (Ground.DISABLED, 60, 0, DeclinePolicy.NEVER),
        (Ground.DISABLED, 61, 0, DeclinePolicy.WARN),
        (Ground.VETERAN, 35, 0, DeclinePolicy.NEVER),
        (Ground.WOUNDED_CARE, 35, 0, DeclinePolicy.NEVER),
        (Ground.FALLEN, 15, 0, DeclinePolicy.WARN),
        (Ground.MARRIAGE, 5, 0, DeclinePolicy.NEVER),
        (Ground.BIRTH, 6, 0, DeclinePolicy.WARN),
        (Ground.DEATH, 5, 5, DeclinePolicy.WARN),  # a second death in the year obliges again
    ],
)
def test_what_the_employer_may_decline(ground: Ground, days: int, used: int, policy: DeclinePolicy) -> None:
    assert decline_policy(ground, days, used) is policy


def test_a_span_over_new_year_uses_the_limits_of_both_years() -> None:
    first, last = date(2026, 12, 25), date(2027, 1, 10)
    assert counted_days(first, last, Ground.PENSIONER) == {2026: 7, 2027: 10}
    assert span_decline_policy(first, last, Ground.PENSIONER, {}) is DeclinePolicy.NEVER
    assert span_decline_policy(first, last, Ground.PENSIONER, {2026: 14}) is DeclinePolicy.WARN
    assert span_decline_policy(first, last, Ground.FAMILY, {}) is DeclinePolicy.FREE
    assert counted_days(first, last, Ground.BIRTH) == {2026: 17}  # one birth, one limit


def test_unpaid_leave_says_what_the_ground_gives() -> None:
    who, first = ANNA, date(2027, 7, 5)
    assert codes(check_unpaid(first, first, Ground.FAMILY, who, {})) == [Code.BY_AGREEMENT]
    given_days = only(check_unpaid(first, date(2027, 7, 9), Ground.MARRIAGE, who, {}), Code.GROUND_GIVEN)
    assert said(given_days) == "До 5 дней по этому основанию работодатель обязан дать (ст. 128 ТК)."
    excess = only(check_unpaid(first, date(2027, 7, 9), Ground.PENSIONER, who, {2027: 12}), Code.GROUND_EXCESS)
    assert said(excess) == (
        "По этому основанию обязаны дать до 14 дней, за этот год уже взято 12. "
        "Ещё 3 дня — по согласию работодателя (ст. 128 ТК)."
    )
    fresh = only(check_unpaid(first, date(2027, 7, 25), Ground.PENSIONER, who, {2026: 12}), Code.GROUND_EXCESS)
    assert said(fresh).startswith("По этому основанию обязаны дать до 14 дней. Ещё 7 дней")
    spent = only(check_unpaid(first, first, Ground.PENSIONER, who, {2027: 20}), Code.GROUND_EXCESS)
    assert spent.args["excess"] == 1
    again = only(check_unpaid(first, date(2027, 7, 9), Ground.DEATH, who, {2027: 5}), Code.GROUND_AGAIN)
    assert "на каждый новый случай" in said(again)
    longer = only(check_unpaid(first, date(2027, 7, 11), Ground.DEATH, who, {2027: 5}), Code.GROUND_EXCESS)
    assert (longer.args["excess"], longer.args["used"]) == (2, 0)


def test_unpaid_leave_knows_no_balance_no_parts_and_no_notice() -> None:
    findings = check_unpaid(TODAY, TODAY, Ground.FAMILY, Standing(today=TODAY, hired=TODAY), {})
    assert codes(findings) == [Code.BY_AGREEMENT]


def test_marks_of_days() -> None:
    who = Standing(today=TODAY, hired=ANNA.hired, away=(Away(date(2027, 7, 3), date(2027, 7, 16), "annual"),))
    kinds = {
        date(2026, 11, 23): MarkKind.FORBIDDEN,
        TODAY: MarkKind.CONSENT,
        date(2026, 12, 7): MarkKind.CONSENT,
        date(2026, 12, 8): MarkKind.FREE,
        date(2027, 1, 1): MarkKind.HOLIDAY,
        date(2027, 6, 14): MarkKind.FREE,  # a moved day off spends a day of leave
        date(2027, 7, 4): MarkKind.FORBIDDEN,
    }
    assert {day: mark(day, who).kind for day in kinds} == kinds
    june = mark(date(2027, 6, 12), who).finding
    assert june is not None
    assert said(june) == "12 июня — праздник: отпуск не тратит (ст. 120 ТК). Можно выбрать."
    assert mark(date(2027, 1, 1), who, annual=False).kind is MarkKind.FREE
    assert mark(date(2026, 12, 7), who, annual=False).kind is MarkKind.FREE


def test_marks_while_the_last_day_is_chosen() -> None:
    who = Standing(today=TODAY, hired=ANNA.hired, away=(Away(date(2027, 7, 3), date(2027, 7, 16), "annual"),))
    first = date(2027, 6, 12)
    kinds = {
        date(2027, 6, 11): MarkKind.FORBIDDEN,
        date(2027, 6, 12): MarkKind.FORBIDDEN,  # nothing but the holiday
        date(2027, 6, 13): MarkKind.FREE,
        date(2027, 7, 2): MarkKind.FREE,
        date(2027, 7, 3): MarkKind.FORBIDDEN,
        date(2027, 8, 1): MarkKind.FORBIDDEN,  # would reach over the leave
    }
    assert {day: mark(day, who, first=first).kind for day in kinds} == kinds
    assert mark(date(2026, 12, 1), ANNA, first=TODAY).kind is MarkKind.FREE


@given(
    day=DAYS,
    length=st.integers(-3, 60),
    away=st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=4),
    hired=st.none() | st.dates(date(2026, 5, 1), date(2027, 2, 1)),
    dismissed=st.none() | DAYS,
    paid=st.booleans(),
)
def test_marks_agree_with_the_check(
    day: date, length: int, away: list[tuple[date, int]], hired: date | None, dismissed: date | None, paid: bool
) -> None:
    absences = tuple(Away(first, first + timedelta(days=days), "annual") for first, days in away)
    who = Standing(today=TODAY, hired=hired, dismissed=dismissed, away=absences)

    def check(first: date, last: date) -> tuple[Finding, ...]:
        return annual(first, last, who) if paid else check_unpaid(first, last, Ground.FAMILY, who, {})

    start = mark(day, who, annual=paid)
    alone = [finding for finding in check(day, day) if finding.code is not Code.ONLY_HOLIDAYS]
    assert (start.kind is MarkKind.FORBIDDEN) == stopped(tuple(alone))
    if start.finding and start.kind is not MarkKind.HOLIDAY:
        assert start.finding in alone
    if start.kind is MarkKind.CONSENT:
        assert paid
    if start.kind is MarkKind.HOLIDAY:
        assert is_holiday(day)

    last = day + timedelta(days=length)
    end = mark(last, who, first=day, annual=paid)
    assert (end.kind is MarkKind.FORBIDDEN) == stopped(check(day, last))


@given(st.dates(date(2024, 1, 10), date(2028, 1, 1)))
def test_payment_is_due_on_a_working_day_three_days_before_or_earlier(first: date) -> None:
    due = pay_due(first)
    assert not is_day_off(due)
    assert due <= first - timedelta(days=3)
    assert all(is_day_off(due + timedelta(days=number)) for number in range(1, (first - due).days - 2))


def test_every_code_has_a_level_and_a_text_with_its_arguments() -> None:
    assert set(ABOUT) == set(Code)
    texts = {key for key in translator.messages() if key.startswith("leave-finding-")}
    assert texts == {f"leave-finding-{code}" for code in Code}
    for code, (_, article) in ABOUT.items():
        args = {name: sample(kind) for name, kind in translator.messages()[f"leave-finding-{code}"].args.items()}
        for number in filter(None, article.split(", ")):
            assert f"ст. {number}" in said(found(code, **args)), code


def sample(kind: str) -> object:
    return {"date": date(2027, 7, 3), "number": 14, "word": "annual"}[kind]


def test_every_ground_has_its_limit() -> None:
    assert set(GROUNDS) == set(Ground)
