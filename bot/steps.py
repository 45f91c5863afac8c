"""What can be followed of an update from outside: the id that all its lines bear, and which step of the bot it was.

A step is the state of its conversation or the handler that took it: a name made of code alone («Leave:first»,
«desk.decide»), so it may stand in a log and in a figure.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from aiogram import BaseMiddleware, Dispatcher
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import ErrorEvent, TelegramObject
from aiogram_dialog import Dialog
from aiogram_dialog.api.entities import Context
from aiogram_dialog.api.internal import CONTEXT_KEY

from bot import metrics
from cabinet.ports import Clock
from storage.outbox import trace

log = structlog.get_logger(__name__)

TRACE = 12
"""So many signs of an id follow an update through the log, from the press to the last letter."""
NONE = "-"
"""Nobody took it, or it did not come so far."""
_walk: ContextVar[list[str] | None] = ContextVar("walk", default=None)


class Steps(BaseMiddleware):
    """Notes who takes an update. What an error handler takes afterwards keeps the name of where it broke."""

    def over(self, dispatcher: Dispatcher) -> None:
        """Stand before every handler of every router."""
        for name, observer in dispatcher.observers.items():
            if name != "update":
                observer.middleware(self)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Note and go on."""
        walk = _walk.get()
        if walk is not None and not (walk and isinstance(event, ErrorEvent)):  # who skipped it has not taken it
            walk[:] = [name_of(data.get("handler"), data.get(CONTEXT_KEY))]
        return await handler(event, data)


def name_of(handler: HandlerObject | None, context: Context | None) -> str:
    """The state of a conversation whose dialog takes the update, else the handler's module and name."""
    call = getattr(handler, "callback", None)
    module = str(getattr(call, "__module__", ""))
    if context is not None and module == Dialog.__module__:  # the injection leaves no method of it
        return str(context.state.state)
    return f"{module.rpartition('.')[2]}.{getattr(call, '__name__', NONE)}"


def taken(rows: Collection[UUID]) -> None:
    """Updates were stored, each under its id; told one by one only where somebody wants to know so much."""
    metrics.taken(len(rows))
    if logging.getLogger(__name__).isEnabledFor(logging.DEBUG):
        for row in rows:
            log.debug("taken", trace=row.hex[:TRACE])


@contextmanager
def traced(whose: UUID) -> Iterator[None]:
    """What is logged meanwhile, and what it leaves to say, bears the first signs of the id: a row's, or a job's run."""
    name = whose.hex[:TRACE]
    token = trace.set(name)
    try:
        with structlog.contextvars.bound_contextvars(trace=name):
            yield
    finally:
        trace.reset(token)


@contextmanager
def walked(came: datetime | None, clock: Clock) -> Iterator[None]:
    """One update while it is handled; at the end of one that succeeded a line says which step it was and how long."""
    walk: list[str] = []
    token, began = _walk.set(walk), time.perf_counter()
    try:
        yield
    finally:
        _walk.reset(token)
    seconds, step = time.perf_counter() - began, walk[0] if walk else NONE
    metrics.step(step, seconds)
    if came is not None:
        metrics.handled((clock.now() - came).total_seconds())
    log.info("handled", step=step, ms=round(seconds * 1000, 1))
