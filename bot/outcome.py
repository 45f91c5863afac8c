"""What became of something that was to be sent: the one place that judges what messenger and gateways refuse."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from uuid import UUID

import structlog
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.retry import passing, patience, short_number
from cabinet.ports import MailRefused, SmsRefused
from storage.outbox import Why

log = structlog.get_logger(__name__)

_UNEXPECTED = 5
"""So many sendings may end in an error that nobody foresaw."""
_SAID = (
    ("bot was blocked", Why.BLOCKED),
    ("user is deactivated", Why.DEACTIVATED),
    ("bot can't initiate conversation", Why.NOT_STARTED),
    ("bot was kicked", Why.KICKED),
    ("bot is not a member", Why.KICKED),
    ("chat not found", Why.NO_CHAT),
    ("not enough rights", Why.NO_RIGHTS),
    ("have no rights", Why.NO_RIGHTS),
)
"""Pieces of what the messenger says (it has no codes), and what each means."""
_NOT_SENT = (ClientConnectorError, ConnectionTimeoutError)
"""No connection stood (refused, no such host, no answer to the greeting): nothing can have left."""


class Fate(enum.Enum):
    """How a sending ended."""

    SENT = enum.auto()
    DROPPED = enum.auto()  # nothing to say any more, or nobody to say it to
    AGAIN = enum.auto()  # trouble that passes, and the messenger certainly does not have it
    DOUBT = enum.auto()  # trouble that passes, but the messenger may have it
    UNSURE = enum.auto()  # it may have it, and a person decides
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
    if isinstance(error, TelegramForbiddenError | TelegramBadRequest | SmsRefused | MailRefused):
        why = reason(error)
        log.info("undeliverable", row=str(row), why=why)
        return Outcome(Fate.DEAD, why=why)
    wait = patience(error, attempts, most=300.0)
    if passing(error):
        log.warning("a sending has to wait", row=str(row), error=type(error).__name__, pause=round(wait, 1))
        return Outcome(Fate.DOUBT if in_doubt(error) else Fate.AGAIN, wait=wait)
    trouble = short_number()
    log.error("a sending failed", trouble=trouble, row=str(row), exc_info=error)
    if attempts < _UNEXPECTED:
        return Outcome(Fate.AGAIN, wait=wait)
    return Outcome(Fate.DEAD, why=f"{Why.BROKEN}: {trouble} {type(error).__name__}")


def in_doubt(error: BaseException) -> bool:
    """Whether the messenger may have done what it was asked for, though the call ended in ``error``."""
    if isinstance(error, TelegramNetworkError):
        return not isinstance(error.__cause__, _NOT_SENT)
    return isinstance(error, TelegramServerError | ClientDecodeError)


def unreachable(error: BaseException) -> str | None:
    """Why nobody can be answered there, where that is all that is wrong: kicked, blocked, no such chat, no rights.

    A 403 never means anything else; of a 400 only what is known does, the rest is a mistake of ours.
    """
    if isinstance(error, TelegramForbiddenError):
        return reason(error)
    if isinstance(error, TelegramBadRequest):
        why = reason(error)
        return None if Why.of(why) is Why.REFUSED else why
    return None


def reason(error: Exception) -> str:
    """Why, as ``Why`` and what the other side said, up to the first quotation mark: after it the text itself may stand.

    >>> reason(SmsRefused("no credit"))
    'sms-refused: no credit'
    """
    said = error.message if isinstance(error, TelegramForbiddenError | TelegramBadRequest) else str(error)
    known = next((why for piece, why in _SAID if piece in said), None)
    if known is not None:
        return known
    gateways = {SmsRefused: Why.SMS_REFUSED, MailRefused: Why.MAIL_REFUSED}
    why = gateways.get(type(error), Why.REFUSED)
    return f"{why}: {said.partition(chr(34))[0].strip()[:200]}"
