"""What passes by itself, and how long to wait for it: one judgement for the intake and the courier.

A network that fails, a database that is locked and an API that asks for patience are trouble of ours: nothing is wrong
with the update or the letter in hand, so it is tried again and never put aside for it.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import json
import secrets
import sqlite3
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
from asyncpg import InternalClientError  # type: ignore[import-untyped] # the package ships no types
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
    InternalClientError,  # the line was cut in the middle of an answer
    PoolTimeout,
)
_LASTING = (TelegramEntityTooLarge, FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""Kinds of the above that no waiting mends."""
_PASSING_CLASSES = frozenset({"08", "40", "53", "57", "58"})
"""Classes of SQLSTATE (PostgreSQL, appendix A): no connection, a lost race (deadlock, serialization), no room or memory
or places, a server that goes down or comes up, trouble of its machine."""
_PASSING_STATES = frozenset({"55000", "25006"})
"""A database that takes no connections for now, a server that has become a copy of another one."""
_FULL = frozenset({"53100"})
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

_chance = secrets.SystemRandom()


def passing(error: BaseException) -> bool:
    """Trouble of ours, worth waiting for."""
    if isinstance(error, _LASTING):
        return _is_socket(error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = _sqlstate(error) or ""
    if state[:2] in _PASSING_CLASSES or state in _PASSING_STATES:
        return True
    if isinstance(error, ClientDecodeError):  # a proxy's error page is no JSON; JSON of a wrong shape stays wrong
        return isinstance(error.original, json.JSONDecodeError)
    return isinstance(error, _PASSING)


def _is_socket(error: BaseException) -> bool:
    """Nobody listens at a Unix socket, which a database that starts makes anew: the system's error, without a file."""
    return isinstance(error, FileNotFoundError) and error.errno is not None and error.filename is None


def full(error: BaseException) -> bool:
    """The disk is full: SQLite's, PostgreSQL's, or that of files."""
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code == sqlite3.SQLITE_FULL or _sqlstate(error) in _FULL
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def _sqlstate(error: BaseException) -> str | None:
    """asyncpg's errors come plain, or as a DBAPIError that tells nothing: only the code does. SQLite has none."""
    state = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None)
    return state if isinstance(state, str) else None


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


async def steady(deed: Callable[[], Awaitable[None]], *, first: float = 0.2) -> None:
    """Do ``deed``, again for as long as the trouble is passing; what does not pass comes out."""
    for stumble in itertools.count(1):
        try:
            await deed()
        except Exception as error:
            if not passing(error):
                raise
            await asyncio.sleep(pause(stumble, first=first, most=5.0))
        else:
            return
