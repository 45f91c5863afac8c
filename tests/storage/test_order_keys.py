"""An order key is read as it was made, by code and by both databases alike."""

from __future__ import annotations

import pytest
from sqlalchemy import literal, select

from storage.engine import Database
from storage.order_keys import chat, group_of, in_group, sender, sender_of

KEYS = [(in_group(-1001, 7), "-1001", "7"), ("7", None, "7"), (in_group(-1001, ""), "-1001", ""), ("", None, "")]


@pytest.mark.parametrize(("key", "group", "user"), KEYS)
async def test_an_order_key_is_read_as_it_was_made(db: Database, key: str, group: str | None, user: str) -> None:
    assert (group_of(key), sender_of(key)) == (group, user)
    async with db.read() as session:
        dialect = session.get_bind().dialect.name
        assert await session.scalar(select(sender(literal(key), dialect))) == user
        if not db.is_sqlite:
            assert await session.scalar(select(chat(literal(key)))) == (group or user)
