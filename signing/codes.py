"""Keys and codes that people hold in their hands: made here, recognised here, never kept in clear anywhere.

An activation key is typed from paper, so its alphabet has no look-alikes and its reading forgives case, blanks,
hyphens and the Cyrillic twins of Latin letters. What is stored of a secret is an HMAC under a server key (keys, SMS
codes) or an argon2id hash over one (access codes, RFC 9106): a stolen database alone opens nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

KEY_ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXY"
"""28 signs: without 0 O, 1 I L, and without B, S and Z, which are read as 8, 5 and 2."""
KEY_LENGTH: Final = 15
"""15 · log2(28) = 72 random bits (ASVS 6.5 asks for 64 where a secret is sent and not tried slowly)."""
CODE_LENGTH: Final = 6
ACCESS_LENGTHS: Final = range(4, 9)
PIN_LENGTHS: Final = range(6, 13)

_GROUP: Final = 4
_CYRILLIC: Final = (
    "\u0410\u0415\u041a\u041c\u041d\u0420\u0421\u0422\u0423\u0425\u0412\u0417"  # they look like AEKMHPCTYX83
)
_TWINS: Final = str.maketrans(_CYRILLIC + "BSZ", "AEKMHPCTYX83" + "852")
_SKIPPED: Final = str.maketrans("", "", " \t\n\r\u00a0-‐‑–—_.·")
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
"""OWASP's second choice for argon2id: 19 MiB, two passes; about 30 ms on a small server."""
_FAVOURITES: Final = frozenset(
    {"2580", "0852", "1470", "0741", "1590", "1379", "1397", "3971", "2468", "8642", "1357", "7531", "0007", "0070"}
    | {"1004", "147258", "159753", "258456", "147852", "159357", "123654", "456123", "456789", "112358", "314159"}
)
"""Codes that people choose most, beyond repeats, straights and years: lines and corners of the pad, films, π."""


def new_key() -> str:
    """A fresh activation key as it is handed out: «7H2K-QX9M-4CDE-WJR»."""
    signs = "".join(secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH))
    return "-".join(signs[start : start + _GROUP] for start in range(0, KEY_LENGTH, _GROUP))


def plain_key(text: str) -> str:
    """What was typed, freed of case, blanks, hyphens and twins; not necessarily a key."""
    return text[:100].translate(_SKIPPED).upper().translate(_TWINS)


def looks_like_key(text: str) -> bool:
    """Whether a text could be an activation key; says nothing about there being one."""
    plain = plain_key(text)
    return len(plain) == KEY_LENGTH and set(plain) <= set(KEY_ALPHABET)


def key_digest(text: str, secret: bytes) -> bytes:
    """HMAC-SHA256 of a key as typed: 32 bytes, the same for every way to write it."""
    return hmac.digest(secret, b"activation-key\x00" + plain_key(text).encode(), sha256)


def new_code() -> str:
    """Six random digits for an SMS (NIST SP 800-63B-4 § 3.1.3.2 asks for at least six)."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}}"


def code_mac(code: str, attempt: UUID, secret: bytes) -> bytes:
    """HMAC-SHA256 of an SMS code, good for one attempt only: 32 bytes."""
    return hmac.digest(secret, b"sms-code\x00" + attempt.bytes + code.encode(), sha256)


def code_matches(mac: bytes, code: str, attempt: UUID, secret: bytes) -> bool:
    """Whether ``code`` is the one that ``mac`` was made of, compared in constant time."""
    return hmac.compare_digest(mac, code_mac(code, attempt, secret))


def access_hash(code: str, owner: str, pepper: bytes) -> str:
    """An access code as it is stored: argon2id over HMAC-SHA256. Takes some 30 ms: call it off the event loop.

    ``owner`` names the chat, so that a hash copied to another chat's row opens nothing there.
    """
    return _HASHER.hash(_peppered(code, owner, pepper))


def access_matches(stored: str, code: str, owner: str, pepper: bytes) -> bool:
    """Whether ``code`` is the one behind ``stored``. As slow as ``access_hash``; a broken hash matches nothing."""
    try:
        return _HASHER.verify(stored, _peppered(code, owner, pepper))
    except (VerificationError, InvalidHashError):
        return False


def lot(pool: Sequence[str], subject: UUID, secret: bytes, count: int) -> tuple[str, ...]:
    """``count`` different items of ``pool``, drawn by HMAC: the same for the same subject, guessed by nobody else."""
    drawn = sorted(pool, key=lambda item: hmac.digest(secret, b"lot\x00" + subject.bytes + item.encode(), sha256))
    return tuple(drawn[:count])


def _peppered(code: str, owner: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, b"access-code\x00" + owner.encode() + b"\x00" + code.encode(), sha256)


def is_access_code(text: str) -> bool:
    """Four to eight ASCII digits."""
    return len(text) in ACCESS_LENGTHS and text.isascii() and text.isdecimal()


def is_pin(text: str) -> bool:
    """Six to twelve ASCII digits: the PIN of a signature. Whether it is weak says ``is_weak``."""
    return len(text) in PIN_LENGTHS and text.isascii() and text.isdecimal()


def is_weak(code: str, known: Iterable[str] = ()) -> bool:
    """Whether a code of digits is among the first that a thief would try.

    ``known`` are digits that others know of the owner (phone, birth date): a code found inside them is weak.
    """
    return (
        len(set(code)) < 3
        or _repeats(code)
        or _straight(code)
        or _dated(code)
        or code in _FAVOURITES
        or any(code in digits for digits in known)
    )


def _repeats(code: str) -> bool:
    """121212, 123123, 112233 and 123321: one group again and again, pairs, or a mirror."""
    size = len(code)
    groups = (code[:width] * (size // width) == code for width in range(1, size // 2 + 1))
    pairs = size > 4 and all(code[place] == code[place + 1] for place in range(0, size - 1, 2))
    return any(groups) or pairs or code == code[::-1]


def _straight(code: str) -> bool:
    """1234, 9876, 7890, and straights that turn (12343)."""
    steps = [(int(after) - int(before)) % 10 for before, after in pairwise(code)]
    return set(steps) in ({1}, {9}) or (len(set(steps)) == 2 and set(steps) == {1, 9})


def _dated(code: str) -> bool:
    """1985, 2003 and whole dates: ддммгг, ггммдд, ддммгггг, ггггммдд."""
    if len(code) == 4:
        return _century(code)
    if len(code) == 6:
        return _day_and_month(code[:4]) or _day_and_month(code[4:] + code[2:4])
    first, last = code[:4], code[4:]
    return len(code) == 8 and (
        (_century(last) and _day_and_month(first)) or (_century(first) and _day_and_month(last[2:] + last[:2]))
    )


def _century(year: str) -> bool:
    return year[:2] in ("19", "20")


def _day_and_month(date: str) -> bool:
    return 1 <= int(date[:2]) <= 31 and 1 <= int(date[2:]) <= 12
