"""The world on disk: all or nothing, and numbers that go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.store import Store


def fail_in_the_middle(store: Store) -> None:
    with store.transaction():
        store.put_note("outer", 1)
        with store.transaction():
            store.put_note("inner", 1)
        raise RuntimeError


def test_all_or_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(RuntimeError):
        fail_in_the_middle(store)
    assert (store.note("outer"), store.note("inner")) == (None, None)
    with store.transaction(), store.transaction():
        store.put_note("inner", 2)
    store.close()
    again = Store(tmp_path)
    assert again.note("inner") == 2
    again.close()


def test_counters(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert [store.next("a"), store.next("a"), store.next("b", start=100), store.next("b", start=100)] == [
        1,
        2,
        100,
        101,
    ]
    store.close()


def test_an_sms_is_stored_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.put_sms("1", {"text": "a"})
    assert not store.put_sms("1", {"text": "b"})
    assert store.sms() == [{"text": "a"}]
    store.close()
