"""Lines of JSON in a file that only its owner may read: where messages go that are not to leave this machine."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path


class Lines:
    """Appends to ``path``, which is made when it is missing and closed to others when it is not."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def append(self, **said: str) -> None:
        """One line with the moment before it, synced; OSError when the disk refuses."""
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **said}
        await asyncio.to_thread(self._append, (json.dumps(line, ensure_ascii=False) + "\n").encode())

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.fchmod(handle, 0o600)
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
