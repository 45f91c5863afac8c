"""What may be signed, and what stands in the journal of it: pure functions over records."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cabinet.documents.service import application_id
from storage.documents import Document
from storage.requests import Request, State
from storage.signatures import Sheet, SheetLine, Signature

MOST: Final = 1000
"""Documents of one set."""
LIVES: Final = timedelta(minutes=30)
"""How long after it was laid out a set may be signed: what was looked at longer ago is looked at anew."""


FRESH: Final = timedelta(days=7)
"""How long an application waits for its signature; then it is sent anew, with a new date."""


class Outcome(StrEnum):
    """What became of one document of a set."""

    SIGNED = "signed"
    CHANGED = "changed"  # its bytes are not those that were shown
    OVER = "over"  # asked for too long ago, or forbidden by now: it has to be sent anew
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


def is_young(request: Request, now: datetime) -> bool:
    """Whether its paper, which bears the day on which it was asked for, may still be signed."""
    return now < request.submitted_at + FRESH


def is_open(sheet: Sheet, now: datetime) -> bool:
    """Whether a set may still be signed."""
    return sheet.closed_at is None and now < sheet.made_at + LIVES


def untried(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The documents of a set that nothing has become of yet."""
    return [line for line in lines if line.outcome is None]


def evidence(signature: Signature, sheet: uuid.UUID, chat: uuid.UUID | None) -> str:
    """What the journal keeps of a signature beside its person and its key: all of it public, and of this one alone."""
    kept = {
        "sha256": signature.digest,
        "signature": hashlib.sha256(signature.der).hexdigest(),
        "signed": signature.signed_at.isoformat(),
        "certificate": signature.certificate_id.hex,
        "sheet": sheet.hex,
        "chat": chat.hex if chat else None,
    }
    return json.dumps(kept, separators=(",", ":"))
