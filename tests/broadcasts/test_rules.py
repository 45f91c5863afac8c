"""What a broadcast may say, and how its figures are read."""

from __future__ import annotations

import uuid

import pytest

from cabinet.broadcasts import rules
from cabinet.errors import Invalid
from storage.broadcasts import Broadcast, BroadcastState
from storage.outbox import LetterState
from tests.conftest import START


def broadcast(**values: object) -> Broadcast:
    return Broadcast(company_id=uuid.uuid4(), author_id=uuid.uuid4(), made_at=START, **values)  # type: ignore[arg-type]


def test_a_text_is_measured_as_its_reader_sees_it() -> None:
    assert rules.checked_text("  <b>Вода</b> &amp; свет \n") == "<b>Вода</b> &amp; свет"
    longest = "я" * (rules.LONGEST - 1) + "&lt;"
    assert rules.checked_text(f"<i>{longest}</i>") == f"<i>{longest}</i>"
    with pytest.raises(Invalid) as refused:
        rules.checked_text(longest + "я")
    assert refused.value.key == "error-invalid-broadcast-long"
    assert refused.value.args_ == {"most": 3_500, "length": 3_501}


def test_the_rest_of_a_text_that_was_too_long_is_measured_with_it() -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked_text("хвост", 4_096)
    assert refused.value.args_ == {"most": 3_500, "length": 4_101}


@pytest.mark.parametrize("text", ["", "  \n ", "<b> </b>"])
def test_an_empty_text_is_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked_text(text)
    assert refused.value.key == "error-invalid-broadcast-empty"


def test_the_longest_text_fits_into_a_message_with_its_frame() -> None:
    assert rules.LONGEST + 500 < 4096


def test_figures_while_pages_are_still_to_come() -> None:
    counted = {LetterState.SENT: 300, LetterState.PENDING: 190, LetterState.SENDING: 4, LetterState.DEAD: 6}
    seen = rules.figures(broadcast(total=2_000, made=500), counted)
    assert (seen.sent, seen.dead, seen.pending, seen.dropped, seen.left) == (300, 6, 194, 0, 1_694)


def test_nothing_is_to_come_of_readers_who_left_meanwhile() -> None:
    seen = rules.figures(broadcast(total=2_000, made=1_990, paged=True), {LetterState.SENT: 1_990})
    assert seen.left == 0


def test_a_stopped_one_says_what_was_dropped_and_expects_no_more() -> None:
    counted = {LetterState.SENT: 100, LetterState.DROPPED: 390, LetterState.UNSURE: 1, LetterState.SENDING: 9}
    seen = rules.figures(broadcast(total=2_000, made=500, state=BroadcastState.STOPPED), counted)
    assert (seen.dropped, seen.unsure, seen.left) == (390, 1, 9)


def test_figures_outlive_the_letters() -> None:
    kept = broadcast(
        total=500, made=500, sent=490, dead=9, unsure=1, paged=True, state=BroadcastState.DONE, ended_at=START
    )
    seen = rules.figures(kept, {LetterState.DEAD: 9})
    assert (seen.sent, seen.dead, seen.unsure, seen.dropped) == (490, 9, 1, 0)
    seen = rules.figures(kept, {LetterState.SENT: 492, LetterState.DEAD: 8})
    assert (seen.sent, seen.dead, seen.unsure) == (492, 8, 0), "sent again since: the letters know better"


@pytest.mark.parametrize(("left", "minutes"), [(0, 0), (109, 0), (110, 1), (1_320, 1), (1_321, 2), (100_000, 76)])
def test_the_end_is_foreseen_in_whole_minutes_or_at_once(left: int, minutes: int) -> None:
    assert rules.minutes_left(left, 22.0) == minutes
