"""The code of a marked copy: whoever has the paper may ask what it is a copy of, and nobody can guess another one.

It names the document and holds a MAC of it, so that nothing has to be kept and a guess costs no look into the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass
from typing import Final

from storage.sealed import ring

CHECK: Final = "check-"
"""Before a code in a payload of /start."""
_MAC: Final = 10
"""Bytes: 80 bits that can only be guessed by asking us."""


@dataclass(frozen=True)
class Page:
    """The address, without a slash at its end, of the page for whoever finds a copy; None: the bot tells him."""

    url: str | None

    def address(self, bot: str) -> str:
        """What a code is put behind. ``bot``: its name in the messenger."""
        return f"{self.url}/" if self.url else f"https://t.me/{bot}?start={CHECK}"


def code_of(document_id: uuid.UUID) -> str:
    """35 of A-Za-z0-9_-: fits a path and a payload of /start."""
    return base64.urlsafe_b64encode(document_id.bytes + _mac(document_id)).decode().rstrip("=")


def document_of(code: str) -> uuid.UUID | None:
    """Of which document it is; None for a code that we did not make."""
    try:
        raw = base64.b64decode(f"{code}=", b"-_", validate=True) if len(code) == 35 else b""
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + _MAC:
        return None
    document_id = uuid.UUID(bytes=raw[:16])
    whole = hmac.compare_digest(raw[16:], _mac(document_id)) and code == code_of(document_id)
    return document_id if whole else None


def _mac(document_id: uuid.UUID) -> bytes:
    """Under a key made of «blind», which is never rotated: a paper lies in its folder for decades."""
    key = hmac.digest(ring().secret("blind"), b"\x00copy of a document", "sha256")
    return hmac.digest(key, document_id.bytes, "sha256")[:_MAC]
