"""What is read off an update before it is stored: whether we want it, and whether it came before."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.envelope import kind_of, mark_of, wanted
from tests.bot.telegram import message, person, press

GROUP = {"id": -1001, "type": "supergroup", "title": "Кадры"}
CHANNEL = {"id": -1002, "type": "channel", "title": "Новости"}


def group_press() -> dict[str, Any]:
    made = press(1, "x")
    made["callback_query"]["message"]["chat"] = GROUP
    return made


def moved() -> dict[str, Any]:
    made = message(1, "", chat={**GROUP, "type": "group"})
    made["message"]["migrate_to_chat_id"] = -1003
    return made


def mention() -> dict[str, Any]:
    made = message(1, "а /desk тут", chat=GROUP)
    made["message"]["entities"] = [{"type": "bot_command", "offset": 2, "length": 5}]
    return made


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message(1, "привет"), True),
        (message(1, "привет", chat=GROUP), False),
        (message(1, "привет", chat={**GROUP, "type": "group"}), False),
        (message(1, "/desk", chat=GROUP), True),
        (mention(), False),
        (moved(), True),
        (group_press(), True),
        ({"update_id": 1, "edited_message": message(1, "х", chat=GROUP)["message"]}, False),
        ({"update_id": 1, "channel_post": {"message_id": 1, "chat": CHANNEL}}, False),
        ({"update_id": 1, "message_reaction": {"message_id": 1, "chat": GROUP}}, False),
        ({"update_id": 1, "my_chat_member": {"chat": GROUP, "from": person(7)}}, True),
        ({"update_id": 1, "chat_member": {"chat": GROUP, "from": person(7)}}, True),
        ({"update_id": 1, "inline_query": {"from": person(7)}}, True),
        ({"update_id": 1}, True),
    ],
)
def test_what_a_group_tells_each_other_is_not_ours(raw: dict[str, Any], expected: bool) -> None:
    assert wanted(raw) is expected


def test_the_kind_is_the_messengers_word() -> None:
    assert kind_of(press(1, "x")) == "callback_query"
    assert kind_of({"update_id": 1}) == ""
    assert kind_of({"update_id": 1, "x" * 100: {}}) == "x" * 64


SAID = message(7, "раз")
POLL = {"update_id": 7, "poll": {"id": "1", "total_voter_count": 1}}
MEMBER = {"update_id": 7, "my_chat_member": {"chat": GROUP, "from": person(7), "date": 1}}


def changed(raw: dict[str, Any], kind: str, **values: Any) -> dict[str, Any]:
    made = copy.deepcopy(raw)
    made[kind].update(values)
    return made


@pytest.mark.parametrize(
    ("raw", "other"),
    [
        (SAID, message(8, "раз")),
        (SAID, message(7, "раз", of=2002)),
        (SAID, changed(SAID, "message", date=1)),
        (SAID, {"update_id": 7, "edited_message": SAID["message"]}),
        (SAID, changed(SAID, "message", edit_date=5)),
        (press(7, "x"), press(8, "x")),
        (press(7, "x"), changed(press(7, "x"), "callback_query", data="y")),
        (POLL, changed(POLL, "poll", total_voter_count=2)),
        (MEMBER, changed(MEMBER, "my_chat_member", date=2)),
        ({"update_id": 7}, {"update_id": 7, "poll": {}}),
    ],
)
def test_different_updates_bear_different_marks(raw: dict[str, Any], other: dict[str, Any]) -> None:
    assert mark_of(raw) != mark_of(other)
    again = {**copy.deepcopy(raw), "update_id": 99}
    assert mark_of(raw) == mark_of(again), "the messenger's number is no part of it"
    assert len(mark_of(raw)) == 32


def test_a_message_that_comes_again_may_look_a_little_different() -> None:
    assert mark_of(changed(SAID, "message", reply_to_message={"message_id": 1})) == mark_of(SAID)
