"""The world on disk: one SQLite file that is always whole, whenever the process dies.

Why SQLite of the standard library and synchronous calls: a sandbox serves a handful of people, a write costs tens of
microseconds, and a method that never awaits cannot be interrupted between its check and its write. The write-ahead log
survives ``kill -9`` without an fsync per message (only a power cut could lose the last moments).
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sandbox.errors import CannotStart
from sandbox.shapes import Json

SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (chat INTEGER, id INTEGER, data TEXT NOT NULL, PRIMARY KEY (chat, id));
CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, at REAL NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS updates_at ON updates (at);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS callbacks (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sms (n INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, data TEXT NOT NULL);
"""


class Store:
    """Rows in, rows out; knows nothing of Telegram."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.files = directory / "files"
        self.files.mkdir(exist_ok=True)
        self._lock = _sole_use(directory / "lock")
        self._depth = 0
        self._base = sqlite3.connect(directory / "world.sqlite3", isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(SCHEMA)

    def close(self) -> None:
        """Give the file back."""
        self._base.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested, the outermost one commits."""
        if self._depth == 0:
            self._base.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._base.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._base.execute("COMMIT")

    def _all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._base.execute(query, values).fetchall()

    def note(self, name: str, default: Any = None) -> Any:
        """A small named value (counters, commands, names)."""
        rows = self._all("SELECT value FROM notes WHERE name = ?", name)
        return json.loads(rows[0][0]) if rows else default

    def put_note(self, name: str, value: Any) -> None:
        """Write a small named value."""
        self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, _dump(value)))

    def next(self, counter: str, start: int = 1) -> int:
        """The next number of a counter."""
        number = int(self.note(counter, start - 1)) + 1
        self.put_note(counter, number)
        return number

    def chats(self) -> list[Json]:
        """Every chat, in order of id."""
        return [json.loads(row[0]) for row in self._all("SELECT data FROM chats ORDER BY id")]

    def put_chat(self, chat_id: int, data: Json) -> None:
        """Write one chat."""
        self._base.execute("INSERT OR REPLACE INTO chats VALUES (?, ?)", (chat_id, _dump(data)))

    def message(self, chat: int, message_id: int) -> Json | None:
        """One message, or None if there is none (any more)."""
        rows = self._all("SELECT data FROM messages WHERE chat = ? AND id = ?", chat, message_id)
        return json.loads(rows[0][0]) if rows else None

    def messages(self, chat: int, newest: int) -> list[Json]:
        """The newest messages of a chat, oldest first."""
        rows = self._all("SELECT data FROM messages WHERE chat = ? ORDER BY id DESC LIMIT ?", chat, newest)
        return [json.loads(row[0]) for row in reversed(rows)]

    def put_message(self, chat: int, message_id: int, data: Json) -> None:
        """Write one message."""
        self._base.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", (chat, message_id, _dump(data)))

    def drop_message(self, chat: int, message_id: int) -> None:
        """Forget one message."""
        self._base.execute("DELETE FROM messages WHERE chat = ? AND id = ?", (chat, message_id))

    def clear_messages(self) -> None:
        """Forget all messages."""
        self._base.execute("DELETE FROM messages")

    def put_update(self, update_id: int, at: float, data: Json) -> None:
        """Queue one update."""
        self._base.execute("INSERT INTO updates VALUES (?, ?, ?)", (update_id, at, _dump(data)))

    def updates(self, offset: int, limit: int) -> list[Json]:
        """Queued updates from ``offset`` on, oldest first."""
        rows = self._all("SELECT data FROM updates WHERE id >= ? ORDER BY id LIMIT ?", offset, limit)
        return [json.loads(row[0]) for row in rows]

    def update_ids(self, limit: int = -1) -> list[int]:
        """Numbers of what is queued, in order; the first ``limit``, or all."""
        return [int(row[0]) for row in self._all("SELECT id FROM updates ORDER BY id LIMIT ?", limit)]

    def drop_update(self, update_id: int) -> None:
        """Forget one update."""
        self._base.execute("DELETE FROM updates WHERE id = ?", (update_id,))

    def drop_updates(self, below: int | None = None, older: float | None = None) -> None:
        """Forget updates with a smaller number, or queued before a moment; with neither all of them."""
        if below is not None:
            self._base.execute("DELETE FROM updates WHERE id < ?", (below,))
        elif older is not None:
            self._base.execute("DELETE FROM updates WHERE at < ?", (older,))
        else:
            self._base.execute("DELETE FROM updates")

    def file(self, file_id: str) -> Json | None:
        """What is known of a file."""
        rows = self._all("SELECT data FROM files WHERE id = ?", file_id)
        return json.loads(rows[0][0]) if rows else None

    def files_all(self) -> list[Json]:
        """Everything known of all files."""
        return [json.loads(row[0]) for row in self._all("SELECT data FROM files ORDER BY rowid")]

    def put_file(self, file_id: str, data: Json) -> None:
        """Write what is known of a file."""
        self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (file_id, _dump(data)))

    def callback(self, callback_id: str) -> Json | None:
        """One press of a button."""
        rows = self._all("SELECT data FROM callbacks WHERE id = ?", callback_id)
        return json.loads(rows[0][0]) if rows else None

    def put_callback(self, callback_id: str, data: Json) -> None:
        """Write one press of a button."""
        self._base.execute("INSERT OR REPLACE INTO callbacks VALUES (?, ?)", (callback_id, _dump(data)))

    def sms(self) -> list[Json]:
        """Every SMS, oldest first."""
        return [json.loads(row[0]) for row in self._all("SELECT data FROM sms ORDER BY n")]

    def put_sms(self, sms_id: str, data: Json) -> bool:
        """Store an SMS once; False if that id was there."""
        cursor = self._base.execute("INSERT OR IGNORE INTO sms (id, data) VALUES (?, ?)", (sms_id, _dump(data)))
        return cursor.rowcount == 1


def _sole_use(path: Path) -> IO[str]:
    """Hold a lock that the system drops by itself when the process dies, however it dies."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CannotStart(f"another sandbox already runs in {path.parent}") from error
    return lock


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
