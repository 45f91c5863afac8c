"""Where each conversation stands, kept in our own database: a restart finds every dialog where it was left.

What one update reads and writes of its conversations goes through its ``turn``: read once, written once, in the same
transaction that marks the update as handled. So a crash in between leaves both undone, and the update comes again to
the conversation as it was. Outside a turn (a background task, a test) every write goes straight to the database.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Literal, TypeAlias
from weakref import WeakValueDictionary

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.ports import Clock
from storage.engine import Database
from storage.talks import Talk

Part: TypeAlias = Literal["state", "data"]
Written: TypeAlias = Mapping[tuple[str, Part], str | None]
"""(name of the conversation, part) → its new value; data as JSON, None for nothing."""

_ROWS = uuid.UUID("5c7c1a52-6f0f-4f0e-9c0b-3a5d6b1e0d10")
"""Names a row by its conversation, so that two first writers meet in one row and the seal knows its row beforehand."""


def name_of(key: StorageKey) -> str:
    """The name of a conversation: bot, business connection, chat, thread, user, destiny; no two keys share one."""
    parts = (key.bot_id, key.business_connection_id, key.chat_id, key.thread_id, key.user_id, key.destiny)
    return ":".join("" if part is None else str(part) for part in parts)


class Turn:
    """What one update knows and has written of its conversations. Values are JSON: nobody shares a live object."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, Part], str | None] = {}
        self.dirty: set[tuple[str, Part]] = set()
        self.open = True
        self.settled = asyncio.Event()

    def written(self) -> Written:
        """What has to be stored."""
        return {place: self.known[place] for place in self.dirty}


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


async def _current() -> Turn | None:
    """The turn this task works in. A task that outlived its turn waits until that is stored, then works without."""
    turn = _turn.get()
    if turn is None or turn.open:
        return turn
    await turn.settled.wait()
    return None


@asynccontextmanager
async def turn(db: Database, clock: Clock, and_then: Callable[[AsyncSession], Awaitable[None]]) -> AsyncIterator[None]:
    """Collect what conversations write; store it and do ``and_then`` in one transaction. An error drops both."""
    mine = Turn()
    token = _turn.set(mine)
    try:
        try:
            yield
        finally:
            mine.open = False
            _turn.reset(token)
        async with db.write() as session:
            await _store(session, mine.written(), clock.now())
            await and_then(session)
    finally:
        mine.settled.set()


class TalkStorage(BaseStorage):
    """aiogram's storage over the table of talks; data is sealed, a row without state and data is deleted."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Replace the state; None forgets it."""
        await self._set(name_of(key), "state", state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, None where there is none."""
        return await self._get(name_of(key), "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data, which must be JSON (TypeError); DataNotDictLikeError for what is no mapping."""
        if not isinstance(data, Mapping):
            raise DataNotDictLikeError(f"data must be a dict or dict-like object, got {type(data).__name__}")
        await self._set(name_of(key), "data", json.dumps(dict(data), ensure_ascii=False) if data else None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of the data, {} where there is none."""
        raw = await self._get(name_of(key), "data")
        return {} if raw is None else dict(json.loads(raw))

    async def close(self) -> None:
        """Nothing is held: the database belongs to the house."""

    async def _get(self, name: str, part: Part) -> str | None:
        turn = await _current()
        if turn is None:
            return (await self._load(name))[part]
        if (name, part) not in turn.known:
            for each, value in (await self._load(name)).items():
                turn.known.setdefault((name, each), value)
        return turn.known[name, part]

    async def _set(self, name: str, part: Part, value: str | None) -> None:
        turn = await _current()
        if turn is not None:
            turn.known[name, part] = value
            turn.dirty.add((name, part))
            return
        async with self._db.write() as session:
            await _store(session, {(name, part): value}, self._clock.now())

    async def _load(self, name: str) -> dict[Part, str | None]:
        async with self._db.read() as session:
            talk = await session.get(Talk, uuid.uuid5(_ROWS, name))
        if talk is None:
            return {"state": None, "data": None}
        raw = talk.data
        return {"state": talk.state, "data": None if raw is None else raw.decode()}


async def _store(session: AsyncSession, written: Written, at: datetime) -> None:
    """Write the parts, in the order of names, so that two turns on PostgreSQL never wait for each other in a ring."""
    for name in sorted({name for name, _ in written}):
        row = uuid.uuid5(_ROWS, name)
        values: dict[str, Any] = {"touched_at": at}
        if (name, "state") in written:
            values["state"] = written[name, "state"]
        if (name, "data") in written:
            raw = written[name, "data"]
            values["data_sealed"] = Talk.data.for_row(row, None if raw is None else raw.encode())
        await _put(session, row, name, values)
    emptied = [uuid.uuid5(_ROWS, name) for (name, _), value in written.items() if value is None]
    if emptied:
        empty = delete(Talk).where(Talk.id.in_(emptied), Talk.state.is_(None), Talk.data_sealed.is_(None))
        await session.execute(empty.execution_options(synchronize_session=False))


async def _put(session: AsyncSession, row: uuid.UUID, name: str, values: dict[str, Any]) -> None:
    """Change the row or make it. (One upsert would not do: on PostgreSQL it heeds one of the two unique columns.)"""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    change = update(Talk).where(Talk.id == row).values(**values).returning(Talk.id)
    make = insert(Talk).values(id=row, key=name, **values).on_conflict_do_nothing().returning(Talk.id)
    change = change.execution_options(synchronize_session=False)
    while (await session.execute(change)).first() is None and (await session.execute(make)).first() is None:
        continue  # somebody made it at the same moment


class ChatIsolation(BaseEventIsolation):
    """One event at a time for each key, in this process; a lock lives only as long as somebody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[StorageKey, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Hold ``key``; whoever comes later waits in order."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            yield

    async def close(self) -> None:
        """Forget all locks."""
        self._locks.clear()
