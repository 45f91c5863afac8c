"""Sliding windows, and the turnstile that lets through what a window has room for, the most urgent first.

A sliding window keeps a limit without a burst at the edge of a second, and keeps its pace where a leaky bucket loses
some at every stall. Two kinds: a ``Booked`` one for a single chat, whose messages keep their order, counted from their
arrival; and a ``Sliding`` one for many, counted from the moment they leave, so that a slow API costs no pace. The
latter books nothing ahead: who comes later and is more urgent goes first.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

GUARD = 0.004
"""Seconds by which a window of a second is longer than a second: a message whose way took that much longer than the way
of the one a second after it still keeps its second at the far end. It costs 0.4 % of the pace."""


@dataclass
class Ticket:
    """One message; ``at``: when it may leave or has left, and once it has arrived, by when it had."""

    at: float
    before: Ticket | None = None
    """The one that it keeps its distance to, until it has arrived."""
    distance: float = 0.0

    def left(self, now: float) -> float:
        """Seconds to wait; it grows when the one before arrived late."""
        return max(self.at, self.before.at + self.distance if self.before else self.at) - now

    def passed(self, now: float) -> None:
        """It has left, or the messenger has it."""
        self.at, self.before = max(self.at, now), None


class Booked:
    """A sliding window over the last ``count`` tickets: each comes ``seconds`` after the one ``count`` before it."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._tickets: deque[Ticket] = deque(maxlen=count)

    def take(self, now: float) -> Ticket:
        """Book the next message, for ``now`` or later."""
        full = len(self._tickets) == self._tickets.maxlen
        before = self._tickets[0] if full else None
        ticket = Ticket(max(now, before.at + self._seconds) if before else now, before, self._seconds)
        self._tickets.append(ticket)
        return ticket

    def idle(self, now: float) -> bool:
        """Nothing that still counts stands in it."""
        return not self._tickets or self._tickets[-1].at + self._seconds < now


@dataclass(frozen=True)
class Grant:
    """What may leave now, and after how many seconds asking again makes sense."""

    tickets: list[Ticket]
    wait: float


class Sliding:
    """At most ``count`` in any ``seconds``, and none of them closer together than at ``rush`` times that pace.

    A burst of many would queue up at the far end, some of it into the next second.
    """

    def __init__(self, count: int, seconds: float, *, rush: float) -> None:
        self.count, self._seconds = count, seconds + GUARD
        self._gap = self._seconds / count / rush
        self._tickets: deque[Ticket] = deque()
        self._next = float("-inf")

    def take(self, want: int, now: float) -> Grant:
        """Let ``want`` messages go, or as many as may."""
        while self._tickets and self._tickets[0].at + self._seconds <= now:
            self._tickets.popleft()
        granted = [Ticket(now) for _ in range(min(want, self.count - len(self._tickets), self._steps(now)))]
        self._tickets += granted
        self._next += self._gap * len(granted)
        full = len(self._tickets) >= self.count
        wait = self._tickets[0].at + self._seconds - now if full else 0.0
        return Grant(granted, max(wait, self._next - now))

    def _steps(self, now: float) -> int:
        """How many have had their turn by now. What was missed while the process was busy is made up for."""
        self._next = max(self._next, now - max(2 * self._gap, GUARD))
        return 0 if self._next > now else 1 + int((now - self._next) / self._gap)


@dataclass
class _Waiting:
    weight: int
    done: asyncio.Future[list[Ticket] | None]
    tickets: list[Ticket] = field(default_factory=list)


class Turnstile:
    """Lets messages through as ``take`` grants them: by rank (the lower first), within a rank first come, first served.

    ``take(want)``: grants at most so many; what it raises comes out of every waiting ``enter``.
    """

    def __init__(self, take: Callable[[int], Awaitable[Grant]], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._take, self._sleep = take, sleep
        self._line: list[tuple[int, int, _Waiting]] = []
        self._numbers = itertools.count()
        self._porter: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Nobody waits."""
        return not self._line

    async def enter(self, weight: int, rank: int = 0) -> list[Ticket] | None:
        """Wait for the turn of a call that makes ``weight`` messages; None when everybody was sent away meanwhile."""
        mine = _Waiting(weight, asyncio.get_running_loop().create_future())
        heapq.heappush(self._line, (rank, next(self._numbers), mine))
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._serve())
        return await mine.done

    def clear(self) -> None:
        """Send everybody away."""
        self._end(None)

    async def _serve(self) -> None:
        while self._line:
            wanted = sum(one.weight - len(one.tickets) for *_, one in self._line)
            try:
                grant = await self._take(wanted)
            except Exception as error:
                self._end(error)
                return
            for ticket in grant.tickets:
                self._give(ticket)
            if len(grant.tickets) < wanted:  # else there may be room for who came meanwhile
                await self._sleep(grant.wait)

    def _give(self, ticket: Ticket) -> None:
        while self._line and self._line[0][2].done.done():  # somebody who went away
            heapq.heappop(self._line)
        if not self._line:
            return
        first = self._line[0][2]
        first.tickets.append(ticket)
        if len(first.tickets) == first.weight:
            heapq.heappop(self._line)
            first.done.set_result(first.tickets)

    def _end(self, error: Exception | None) -> None:
        waiting, self._line = self._line, []
        for *_, one in waiting:
            if one.done.done():
                continue
            if error is None:
                one.done.set_result(None)
            else:
                one.done.set_exception(error)
