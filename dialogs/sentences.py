"""How a refusal is said, wherever it is said: as an alert, as a message, or beside the window that follows."""

from __future__ import annotations

from typing import Any

from cabinet.errors import CabinetError, Decided
from locales import formats, plain_key

TOAST = 200
"""Characters that the messenger shows in an answer to a press."""


def sentence(error: CabinetError, locale: str) -> str:
    """The error as a person reads it, plain."""
    data: dict[str, Any] = dict(error.args_)
    if isinstance(error, Decided):
        data["at"] = formats.clock(data["at"])
        data["what"] = plain_key(f"request-verb-{data['verb']}", locale, {})
    return plain_key(error.key, locale, data)
