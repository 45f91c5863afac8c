"""SMS gateways for what is not real yet: a log for trials, and the phones of the sandbox."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from cabinet.ports import SmsRefused
from gateways.lines import Lines

_PATIENCE = aiohttp.ClientTimeout(total=15)


class LogSms:
    """Writes each message as a line of JSON (at, to, text, id) to a file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        """Append one line, synced; OSError when the disk refuses."""
        await self._lines.append(to=phone, text=text, id=dedupe)


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
