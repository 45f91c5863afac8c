"""Moments, numbers and digests as other programs print them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cabinet import writing


def test_moments_say_their_zone() -> None:
    at = datetime(2026, 11, 24, 11, 5, 31, tzinfo=UTC)
    assert writing.moment(at) == "24.11.2026 11:05:31 (UTC+00:00)"
    assert writing.moment(at.astimezone(timezone(timedelta(hours=3)))) == "24.11.2026 14:05:31 (UTC+03:00)"
    assert writing.moment(at.astimezone(timezone(-timedelta(hours=4, minutes=30)))) == "24.11.2026 06:35:31 (UTC-04:30)"


def test_a_day_is_not_torn() -> None:
    assert writing.day(date(2027, 7, 3)) == "3\u00a0июля\u00a02027\u00a0г."


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "00"),
        (0x1234, "12:34"),
        (0x12345, "01:23:45"),
        (int("5F" * 12, 16), "5F:5F:5F:5F:5F:5F:5F:5F:5F:5F:\n5F:5F"),
    ],
)
def test_serial_numbers(number: int, written: str) -> None:
    assert writing.serial(number) == written


def test_digests() -> None:
    of = hashlib.sha256(b"").digest()
    assert writing.digest(of) == "e3b0c442 98fc1c14 9afbf4c8 996fb924\n27ae41e4 649b934c a495991b 7852b855"
    first, second = writing.fingerprint(of).split("\n")
    assert first == "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:"
    assert (first + second).replace(":", "") == of.hex().upper()


def test_amounts() -> None:
    assert [writing.amount(number) for number in (0, 999, 18971, 1234567)] == [
        "0",
        "999",
        "18\u00a0971",
        "1\u00a0234\u00a0567",
    ]
