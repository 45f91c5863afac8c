"""The order of joining, over records without a database."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from cabinet.joining.rules import FOLLOWS, FORMS, WAYS, Deed, Mark, Stage, check, deeds, may_wish, stage
from storage.joining import Joining, Way
from tests.conftest import START
from tests.joining.conftest import invalid

DAY = START.date()
HIRED = date(2022, 1, 1)
LATER = START + timedelta(days=1)
NOTIFIED = {"notified_at": START}
CONSENTED = {**NOTIFIED, "consented_at": START, "consented_by": Way.PAPER}
AGREED = {**CONSENTED, "agreed_at": START, "agreed_by": Way.PAPER, "agreement": 1}
STAGES: dict[Stage, dict[str, object]] = {
    Stage.UNTOLD: {},
    Stage.NOTIFIED: NOTIFIED,
    Stage.WISHED: {**NOTIFIED, "wished_at": START},
    Stage.CONSENTED: CONSENTED,
    Stage.AGREED: AGREED,
    Stage.REFUSED: {**NOTIFIED, "refused_at": START},
    Stage.ENDED: {**AGREED, "ended_on": DAY},
}


def joining(**known: object) -> Joining:
    return Joining(employee_id=uuid.uuid4(), company_id=uuid.uuid4(), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("of", Stage)
def test_where_somebody_stands(of: Stage) -> None:
    assert stage(joining(**STAGES[of]), DAY) is of


@pytest.mark.parametrize(
    ("known", "of"),
    [
        ({"wished_at": START}, Stage.UNTOLD),
        ({**NOTIFIED, "wished_at": START, "refused_at": LATER}, Stage.REFUSED),
        ({**NOTIFIED, "wished_at": LATER, "refused_at": START}, Stage.WISHED),
        ({**CONSENTED, "refused_at": START}, Stage.CONSENTED),
        ({**AGREED, "ended_on": DAY + timedelta(days=1)}, Stage.AGREED),
    ],
)
def test_the_later_word_counts(known: dict[str, object], of: Stage) -> None:
    assert stage(joining(**known), DAY) is of


def test_nothing_marked_is_untold() -> None:
    assert stage(None, DAY) is Stage.UNTOLD


@pytest.mark.parametrize("of", Stage)
@pytest.mark.parametrize("deed", Deed)
def test_every_deed_at_every_stage(of: Stage, deed: Deed) -> None:
    mark = Mark(deed, Way.PAPER, DAY)
    if of in FOLLOWS[deed]:
        check(mark, joining(**STAGES[of]), HIRED, DAY)
        assert deed in deeds(of)
    else:
        with invalid("order"):
            check(mark, joining(**STAGES[of]), HIRED, DAY)
        assert deed not in deeds(of)


@pytest.mark.parametrize(("hired", "good"), [(date(2021, 12, 31), False), (date(2022, 1, 1), True)])
def test_exempt_are_only_those_who_came_later(hired: date, good: bool) -> None:
    mark = Mark(Deed.CONSENT, Way.EXEMPT)
    if good:
        check(mark, joining(**NOTIFIED), hired, DAY)
    else:
        with invalid("exempt"):
            check(mark, joining(**NOTIFIED), hired, DAY)


def test_nobody_is_exempt_of_the_agreement_and_each_deed_needs_its_way() -> None:
    for deed, of, way in (
        (Deed.AGREE, CONSENTED, Way.EXEMPT),
        (Deed.AGREE, CONSENTED, None),
        (Deed.CONSENT, NOTIFIED, None),
    ):
        with invalid("way"):
            check(Mark(deed, way), joining(**of), HIRED, DAY)
    assert set(WAYS[Deed.CONSENT]) == set(Way)


@pytest.mark.parametrize(("day", "good"), [(DAY - timedelta(days=1), False), (None, False), (DAY, True)])
def test_it_ends_today_at_the_earliest(day: date | None, good: bool) -> None:
    mark = Mark(Deed.END, day=day)
    if good:
        check(mark, joining(**AGREED), HIRED, DAY)
    else:
        with invalid("end-day"):
            check(mark, joining(**AGREED), HIRED, DAY)


@pytest.mark.parametrize("deed", [Deed.AGREE, Deed.END])
def test_what_is_to_end_gets_no_more_marks(deed: Deed) -> None:
    known = {**CONSENTED, "ended_on": DAY + timedelta(days=3)}
    with invalid("ended"):
        check(Mark(deed, Way.PAPER, DAY), joining(**known), HIRED, DAY)


def test_a_wish_means_something_before_consent_and_once() -> None:
    free = {of for of in Stage if may_wish(joining(**STAGES[of]), of)}
    assert free == {Stage.UNTOLD, Stage.NOTIFIED, Stage.REFUSED}
    assert may_wish(None, Stage.UNTOLD)
    assert not may_wish(joining(wished_at=START), Stage.UNTOLD)
    assert may_wish(joining(**NOTIFIED, wished_at=START, refused_at=LATER), Stage.REFUSED)


def test_who_has_a_next_step_on_paper_has_a_form() -> None:
    assert set(FORMS) == set(Stage) - {Stage.AGREED}
