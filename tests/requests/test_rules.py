"""Whose turn it is, who has a say, what may be typed: without a database."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, NotFound
from cabinet.requests import life, words
from cabinet.requests.rights import allowed, may_decide, may_read, may_see, may_undo, undoable
from cabinet.requests.rules import (
    ALLOWED,
    NOTES,
    OWNER_VERBS,
    Candidate,
    Office,
    Turn,
    office_turn,
    route,
    successor,
    why_not,
)
from locales.translator import messages
from storage.company import Company
from storage.people import Employee, RoleName
from storage.requests import FINAL, WAITING, Event, Holder, Request, State, Verb
from tests.conftest import START

COMPANY = Company(inn="7700000001", name="ООО «Пример»")
LATER = START + timedelta(days=1)


def person(last: str = "Иванова") -> Employee:
    return Employee(company_id=COMPANY.id, number=last, last_name=last, first_name="Мария", hired_on=START.date())


def able(last: str = "Иванова", **more: bool) -> Candidate:
    return Candidate(person(last), **{"has_chat": True, **more})


ANNA = person("Смирнова")
OFFICER, DIRECTOR, MANAGER = able("Иванова"), able("Соколов"), able("Петров")
OFFICE = Office([OFFICER], [DIRECTOR])
REASONS = {
    "own": Candidate(ANNA, has_chat=True),
    "dismissed": able(works=False),
    "no-chat": able(has_chat=False),
    "away": able(away=True),
}
HR = Turn(State.OFFICE, Holder.HR)
TO_DIRECTOR = Turn(State.OFFICE, Holder.DIRECTOR, DIRECTOR.employee.id, "hr-nobody")


def request(state: State, holder: Holder = Holder.NOBODY, who: Candidate | None = None) -> Request:
    return Request(
        company_id=COMPANY.id, employee_id=ANNA.id, kind="errand", number=1, state=state, submitted_at=START,
        changed_at=START, holder=holder, holder_id=who.employee.id if who else None, due_at=START,
    )  # fmt: skip


def actor(who: Employee, *roles: RoleName) -> Actor:
    return Actor(who.id, COMPANY.id, frozenset(roles))


def event(verb: Verb, before: State | None = State.OFFICE, who: Employee | None = None, **more: object) -> Event:
    return Event(
        request_id=uuid.uuid4(), step=1, verb=verb, state_before=before, state_after=State.ACCEPTED, at=START,
        actor_id=(who or OFFICER.employee).id, **more,
    )  # type: ignore[arg-type]  # fmt: skip


# Whose turn it is


def test_the_manager_comes_first_where_his_step_is_set() -> None:
    assert route(ANNA.id, MANAGER, OFFICE, manager_step=True) == Turn(
        State.MANAGER, Holder.MANAGER, MANAGER.employee.id
    )
    assert route(ANNA.id, MANAGER, OFFICE, manager_step=False) == HR


@pytest.mark.parametrize("reason", REASONS)
def test_a_manager_who_cannot_is_replaced_at_once_and_the_card_says_why(reason: str) -> None:
    assert why_not(REASONS[reason], ANNA.id) == reason
    assert route(ANNA.id, REASONS[reason], OFFICE, manager_step=True) == replace(HR, note=f"manager-{reason}")


def test_a_department_without_a_manager_says_so() -> None:
    assert route(ANNA.id, None, OFFICE, manager_step=True) == replace(HR, note="manager-nobody")


@pytest.mark.parametrize("reason", REASONS)
def test_where_no_officer_can_the_director_stands_in(reason: str) -> None:
    one = REASONS[reason]
    assert office_turn(ANNA.id, Office([one], [DIRECTOR])) == TO_DIRECTOR
    assert office_turn(ANNA.id, Office([one, OFFICER], [DIRECTOR])) == HR
    assert office_turn(ANNA.id, Office([], [one, DIRECTOR])) == TO_DIRECTOR, "the next director, if there are several"
    assert office_turn(ANNA.id, Office([one], [one]), "manager-own") == replace(HR, note="manager-own")


def test_in_a_company_of_one_it_is_hr_s_whoever_that_may_become() -> None:
    assert route(ANNA.id, None, Office(), manager_step=False) == HR


# Who takes over


@pytest.mark.parametrize("reason", [*REASONS, "nobody"])
def test_the_schedule_replaces_a_manager_who_cannot_any_more(reason: str) -> None:
    held = request(State.MANAGER, Holder.MANAGER, MANAGER)
    assert successor(held, REASONS.get(reason), OFFICE, START) == replace(HR, note=f"manager-{reason}")
    assert successor(held, MANAGER, OFFICE, START) is None


def test_a_silent_manager_is_replaced_after_his_term_and_not_at_it() -> None:
    held = request(State.MANAGER, Holder.MANAGER, MANAGER)
    assert successor(held, MANAGER, OFFICE, START) is None
    assert successor(held, MANAGER, OFFICE, LATER) == replace(HR, note="manager-silent")
    assert successor(held, MANAGER, Office([], [DIRECTOR]), LATER) == TO_DIRECTOR


def test_silent_officers_are_replaced_by_the_director_who_can() -> None:
    held = request(State.OFFICE, Holder.HR)
    assert successor(held, None, OFFICE, START) is None
    assert successor(held, None, OFFICE, LATER) == replace(TO_DIRECTOR, note="hr-silent")
    assert successor(held, None, Office([OFFICER], [able(away=True)]), LATER) is None
    assert successor(held, None, Office([able(away=True)], [DIRECTOR]), START) == TO_DIRECTOR, "not a minute later"
    assert successor(held, None, Office(), LATER) is None, "nobody is there: nothing moves, however often it is asked"


def test_a_silent_director_stays_and_one_who_is_gone_gives_it_back() -> None:
    held = request(State.OFFICE, Holder.DIRECTOR, DIRECTOR)
    assert successor(held, DIRECTOR, OFFICE, LATER) is None
    assert successor(held, replace(DIRECTOR, away=True), OFFICE, START) == replace(HR, note="holder-gone")
    other = able("Орлов")
    assert successor(held, replace(DIRECTOR, works=False), Office([], [other]), START) == replace(
        TO_DIRECTOR, holder_id=other.employee.id
    )


def test_who_executes_is_replaced_only_when_he_is_gone() -> None:
    held = request(State.ACCEPTED, Holder.HR, OFFICER)
    for still in (OFFICER, replace(OFFICER, away=True)):
        assert successor(held, still, OFFICE, LATER) is None
    for gone in (replace(OFFICER, works=False), replace(OFFICER, has_chat=False)):
        assert successor(held, gone, Office([able()]), LATER) == Turn(State.ACCEPTED, Holder.HR, None, "holder-gone")
        assert successor(held, gone, Office([gone], [DIRECTOR]), LATER) == replace(TO_DIRECTOR, state=State.ACCEPTED)


def test_every_reason_on_a_card_has_its_words() -> None:
    assert {f"request-note-{code}" for code in NOTES} == {
        key for key in messages("ru") if key.startswith("request-note-")
    }


# Terms


@pytest.mark.parametrize(
    ("sent", "manager", "office"),
    [
        ((2026, 11, 24, 9, 0), (2026, 11, 25, 15, 0), (2026, 11, 26, 15, 0)),  # Tuesday noon in Moscow
        ((2026, 11, 27, 20, 0), (2026, 11, 30, 15, 0), (2026, 12, 1, 15, 0)),  # Friday night
        ((2026, 11, 27, 21, 30), (2026, 11, 30, 15, 0), (2026, 12, 1, 15, 0)),  # already Saturday in Moscow
        ((2026, 12, 30, 9, 0), (2027, 1, 11, 15, 0), (2027, 1, 12, 15, 0)),  # New Year: 31 December is a day off
    ],
)
def test_a_manager_has_one_working_day_and_hr_two(
    sent: tuple[int, ...], manager: tuple[int, ...], office: tuple[int, ...]
) -> None:
    at = datetime(*sent, tzinfo=UTC)  # type: ignore[misc]
    manager_turn = Turn(State.MANAGER, Holder.MANAGER, MANAGER.employee.id)
    assert life.due(COMPANY, manager_turn, at) == datetime(*manager, tzinfo=UTC)  # type: ignore[misc]
    for turn in (HR, TO_DIRECTOR):
        assert life.due(COMPANY, turn, at) == datetime(*office, tzinfo=UTC)  # type: ignore[misc]


def test_what_is_decided_has_no_term_of_its_own() -> None:
    for state in FINAL | {State.RETURNED, State.ACCEPTED}:
        assert life.due(COMPANY, Turn(state, Holder.NOBODY), START) is None


# Who has a say

OFFICER_ACTS, ANOTHER_ACTS = actor(OFFICER.employee, RoleName.HR), actor(person("Кузнецова"), RoleName.HR)
DIRECTOR_ACTS, MANAGER_ACTS = actor(DIRECTOR.employee, RoleName.DIRECTOR), actor(MANAGER.employee)
STRANGER, ANNA_ACTS = actor(person("Новикова")), actor(ANNA)


def test_the_manager_s_step_is_the_holder_s_alone() -> None:
    held = request(State.MANAGER, Holder.MANAGER, MANAGER)
    assert allowed(MANAGER_ACTS, held) == {Verb.APPROVE, Verb.RETURN, Verb.DECLINE}
    for other in (OFFICER_ACTS, DIRECTOR_ACTS, STRANGER):
        assert allowed(other, held) == set()


def test_the_office_step_is_any_officer_s() -> None:
    held = request(State.OFFICE, Holder.HR)
    accepted = request(State.ACCEPTED, Holder.HR, OFFICER)
    for officer in (OFFICER_ACTS, ANOTHER_ACTS):
        assert allowed(officer, held) == {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE}
        assert allowed(officer, accepted) == {Verb.COMPLETE, Verb.HAND, Verb.RETURN, Verb.DECLINE}
    for other in (MANAGER_ACTS, DIRECTOR_ACTS, STRANGER):
        assert allowed(other, held) == allowed(other, accepted) == set()


def test_the_director_has_hr_s_say_only_while_he_holds_it() -> None:
    held = request(State.OFFICE, Holder.DIRECTOR, DIRECTOR)
    assert allowed(DIRECTOR_ACTS, held) == {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE} == allowed(OFFICER_ACTS, held)
    assert allowed(actor(DIRECTOR.employee), held) == set(), "a director no longer"
    assert may_read(DIRECTOR_ACTS, held)
    assert not may_read(DIRECTOR_ACTS, request(State.OFFICE, Holder.HR))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_nobody_decides_on_his_own_request(state: State, verb: Verb) -> None:
    everything = replace(ANNA_ACTS, roles=frozenset(RoleName), manages=True)
    own = request(state, Holder.MANAGER, Candidate(ANNA, has_chat=True))
    with pytest.raises(NotAllowed):
        may_decide(everything, own, verb)
    assert allowed(everything, own) <= OWNER_VERBS


@pytest.mark.parametrize("verb", Verb)
def test_another_company_finds_nothing_there(verb: Verb) -> None:
    for roles in (frozenset(RoleName), frozenset[RoleName]()):
        with pytest.raises(NotFound):
            may_decide(Actor(OFFICER.employee.id, uuid.uuid4(), roles), request(State.OFFICE, Holder.HR), verb)


def test_the_owner_withdraws_while_there_is_no_order() -> None:
    for state in State:
        expected = {Verb.WITHDRAW} if state in WAITING else {Verb.WITHDRAW, Verb.RESUBMIT}
        expected |= {Verb.SIGN, Verb.PAPER} if state is State.SIGNATURE else set()
        assert allowed(ANNA_ACTS, request(state)) == (set() if state in FINAL else expected)
    assert ALLOWED.keys() == set(Verb) - {Verb.SUBMIT, Verb.UNDO, Verb.REASSIGN}


def test_who_sees_a_request() -> None:
    held = request(State.OFFICE, Holder.HR)
    acted = [event(Verb.APPROVE, State.MANAGER, MANAGER.employee)]
    handed_over = [event(Verb.REASSIGN, State.MANAGER, holder_id_before=MANAGER.employee.id)]
    handed_over[0].actor_id = None
    for seer in (ANNA_ACTS, OFFICER_ACTS, DIRECTOR_ACTS):
        assert may_see(seer, held, [])
    for seer in (STRANGER, MANAGER_ACTS, Actor.system("schedule"), replace(OFFICER_ACTS, company_id=uuid.uuid4())):
        assert not may_see(seer, held, [])
    assert may_see(MANAGER_ACTS, held, acted)
    assert may_see(MANAGER_ACTS, held, handed_over)
    assert not may_see(Actor.system("schedule"), held, handed_over), "nobody is no person"


def test_only_the_presser_takes_back_and_only_with_his_right() -> None:
    accepted, approved = event(Verb.ACCEPT), event(Verb.APPROVE, State.MANAGER, MANAGER.employee)
    assert may_undo(OFFICER_ACTS, accepted)
    assert not may_undo(ANOTHER_ACTS, accepted)
    assert not may_undo(actor(OFFICER.employee), accepted), "an officer no longer"
    assert may_undo(MANAGER_ACTS, approved)
    accepted.actor_id = None
    assert not may_undo(Actor.system("schedule"), accepted)


def test_the_time_to_take_back_ends_when_the_letters_fall_due() -> None:
    shown = event(Verb.ACCEPT, undo_until=LATER)
    assert undoable(shown, LATER - timedelta(microseconds=1))
    assert not undoable(shown, LATER)
    assert not undoable(event(Verb.ACCEPT), START)
    assert not undoable(None, START)
    shown.reversed_at = START
    assert not undoable(shown, START)


# What may be typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Уточните даты ", "Уточните даты"),
        ("до 5\u00a0декабря\tвечером", "до 5 декабря вечером"),
        ("первая\r\nвторая\rтретья", "первая\nвторая\nтретья"),
        ("\u202eабв\u202c\u200f\u2066г", "абвг"),
        ("а\x00б\x1b[31mв\ufeff", "аб[31mв"),
        ('<b>нет</b> & "да"', '<b>нет</b> & "да"'),
        ("👨‍👩‍👧 у нас свадьба 🎉", "👨‍👩‍👧 у нас свадьба 🎉"),
        ("я" * 1000, "я" * 1000),
        ("\ud800даты", "даты"),
    ],
)
def test_a_reason_keeps_its_words_and_loses_what_nobody_sees(typed: str, kept: str) -> None:
    assert words.reason(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", " \n\t", "\u202e\u200b\u200d\x00", "я" * 1001, "я" * 100_000, "\ufeff" * 100_000]
)
def test_an_empty_or_endless_reason_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        words.reason(typed)
    assert refused.value.key == "error-invalid-reason"
    assert refused.value.args_ == {"most": 1000}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("214-к", "214-к"),
        ("№ 214-к", "214-к"),
        ("#214", "214"),
        (" 214 \n / 2026\u00a0к ", "214 / 2026 к"),
        ("\u202e214\u200f", "214"),
        ("7" * 40, "7" * 40),
        ("<i>7</i>", "<i>7</i>"),
    ],
)
def test_an_order_number_is_one_line(typed: str, kept: str) -> None:
    assert words.order_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "№", " — ", "🎉", "\u202e", "7" * 41, "7" * 100_000, "\x00" * 100_000])
def test_what_is_no_order_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        words.order_number(typed)
    assert refused.value.key == "error-invalid-order-number"


@given(st.text())
def test_whatever_is_typed_comes_out_visible_or_not_at_all(typed: str) -> None:
    for clean, most in ((words.reason, 1000), (words.order_number, 40)):
        try:
            kept = clean(typed)
        except Invalid:
            continue
        assert 0 < len(kept) <= most
        assert kept == kept.strip() == clean(kept)
        assert all(sign.isprintable() or sign in "\n\u200d" for sign in kept)
    assert words.title(typed).isprintable()


def test_a_title_is_cut() -> None:
    assert words.title("Кадры\n\u202e" + "ы" * 300) == "Кадры " + "ы" * 194


def test_the_words_of_refusals_are_there() -> None:
    codes = ("paper-missing", "order-number", "order-date", "reason", "decline-never", "decline-warn")
    desks = ("desk-public", "desk-known", "desk-foreign")
    for code in (*codes, *desks):
        assert f"error-invalid-{code}" in messages("ru")
    for verb in Verb:
        assert f"request-verb-{verb}" in messages("ru")
