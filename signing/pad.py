"""The code pad's disguise: what travels in a button is a token that only this server can turn into a digit.

A token is HMAC-SHA256(server key, nonce of the showing, digit), cut to 48 bits. Whoever holds the database, the inbox
or a log of callback data has tokens and nonces but no key, and so no digits.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

_CUT: Final = 6


def new_nonce() -> bytes:
    """16 random bytes that name one showing of a pad."""
    return secrets.token_bytes(16)


def tokens(nonce: bytes, key: bytes) -> tuple[str, ...]:
    """The ten tokens of a showing, of digit 0 first: 8 signs of URL-safe base64 each."""
    return tuple(_token(digit, nonce, key) for digit in range(10))


def digit_of(token: str, nonce: bytes, key: bytes) -> int | None:
    """The digit behind a token of this showing; None for any other text. All ten are compared, whatever the answer."""
    found = None
    for digit in range(10):
        if hmac.compare_digest(_token(digit, nonce, key).encode(), token.encode()):
            found = digit
    return found


def _token(digit: int, nonce: bytes, key: bytes) -> str:
    return urlsafe_b64encode(hmac.digest(key, b"pad\x00" + nonce + bytes([digit]), sha256)[:_CUT]).decode()
