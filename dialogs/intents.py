"""Ids of conversations: distinct ones, and the same ones when an update is handled again.

aiogram-dialog 2.6 makes an id of the clock's second and one of a hundred numbers (api/entities/stack.py). One press
often begins two conversations, the menu and what opens over it: in one case of a hundred both got the same id, the
second overwrote the first, and whoever left it found «эта кнопка устарела» and the menu instead of where he came from.

An update whose process died is handled again. Its window may stand on the screen already, with an id that nobody kept:
the press that follows would be stale. So the ids that an update gives are made of its own id, one after the other.

The library has no hook for either, so its function is replaced.
"""

from __future__ import annotations

import itertools
import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

from aiogram_dialog.api.entities import stack

_SIGNS = string.digits + string.ascii_letters
_LENGTH = 6
"""As long as the library's ids, because they stand in the 64 bytes of every button."""
_coming: ContextVar[Iterator[str] | None] = ContextVar("coming", default=None)


@contextmanager
def repeatable(press: str) -> Iterator[None]:
    """While inside, ids follow from ``press`` (an id that nobody can guess) and from how many there were before."""
    token = _coming.set(_of(sha256(f"{press}/{number}".encode()).digest()) for number in itertools.count())
    try:
        yield
    finally:
        _coming.reset(token)


def new_id() -> str:
    """Six signs of 62: the next one of this update, random outside of one."""
    coming = _coming.get()
    return _of(secrets.token_bytes(_LENGTH * 2)) if coming is None else next(coming)


def _of(seed: bytes) -> str:
    number, signs = int.from_bytes(seed[: _LENGTH * 2], "big"), ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        signs += _SIGNS[place]
    return signs


def make_distinct() -> None:
    """Let every conversation that begins from now on have an id of its own."""
    stack.new_id = new_id
