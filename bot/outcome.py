"""What became of something that was to be sent: the one place that judges what messenger and gateways refuse."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

import structlog
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from bot.retry import passing, patience, short_number
from cabinet.ports import SmsRefused

log = structlog.get_logger(__name__)

_UNEXPECTED = 5
"""So many sendings may end in an error that nobody foresaw."""


class Fate(enum.Enum):
    """How a sending ended."""

    SENT = enum.auto()
    DROPPED = enum.auto()  # nothing to say any more, or nobody to say it to
    AGAIN = enum.auto()  # trouble that passes
    DEAD = enum.auto()  # it will never arrive


@dataclass(frozen=True)
class Outcome:
    """``wait``: seconds until the next try; ``why``: the reason without personal data; ``chat``: where it went."""

    fate: Fate
    chat: str | None = None
    message_id: int | None = None
    wait: float = 0.0
    why: str | None = None


def judge(error: Exception, attempts: int, row: UUID) -> Outcome:
    """The outcome of a sending that ended in ``error``, the ``attempts``-th one of its row."""
    if isinstance(error, TelegramForbiddenError | TelegramBadRequest | SmsRefused):
        why = reason(error)
        log.info("undeliverable", row=str(row), why=why)
        return Outcome(Fate.DEAD, why=why)
    wait = patience(error, attempts, most=300.0)
    if passing(error):
        log.warning("a sending has to wait", row=str(row), error=type(error).__name__, pause=round(wait, 1))
        return Outcome(Fate.AGAIN, wait=wait)
    trouble = short_number()
    log.error("a sending failed", trouble=trouble, row=str(row), exc_info=error)
    if attempts < _UNEXPECTED:
        return Outcome(Fate.AGAIN, wait=wait)
    return Outcome(Fate.DEAD, why=f"{trouble} {type(error).__name__}")


def reason(error: Exception) -> str:
    """What the other side said, up to the first quotation mark: after it may stand a piece of the text itself."""
    said = error.message if isinstance(error, TelegramForbiddenError | TelegramBadRequest) else str(error)
    return said.partition('"')[0].strip()[:200]
