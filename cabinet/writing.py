"""How papers write moments, numbers of certificates and digests: as others print them, so that people can compare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

from locales.formats import long_date
from signing.certificates import serial_bytes, spaced

_NBSP: Final = "\u00a0"


def moment(at: datetime) -> str:
    """«24.11.2026 14:05:31 (UTC+03:00)»; the moment knows its zone."""
    zone = f"{at:%z}"
    return f"{at:%d.%m.%Y %H:%M:%S} (UTC{zone[:3]}:{zone[3:5]})"


def day(of: date) -> str:
    """«3 июля 2027 г.» that no line end tears apart."""
    return long_date(of).replace(" ", _NBSP)


def serial(number: int, per_line: int = 10) -> str:
    """«5F:3A:91:…» as `openssl` and Windows print it, so many bytes to a line."""
    return _lines(spaced(serial_bytes(number)).split(":"), per_line, ":")


def fingerprint(digest: bytes, per_line: int = 16) -> str:
    """«5F:3A:91:…», so many bytes to a line."""
    return _lines(spaced(digest).split(":"), per_line, ":")


def digest(of: bytes, per_line: int = 4) -> str:
    """«9f86d081 884c7d65 …» as `sha256sum` prints it, in groups of eight digits, so many to a line."""
    digits = of.hex()
    return _lines([digits[start : start + 8] for start in range(0, len(digits), 8)], per_line, " ")


def amount(number: int) -> str:
    """«18 971»: thousands apart."""
    return f"{number:,}".replace(",", _NBSP)


def _lines(groups: Sequence[str], per_line: int, sign: str) -> str:
    rest = iter(groups)
    lines = iter(lambda: sign.join(islice(rest, per_line)), "")
    return f"{sign.strip()}\n".join(lines)
