"""What the process counts for a monitor, as it happens: one line at each place, costing nothing while nobody asks.

Who counts is a ``Meters`` that stands behind the health server; without one these functions do nothing. No name, chat
or text is ever given to them: only kinds, methods, steps and seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Meters(Protocol):
    """Where the counting ends; ``bot/meters.py`` is the one that a monitor reads."""

    def taken(self, count: int) -> None:
        """So many updates came and were stored."""

    def handled(self, lag: float) -> None:
        """An update is done with, ``lag`` seconds after it came."""

    def aside(self) -> None:
        """An update was put aside."""

    def step(self, name: str, seconds: float) -> None:
        """A step of a conversation (its state, or the handler) took so long, with what it wrote."""

    def sent(self, method: str, outcome: str) -> None:
        """The API was called."""

    def waited(self, share: str, seconds: float) -> None:
        """A message waited for its turn at the pace, among the answers or the copies of broadcasts."""

    def takeover(self, what: str) -> None:
        """What a dead or slow process had in hand was taken over: a lane, a letter, a card."""

    def group(self, what: str, size: int) -> None:
        """So many writers shared one transaction."""


_meters: list[Meters] = []


@contextmanager
def counted(meters: Meters) -> Iterator[None]:
    """While inside, ``meters`` are told of everything."""
    _meters.append(meters)
    try:
        yield
    finally:
        _meters[:] = [each for each in _meters if each is not meters]


def taken(count: int) -> None:
    """So many updates came and were stored."""
    for meters in _meters:
        meters.taken(count)


def handled(lag: float) -> None:
    """An update is done with, ``lag`` seconds after it came."""
    for meters in _meters:
        meters.handled(lag)


def aside() -> None:
    """An update was put aside."""
    for meters in _meters:
        meters.aside()


def step(name: str, seconds: float) -> None:
    """A step of a conversation took so long."""
    for meters in _meters:
        meters.step(name, seconds)


def waited(share: str, seconds: float) -> None:
    """A message waited so long for its turn at the pace."""
    for meters in _meters:
        meters.waited(share, seconds)


def takeover(what: str) -> None:
    """What a dead or slow process had in hand was taken over."""
    for meters in _meters:
        meters.takeover(what)


def group(what: str, size: int) -> None:
    """So many writers shared one transaction."""
    for meters in _meters:
        meters.group(what, size)


class Line(BaseRequestMiddleware):
    """Sees every call of the API and how it ended; stands innermost, so that a call made again counts again."""

    def __init__(self) -> None:
        self.answered: float | None = None
        """When the API last answered, on the clock of the event loop; a refusal is an answer."""
        self.failing: float | None = None
        """Since when it does not answer any more."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Call, and note the outcome."""
        try:
            answer = await make_request(bot, method)
        except Exception as error:
            self._note(method.__api_method__, outcome(error))
            raise
        self._note(method.__api_method__, "ok")
        return answer

    def _note(self, method: str, ended: str) -> None:
        now = asyncio.get_running_loop().time()
        if ended in SILENT:
            self.failing = now if self.failing is None else self.failing
        else:
            self.answered, self.failing = now, None
        for meters in _meters:
            meters.sent(method, ended)


SILENT = frozenset({"network", "5xx", "401", "404"})
"""Outcomes after which we do not know that the messenger works for us; 404 is how it answers a wrong token."""
_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (TelegramRetryAfter, "429"),
    (TelegramForbiddenError, "403"),
    (TelegramUnauthorizedError, "401"),
    (TelegramNotFound, "404"),
    (TelegramConflictError, "409"),
    (TelegramServerError, "5xx"),
    (TelegramNetworkError, "network"),
    (ClientDecodeError, "network"),  # no answer of the API's: a proxy's page, or half of one
    (OSError, "network"),
    (TelegramBadRequest, "400"),
    (TelegramAPIError, "400"),
)


def outcome(error: Exception) -> str:
    """The label of a call that ended in ``error``."""
    return next((label for kind, label in _OUTCOMES if isinstance(error, kind)), "other")
