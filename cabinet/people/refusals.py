"""What activation, codes and the door can answer besides yes. Each is safe to show to whoever sits at the chat."""

from __future__ import annotations

from datetime import timedelta

from cabinet.errors import CabinetError
from locales import formats


class KeyRefused(CabinetError):
    """No such key, or a used, replaced or foreign one: one answer, so that nobody learns which."""

    key = "error-secret-key-refused"


class KeyExpired(CabinetError):
    """A genuine key, never used, whose seven days are over."""

    key = "error-secret-key-expired"


class NoPhone(CabinetError):
    """The employee's card has no phone to send a code to."""

    key = "error-secret-no-phone"


class AttemptOver(CabinetError):
    """The attempt is finished, too old, or not that far yet: begin again with the key."""

    key = "error-secret-attempt-over"


class CodeOver(CabinetError):
    """No code is in force: none was sent, it was used, or its five minutes are over."""

    key = "error-secret-code-over"


class WrongCode(CabinetError):
    """The code does not match; args: left, the tries before a wait begins (0: it has begun)."""

    key = "error-secret-code-wrong"

    def __init__(self, left: int) -> None:
        super().__init__(left=left)


class _Wait(CabinetError):
    """Not yet; args: wait («0:48»)."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait=formats.left(wait))


class TooSoon(_Wait):
    """A new SMS code leaves a minute after the last one at the earliest."""

    key = "error-secret-code-too-soon"


class TryLater(_Wait):
    """Too many wrong tries in a row."""

    key = "error-secret-try-later"


class Locked(CabinetError):
    """So many wrong tries in a row that only HR unlocks."""

    key = "error-secret-locked"


class SmsNeeded(CabinetError):
    """Five wrong access codes in a row: an SMS code comes first."""

    key = "error-secret-sms-needed"
