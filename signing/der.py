"""Whether bytes are DER, the one way to write a thing (X.690 § 8–11): everything else was not written by us.

OpenSSL and asn1crypto read far more than DER, so a byte may be flipped in many places without their noticing. Here each
length, tag and value is checked against the one form it may have. What it means is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

DEEPEST: Final = 32
"""Levels: a certificate has ten; more is an attack on the reader's stack."""

_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_CONSTRUCTED: Final = 0x20
_CLASS: Final = 0xC0
_CONTEXT: Final = 0x80
_LONG_TAG: Final = 0x1F


class NotDer(ValueError):
    """The bytes are not DER; the message says where, and what is wrong there."""


def check(data: bytes) -> None:
    """Pass if ``data`` is exactly one value in DER; NotDer otherwise."""
    if _value(data, 0, len(data), 0) != len(data):
        raise NotDer("something follows the end")


def _value(data: bytes, start: int, end: int, depth: int) -> int:
    """Check the value that begins at ``start``; where it ends."""
    if depth > DEEPEST:
        raise NotDer(f"too deep at {start}")
    tag, place = _tag(data, start, end)
    length, place = _length(data, place, end)
    stop = place + length
    if stop > end:
        raise NotDer(f"longer than what holds it at {start}")
    if tag & _CONSTRUCTED:
        _inside(data, tag, place, stop, depth)
    elif not tag & _CLASS:
        _primitive(tag, data[place:stop], start)
    return stop


def _tag(data: bytes, place: int, end: int) -> tuple[int, int]:
    if place >= end:
        raise NotDer(f"ends at {place}")
    tag = data[place]
    if tag & _LONG_TAG == _LONG_TAG or tag & _CLASS not in (0, _CONTEXT):
        raise NotDer(f"a tag at {place} that no signature has")
    return tag, place + 1


def _length(data: bytes, place: int, end: int) -> tuple[int, int]:
    if place >= end:
        raise NotDer(f"ends at {place}")
    first = data[place]
    if first < 0x80:
        return first, place + 1
    size = first & 0x7F
    digits = data[place + 1 : place + 1 + size]
    length = int.from_bytes(digits, "big")
    if not 1 <= size <= 4 or len(digits) < size or digits[0] == 0 or length < 0x80:
        raise NotDer(f"a length that is not the shortest at {place}")
    return length, place + 1 + size


def _inside(data: bytes, tag: int, place: int, stop: int, depth: int) -> None:
    if not tag & _CLASS and tag not in (_SEQUENCE, _SET):
        raise NotDer(f"a value in pieces at {place}")
    before = b""
    while place < stop:
        began, place = place, _value(data, place, stop, depth + 1)
        if tag == _SET:
            if data[began:place] < before:
                raise NotDer(f"a set out of order at {began}")
            before = data[began:place]


def _primitive(tag: int, value: bytes, start: int) -> None:
    fits = _FORMS.get(tag)
    if fits is None:
        raise NotDer(f"an unknown type at {start}")
    if not fits(value):
        raise NotDer(f"a value that is not written the one way at {start}")


def _integer(value: bytes) -> bool:
    return len(value) == 1 or (len(value) > 1 and not (value[0] in (0, 0xFF) and value[0] >> 7 == value[1] >> 7))


def _bits(value: bytes) -> bool:
    if not value or value[0] > 7:
        return False
    return value[0] == 0 if len(value) == 1 else not value[-1] & ((1 << value[0]) - 1)


def _object(value: bytes) -> bool:
    """Numbers in base 128, none with a leading zero, the last one ended."""
    begins = [0, *(place + 1 for place, byte in enumerate(value) if byte < 0x80)]
    return bool(value) and begins.pop() == len(value) and all(value[begin] != 0x80 for begin in begins)


def _utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(pattern: bytes) -> Callable[[bytes], bool]:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda value: compiled.fullmatch(value) is not None


_SECOND: Final = rb"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
_FORMS: Final[Mapping[int, Callable[[bytes], bool]]] = {
    0x01: lambda value: value in (b"\x00", b"\xff"),  # BOOLEAN
    0x02: _integer,
    0x03: _bits,  # BIT STRING
    0x04: lambda _value: True,  # OCTET STRING
    0x05: lambda value: not value,  # NULL
    0x06: _object,
    0x0A: _integer,  # ENUMERATED
    0x0C: _utf8,
    0x12: _text(rb"[0-9 ]*"),  # NumericString
    0x13: _text(rb"[A-Za-z0-9 '()+,\-./:=?]*"),  # PrintableString
    0x16: _text(rb"[\x00-\x7f]*"),  # IA5String
    0x17: _text(rb"\d\d" + _SECOND + rb"Z"),  # UTCTime
    0x18: _text(rb"\d{4}" + _SECOND + rb"(?:\.\d*[1-9])?Z"),  # GeneralizedTime
    0x1E: lambda value: len(value) % 2 == 0,  # BMPString
}
