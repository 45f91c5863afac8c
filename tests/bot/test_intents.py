"""Conversations begun in the same second are different ones."""

from __future__ import annotations

from aiogram_dialog.api.entities import Stack

from dialogs import states
from dialogs.intents import repeatable


def test_a_hundred_conversations_of_one_moment_have_a_hundred_ids() -> None:
    stack = Stack()
    ids = [stack.push(states.Menu.home, None).id for _ in range(100)]
    assert len(set(ids)) == 100
    assert all(len(one) == 6 and one.isascii() and one.isalnum() for one in ids)


def begun(press: str) -> list[str]:
    with repeatable(press):
        return [Stack().push(states.Menu.home, None).id for _ in range(3)]


def test_an_update_handled_again_begins_the_same_conversations() -> None:
    first = begun("a")
    assert len(set(first)) == 3
    assert begun("a") == first
    assert set(begun("b")).isdisjoint(first)
