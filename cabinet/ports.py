"""The world outside, as the business sees it: only what a test cannot afford to have for real."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


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


class SmsRefused(Exception):
    """The gateway will never take this message (unknown number, no credit); the text tells why, without the number."""


class Sms(Protocol):
    """An SMS gateway, called by the courier alone."""

    async def send(self, phone: str, text: str, dedupe: str) -> None:
        """Hand ``text`` over for +7…; OSError for trouble worth a retry, SmsRefused for one that is not."""
        ...
