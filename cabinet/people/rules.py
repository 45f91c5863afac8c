"""The numbers of keys, codes and tries, and what follows from them (NIST SP 800-63B-4 § 3.1.3.2 and § 3.2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from cabinet.errors import Invalid
from signing.codes import is_access_code, is_weak
from storage.chats import Activation, ActivationKey
from storage.people import Employee
from storage.sitting import Seat

KEY_LIVES: Final = timedelta(days=7)
ATTEMPT_LIVES: Final = timedelta(minutes=30)
CODE_LIVES: Final = timedelta(minutes=5)
CODE_PAUSE: Final = timedelta(seconds=60)
IDLE: Final = timedelta(minutes=10)
"""How long the access code need not be asked again, unless a setting says otherwise."""
TRIES: Final = 5
"""Wrong tries in a row before anything waits."""
WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 240, 480, 960, 1_800, 3_600))
GRANTS: Final = 2
"""How often an SMS code buys five more tries at an access code before only HR helps."""
WORD_LENGTHS: Final = range(3, 25)


@dataclass(frozen=True)
class Hold:
    """What so many failures in a row lead to: a wait (None: none yet), or a lock that HR opens."""

    wait: timedelta | None
    locked: bool


def hold_after(failures: int, *, locks: bool) -> Hold:
    """Waits grow from the fifth failure on, 30 s to 1 h; then it locks, or waits an hour again without ``locks``."""
    beyond = failures - TRIES
    if beyond < 0:
        return Hold(None, False)
    if beyond < len(WAITS):
        return Hold(WAITS[beyond], False)
    return Hold(None, True) if locks else Hold(WAITS[-1], False)


def tries_left(failures: int) -> int:
    """Tries before the first wait."""
    return max(0, TRIES - failures)


def works(employee: Employee | Seat, today: date) -> bool:
    """Whether somebody has access: it ends on the day of the dismissal."""
    return employee.dismissed_on is None or today < employee.dismissed_on


def key_is_genuine(key: ActivationKey) -> bool:
    """Never used, never replaced by a newer one."""
    return key.used_at is None


def attempt_lives(attempt: Activation, now: datetime) -> bool:
    """Whether an attempt may go on."""
    return attempt.done_at is None and now < attempt.made_at + ATTEMPT_LIVES


def code_in(text: str) -> str | None:
    """The SMS code in what was typed or pasted («Код 123 456.»); None when there is none or more than one."""
    found = re.findall(r"(?<!\d)(\d{3})[ \u00a0-]?(\d{3})(?!\d)", text[:500], re.ASCII)
    return "".join(found[0]) if len(found) == 1 else None


def checked_access(code: str, employee: Employee) -> str:
    """The code, if it may become an access code; Invalid (access-form, access-weak) otherwise."""
    if not is_access_code(code):
        raise Invalid("access-form")
    known = [re.sub(r"\D", "", text) for text in (employee.phone or "", *birthdays(employee.born))]
    if is_weak(code, known):
        raise Invalid("access-weak")
    return code


def birthdays(born: str | None) -> tuple[str, ...]:
    """The ways to tap a birth date."""
    if born is None:
        return ()
    day = date.fromisoformat(born)
    return tuple(day.strftime(form) for form in ("%d%m%Y", "%d%m%y", "%Y%m%d", "%y%m%d", "%m%d"))


def checked_word(text: str) -> str:
    """A code word as it is kept: single spaces, no markup, 3–24 letters; Invalid (access-word) otherwise."""
    word = " ".join(text.split())
    letters = all(sign.isalpha() or sign in " -" for sign in word)
    if len(word) not in WORD_LENGTHS or not letters:
        raise Invalid("access-word", least=WORD_LENGTHS[0], most=WORD_LENGTHS[-1])
    return word
