"""What the bot says in a group, where anybody may ask it anything: as little as is needed.

A group has room for twenty messages a minute, and cards and decisions need it. So the same words are said there once a
minute, however many ask: they stand in everybody's sight. In private every question has its answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiogram.enums import ChatType
from aiogram.types import Message

AGAIN = 60.0
"""Seconds after which a group may be told the same once more."""


class GroupWords:
    """Remembers what each group was told lately; each process by itself."""

    def __init__(self, *, now: Callable[[], float] | None = None) -> None:
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._said: dict[tuple[int, str], float] = {}

    async def answer(self, message: Message, text: str) -> None:
        """Answer a message, unless its group has just been told the same."""
        if message.chat.type == ChatType.PRIVATE or self._may(message.chat.id, text):
            await message.answer(text)

    def _may(self, group: int, text: str) -> bool:
        now = self._now()
        self._said = {said: at for said, at in self._said.items() if now - at < AGAIN}
        if (group, text) in self._said:
            return False
        self._said[group, text] = now
        return True
