"""A messenger far away, and a time that moves only when somebody sleeps: for the tests of the pace."""

from __future__ import annotations

import asyncio
import heapq
from typing import Any

from aiogram import Bot

from bot.limits import Limits
from bot.pace import Pace
from tests.bot.telegram import Telegram


class Time:
    """Loop time by hand: the earliest sleeper is woken when everybody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._count = 0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._count += 1
        heapq.heappush(self._sleepers, (self.at + seconds, self._count, event))
        await event.wait()

    async def drive(self, *works: Any) -> list[Any]:
        """Run all ``works`` to their end, moving the time."""
        tasks = [asyncio.ensure_future(work) for work in works]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers:
                self.at, _, event = heapq.heappop(self._sleepers)
                event.set()
        return [task.exception() or task.result() for task in tasks]


class Far(Telegram):
    """Remembers when each call came."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self.time, self.at = time, list[tuple[float, str, Any]]()

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109 # aiogram's own signature
        self.at.append((self.time.now() - 1000.0, method.__api_method__, getattr(method, "chat_id", None)))
        return await super().make_request(bot, method, timeout)


def far(limits: Limits | None = None) -> tuple[Time, Far, Bot]:
    time = Time()
    end = Far(time)
    end.middleware(Pace(limits, now=time.now, sleep=time.sleep))
    return time, end, end.bot()


def most_within(moments: list[float], seconds: float) -> int:
    return max(sum(at <= other < at + seconds - 1e-9 for other in moments) for at in moments)
