"""Files that belong to nothing any more are removed for good: somebody's paper is not kept because it was tried once.

First they are cut off, then their bytes go, then their rows: after a crash the next run finds in the rows what is left
to remove, and a file that is on its way into a request is never caught halfway.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

import structlog

from cabinet.access import Actor
from cabinet.journal import record
from cabinet.ports import Files
from storage.documents import abandon, forget, loose
from storage.engine import Database

log = structlog.get_logger(__name__)

ABANDONED: Final = timedelta(days=30)
"""How long a file may lie in a draft that nobody sends."""


async def sweep(db: Database, files: Files, actor: Actor, at: datetime) -> int:
    """How many files were removed. What the disk refuses to remove is left to the next run."""
    async with db.write() as session:
        await abandon(session, at - ABANDONED)
        found = await loose(session)
    gone = [document_id for document_id in found if await _dropped(files, document_id)]
    async with db.write() as session:
        for document_id in gone:
            await forget(session, document_id)
        if gone:  # an hour in which there was nothing to remove leaves no trace, or the journal grows by the clock
            record(session, actor, "document.sweep", "document", None, at, result=len(gone))
    return len(gone)


async def _dropped(files: Files, document_id: uuid.UUID) -> bool:
    try:
        await files.drop(document_id)
    except OSError as error:
        log.error("the disk keeps a file", row=str(document_id), why=error.strerror)
        return False
    return True
