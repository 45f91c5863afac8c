"""SMS gateways for what is not real yet: a log for trials, and the phones of the sandbox."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from cabinet.ports import SmsRefused

_PATIENCE = aiohttp.ClientTimeout(total=15)


class LogSms:
    """Writes each message as a line of JSON (at, to, text, id) to a file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        """Append one line, synced; OSError when the disk refuses."""
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "to": phone, "text": text, "id": dedupe}
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


class SandboxSms:
    """Hands messages to the sandbox at ``url``, which shows them on its phones and knows a repeated id."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/sms"

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        """POST one message; OSError when the sandbox cannot be reached or fails, SmsRefused when it says no."""
        message = {"to": phone, "text": text, "id": dedupe}
        try:
            async with aiohttp.ClientSession(timeout=_PATIENCE) as http, http.post(self._url, json=message) as answer:
                status = answer.status
        except aiohttp.ClientError as error:
            raise OSError(f"the SMS gateway cannot be reached: {type(error).__name__}") from error
        if status >= 500 or status == 429:
            raise OSError(f"the SMS gateway answered {status}")
        if status >= 400:
            raise SmsRefused(f"the SMS gateway answered {status}")
