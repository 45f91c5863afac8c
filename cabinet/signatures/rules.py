"""What may be signed, and what stands in the journal of it: pure functions over records."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cabinet.documents.service import application_id
from storage.documents import Document
from storage.requests import Request, State
from storage.signatures import Sheet, SheetLine

MOST: Final = 1000
"""Documents of one set."""
LIVES: Final = timedelta(minutes=30)
"""How long after it was laid out a set may be signed: what was looked at longer ago is looked at anew."""


class Outcome(StrEnum):
    """What became of one document of a set."""

    SIGNED = "signed"
    CHANGED = "changed"  # its bytes are not those that were shown
    GONE = "gone"  # it waits for no signature any more: withdrawn, corrected, or signed in another way


def awaits(request: Request | None, document: Document, employee_id: uuid.UUID) -> bool:
    """Whether a document waits for somebody's signature: the application of the present version, unsigned, his own."""
    return (
        request is not None
        and request.state is State.SIGNATURE
        and request.employee_id == employee_id
        and document.employee_id == employee_id
        and application_id(request) == document.id
    )


def is_open(sheet: Sheet, now: datetime) -> bool:
    """Whether a set may still be signed."""
    return sheet.closed_at is None and now < sheet.made_at + LIVES


def untried(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The documents of a set that nothing has become of yet."""
    return [line for line in lines if line.outcome is None]


def evidence(digest: str, certificate: uuid.UUID, sheet: uuid.UUID, chat: uuid.UUID | None) -> str:
    """What the journal keeps of a signature beside its person, its moment and its key: all of it public."""
    kept = {"sha256": digest, "certificate": certificate.hex, "sheet": sheet.hex, "chat": chat.hex if chat else None}
    return json.dumps(kept, separators=(",", ":"))
