"""The numbers of PINs, certificates and revocation lists, and what follows from them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from cabinet.errors import Invalid
from cabinet.people.rules import birthdays
from signing.authority import Reason
from signing.codes import is_pin, is_weak
from storage.certificates import Certificate, CertificateState, RevocationList
from storage.people import Employee

TRIES: Final = 10
"""Wrong PINs in a row before the key is switched off (NIST SP 800-63B-4 § 3.2.10)."""
BUSY: Final = timedelta(minutes=2)
"""How long one try may take, its wait for a place included, before another one is let in."""
WAITS: Final = timedelta(days=7)
"""How long a certificate waits for the identity to be confirmed."""
REMINDED: Final = (timedelta(days=30), timedelta(days=7), timedelta(days=1))
"""Before a certificate's end, the owner is told."""
LIST_LIVES: Final = timedelta(days=7)
LIST_RENEWED: Final = timedelta(days=3)
"""So long before it is due a list gets its successor: a weekend without a running process does no harm."""

SAID: Final = (Reason.KEY_COMPROMISE, Reason.CESSATION, Reason.AFFILIATION_CHANGED, Reason.UNSPECIFIED)
"""Why HR may take a certificate back; the other reasons are those of the service itself."""


def checked_pin(pin: str, employee: Employee) -> str:
    """The digits, if they may become a PIN; Invalid (pin-form, pin-weak) otherwise."""
    if not is_pin(pin):
        raise Invalid("pin-form")
    known = [re.sub(r"\D", "", text) for text in (employee.phone or "", *birthdays(employee.born))]
    if is_weak(pin, known) or any(len(day) >= 6 and day in pin for day in known[1:]):
        raise Invalid("pin-weak")
    return pin


def in_force(certificate: Certificate, now: datetime) -> bool:
    """It signs now, if the PIN is right."""
    return certificate.state is CertificateState.ACTIVE and certificate.begins <= now <= certificate.ends


def is_locked(certificate: Certificate) -> bool:
    """Its key is switched off by wrong PINs, also where the last of them was never finished."""
    return certificate.disabled_at is not None or certificate.failures >= TRIES


def is_forgotten(certificate: Certificate, now: datetime) -> bool:
    """Nobody confirmed it in time."""
    return certificate.state is CertificateState.WAITING and certificate.made_at + WAITS <= now


def may_confirm(me: uuid.UUID, owner: uuid.UUID, *, hr: bool, director: bool, officers: Collection[uuid.UUID]) -> bool:
    """HR confirms others; the director confirms HR where HR is one person. ``officers``: who is HR and works today."""
    if me == owner:
        return False
    return hr or (director and set(officers) == {owner})


def reminders_due(certificate: Certificate, now: datetime) -> int:
    """How many of the reminders before its end should have been sent by now."""
    return sum(certificate.ends - now <= before for before in REMINDED)


def needs_list(last: RevocationList | None, now: datetime) -> bool:
    """Whether a root needs a new list although nothing was taken back."""
    return last is None or last.due_at - now <= LIST_RENEWED


def whole_second_after(moment: datetime) -> datetime:
    """Certificates and lists know whole seconds: what was signed before a revocation stays before it."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)


def days_left(certificate: Certificate, now: datetime) -> int:
    """Whole days to its end, at least one."""
    return max(1, (certificate.ends - now).days)


def is_dismissed(employee: Employee, today: date) -> bool:
    """The day of the dismissal has come."""
    return employee.dismissed_on is not None and employee.dismissed_on <= today
