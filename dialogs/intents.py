"""Ids of conversations that differ.

aiogram-dialog 2.6 makes an id of the clock's second and one of a hundred numbers (api/entities/stack.py). One press
often begins two conversations, the menu and what opens over it: in one case of a hundred both got the same id, the
second overwrote the first, and whoever left it found «эта кнопка устарела» and the menu instead of where he came from.
The library has no hook for this, so its function is replaced.
"""

from __future__ import annotations

import secrets
import string

from aiogram_dialog.api.entities import stack

_SIGNS = string.digits + string.ascii_letters
_LENGTH = 6
"""As long as the library's ids, because they stand in the 64 bytes of every button."""


def new_id() -> str:
    """Six random signs of 62."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def make_distinct() -> None:
    """Let every conversation that begins from now on have an id of its own."""
    stack.new_id = new_id
