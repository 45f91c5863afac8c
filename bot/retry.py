"""What passes by itself, and how long to wait for it: one judgement for the intake and the courier.

A network that fails, a database that is locked and an API that asks for patience are trouble of ours: nothing is wrong
with the update or the letter in hand, so it is tried again and never put aside for it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING = (
    OSError,  # sockets, disks, TimeoutError
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
    TelegramMigrateToChat,  # the desk's row is moved by the update that tells of it
    TelegramConflictError,
    TelegramUnauthorizedError,  # a token taken back: the letters wait for the new one
    TelegramNotFound,  # so the API answers a wrong token in its address
    OperationalError,
    InterfaceError,
    PoolTimeout,
)
_LASTING = (TelegramEntityTooLarge, FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""Kinds of the above that no waiting mends."""
_CROSSED = frozenset({"40001", "40P01"})
"""SQLSTATE of serialization_failure and deadlock_detected (PostgreSQL, appendix A): the loser goes again."""

_chance = secrets.SystemRandom()


def passing(error: BaseException) -> bool:
    """Trouble of ours, worth waiting for."""
    if isinstance(error, _LASTING):
        return False
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _sqlstate(error) in _CROSSED):
        return True
    if isinstance(error, ClientDecodeError):  # a proxy's error page is no JSON; JSON of a wrong shape stays wrong
        return isinstance(error.original, json.JSONDecodeError)
    return isinstance(error, _PASSING)


def _sqlstate(error: DBAPIError) -> str | None:
    """asyncpg's deadlock comes out as a plain DBAPIError: only the code tells what it is. SQLite has none."""
    return getattr(error.orig, "sqlstate", None)


def pause(stumble: int, *, first: float = 1.0, most: float = 60.0) -> float:
    """Seconds to wait after the ``stumble``-th failure (from 1): doubling, with jitter, at most ``most``."""
    return _chance.uniform(0.5, 1.0) * min(most, first * 2.0 ** min(stumble - 1, 16))


def patience(error: BaseException, stumble: int, *, first: float = 1.0, most: float = 60.0) -> float:
    """Seconds to wait after ``error``: what the API asked for, else the usual pause."""
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    return pause(stumble, first=first, most=most)


def short_number() -> str:
    """«К-7F3A»: what a person can read out, and what stands beside the error in the log."""
    return f"К-{secrets.token_hex(2).upper()}"


async def steady(deed: Callable[[], Awaitable[None]], *, tries: int = 6, first: float = 0.2) -> None:
    """Do ``deed``, again while the trouble is passing; the last error comes out."""
    for stumble in range(1, tries):
        try:
            return await deed()
        except Exception as error:
            if not passing(error):
                raise
            await asyncio.sleep(pause(stumble, first=first, most=5.0))
    return await deed()
