"""The world outside, as the business sees it: only what a test cannot afford to have for real."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from signing.record import Owner
from signing.verdicts import Trust


class Clock(Protocol):
    """The time. Nobody asks the system clock but the one real implementation."""

    def now(self) -> datetime:
        """This moment, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment, aware, UTC."""
        return datetime.now(UTC)


def today(clock: Clock, zone: str) -> date:
    """The day it is now in an IANA zone."""
    return local_day(clock.now(), zone)


def local_day(moment: datetime, zone: str) -> date:
    """The day of a moment in an IANA zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


class Files(Protocol):
    """The blob store: bytes by the UUID of their document row, sealed and synced before ``put`` returns."""

    async def put(self, blob: uuid.UUID, data: bytes) -> None:
        """Keep ``data``; OSError when the disk refuses."""
        ...

    async def get(self, blob: uuid.UUID) -> bytes:
        """The clear bytes; FileNotFoundError when there are none."""
        ...

    async def drop(self, blob: uuid.UUID) -> None:
        """Remove the bytes for good, also when they are gone already; OSError when the disk refuses."""
        ...


class Blobs(Protocol):
    """The blob store as rotation of the server's keys sees it."""

    async def names(self) -> Sequence[uuid.UUID]:
        """Everything that is kept."""
        ...

    async def stale(self, blob: uuid.UUID, old: Callable[[bytes], bool]) -> bool:
        """Whether ``old`` says so of its first bytes; False where there are none. OSError."""
        ...

    async def again(self, blob: uuid.UUID) -> None:
        """Seal the bytes anew, if they are still there. OSError, and what opening them raises."""
        ...


class SmsRefused(Exception):
    """The gateway will never take this message (unknown number, no credit); the text tells why, without the number."""


class Sms(Protocol):
    """An SMS gateway, called by the courier alone."""

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        """Hand ``text`` over for +7…; OSError for trouble worth a retry, SmsRefused for one that is not."""
        ...


class MailRefused(Exception):
    """The mail server will never take this message; the text tells why in codes, without the address."""


class Mail(Protocol):
    """A mail server, called by the courier alone; or none."""

    @property
    def there(self) -> bool:
        """False: nothing is mailed."""
        ...

    async def send(self, to: str, subject: str, text: str, dedupe: str) -> None:
        """Hand a plain text over for one address, its Message-ID made of ``dedupe``; OSError for trouble worth a retry,
        MailRefused for one that is not."""
        ...


class Timestamper(Protocol):
    """A time stamping authority (RFC 3161), or none."""

    @property
    def roots(self) -> Sequence[bytes]:
        """Certificates in DER under one of which its own has to stand; none: there is no authority."""
        ...

    async def ask(self, query: bytes) -> bytes:
        """Its answer to a query, both in DER and neither of them judged here; OSError where none comes."""
        ...


class DerivationDied(Exception):
    """The process that did the job is gone; another one took its place, and nothing came of the job."""


class Unproven(Exception):
    """A signature that was just made is not good; the message names the problems."""


@dataclass(frozen=True)
class SealedKey:
    """A new key: its record (`signing.record`) and its public half in DER (SubjectPublicKeyInfo)."""

    record: bytes = field(repr=False)
    public: bytes = field(repr=False)


@dataclass(frozen=True)
class LockedKey:
    """A key at rest with its owner, and the certificate in DER that goes with it."""

    record: bytes = field(repr=False)
    owner: Owner
    certificate: bytes = field(repr=False)


class Derivation(Protocol):
    """What is slow with a PIN: done elsewhere, at low priority, few at a time. An opened key never comes out of it.

    Every verb: DerivationDied. With an old PIN: signing.vault.InvalidPin, signing.record.Broken.
    """

    @property
    def ahead(self) -> int:
        """How many jobs would have to end before a new one begins."""
        ...

    async def make(self, pin: str, owner: Owner) -> SealedKey:
        """A new key under a PIN."""
        ...

    async def sign(
        self, key: LockedKey, pin: str, work: Sequence[tuple[bytes, datetime]], trust: Trust
    ) -> Sequence[bytes]:
        """CAdES signatures over documents at the moments they claim, in DER: one unlock for all of them.

        Each is checked under ``trust``, with this certificate as the register of issue, before any is handed out:
        Unproven.
        """
        ...

    async def change(self, record: bytes, owner: Owner, old: str, new: str) -> bytes:
        """The record of the same key under another PIN."""
        ...
