"""Where each conversation stands, kept in our own database: a restart finds every dialog where it was left.

What one update reads and writes of its conversations goes through its ``turn``: read once, written once, in the same
transaction that marks the update as handled. So a crash in between leaves both undone, and the update comes again to
the conversation as it was. Outside a turn (a background task, a test) every write goes straight to the database.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias
from weakref import WeakValueDictionary

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey

from cabinet.ports import Clock
from storage.engine import Database
from storage.talks import STANDING, Talk, keep, row_of

Part: TypeAlias = Literal["state", "data"]
Changes: TypeAlias = Sequence[Mapping[str, Any]]
"""Rows of talks, as ``storage.talks.keep`` takes them."""

_JSON = json.JSONEncoder(ensure_ascii=False)
_STALE = timedelta(days=1)
"""A conversation that is used but does not change is touched so often, so that upkeep does not take it for dead."""


def name_of(key: StorageKey) -> str:
    """The name of a conversation: bot, business connection, chat, thread, user, destiny; no two keys share one."""
    parts = (key.bot_id, key.business_connection_id, key.chat_id, key.thread_id, key.user_id, key.destiny)
    return ":".join("" if part is None else str(part) for part in parts)


@dataclass
class Standing:
    """One conversation as it is stored. ``data``: JSON; ``touched_at`` None: there is no row."""

    name: str
    state: str | None = None
    data: str | None = None
    data_sealed: bytes | None = None
    touched_at: datetime | None = None


@dataclass
class Turn:
    """What one update knows and has written of its conversations. Values are JSON: nobody shares a live object."""

    stored: dict[str, Standing] = field(default_factory=dict)
    known: dict[tuple[str, Part], str | None] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)
    open: bool = True
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    def changes(self, at: datetime) -> Changes:
        """What has to be stored: whole rows, sealed; none for what was written as it had been."""
        rows = (self._row(self.stored[name], at) for name in self.dirty)
        return [row for row in rows if row is not None]

    def _row(self, was: Standing, at: datetime) -> Mapping[str, Any] | None:
        state, data = self.known[was.name, "state"], self.known[was.name, "data"]
        same = (state, data) == (was.state, was.data)
        if same and ((state, data) == (None, None) or (was.touched_at is not None and at - was.touched_at < _STALE)):
            return None
        row = row_of(was.name)
        sealed = was.data_sealed if data == was.data else _sealed(was.name, data)
        return {"id": row, "key": was.name, "touched_at": at, "state": state, "data_sealed": sealed}


def _sealed(name: str, data: str | None) -> bytes | None:
    return Talk.data.for_row(row_of(name), None if data is None else data.encode())


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


async def _current() -> Turn | None:
    """The turn this task works in. A task that outlived its turn waits until that is stored, then works without."""
    turn = _turn.get()
    if turn is None or turn.open:
        return turn
    await turn.settled.wait()
    return None


@asynccontextmanager
async def turn(clock: Clock, settle: Callable[[Changes], Awaitable[None]]) -> AsyncIterator[None]:
    """Collect what conversations write and have it stored by ``settle``. An error drops it."""
    mine = Turn()
    token = _turn.set(mine)
    try:
        try:
            yield
        finally:
            mine.open = False
            _turn.reset(token)
        await settle(mine.changes(clock.now()))
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
        await self._set(name_of(key), "data", _JSON.encode(dict(data)) if data else None)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of the data, {} where there is none."""
        raw = await self._get(name_of(key), "data")
        return {} if raw is None else dict(json.loads(raw))

    async def close(self) -> None:
        """Nothing is held: the database belongs to the house."""

    async def _get(self, name: str, part: Part) -> str | None:
        turn = await _current()
        if turn is None:
            standing = await self._load(name)
            return standing.state if part == "state" else standing.data
        await self._know(turn, name)
        return turn.known[name, part]

    async def _set(self, name: str, part: Part, value: str | None) -> None:
        turn = await _current()
        if turn is not None:
            await self._know(turn, name)
            turn.known[name, part] = value
            turn.dirty.add(name)
            return
        values = {"state": value} if part == "state" else {"data_sealed": _sealed(name, value)}
        row = {"id": row_of(name), "key": name, "touched_at": self._clock.now(), **values}
        await self._db.batch(lambda connection: keep(connection, [row]))

    async def _know(self, turn: Turn, name: str) -> None:
        if name in turn.stored:
            return
        found = await self._load(name)
        if name not in turn.stored:  # somebody else of this turn may have been quicker
            turn.stored[name] = found
            turn.known[name, "state"], turn.known[name, "data"] = found.state, found.data

    async def _load(self, name: str) -> Standing:
        row = row_of(name)
        for state, sealed, touched_at in await self._db.glance(STANDING, {"row": row}):
            data = Talk.data.of_row(row, sealed)
            return Standing(name, state, None if data is None else data.decode(), sealed, touched_at)
        return Standing(name)


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
