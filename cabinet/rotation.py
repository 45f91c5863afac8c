"""The server's keys are changed without anybody's PIN: what was sealed with an old one is sealed anew, a few at a time.

The outer layer of signing keys and root keys, sealed columns and files; beside a bot that runs. What is left is seen in
the values themselves: a job that was killed goes on where it stood. A value that does not open is told and left alone,
and its key with it.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.certificates.authority import secrets
from cabinet.errors import NotAllowed
from cabinet.journal import record
from cabinet.ports import Blobs, Clock
from signing import vault
from signing.record import Broken, Owner, Record
from storage.certificates import Certificate, Root
from storage.engine import Database
from storage.rotation import Found, Layer, count_old, old_rows, put, sealed_layers
from storage.sealed import SealBroken, key_named, ring

log = structlog.get_logger(__name__)

CONSOLE: Final = "console"
FILES: Final = "files"
"""What the blob store is called among the layers."""
BATCH: Final = 50
"""Rows of one transaction."""
PAUSE: Final = 0.005
"""Seconds between two of them, for others who write."""


class Rotation:
    """Seals anew what names an old key of the ring; only for the console."""

    def __init__(self, db: Database, clock: Clock, blobs: Blobs) -> None:
        self._db, self._clock, self._blobs = db, clock, blobs
        self._layers = layers()

    async def left(self, actor: Actor) -> Mapping[str, int]:
        """Table.column, or «files» → how many values name a key that is not in force; only what is left. NotAllowed."""
        _allowed(actor)
        found: dict[str, int] = {}
        for layer in self._layers:
            async with self._db.read() as session:
                found[layer.name] = await count_old(session, layer, ring().newest(layer.purpose)[0])
        found[FILES] = sum([await self._blobs.stale(blob, _old_file) for blob in await self._blobs.names()])
        return {name: count for name, count in found.items() if count}

    async def again(self, actor: Actor) -> None:
        """Seal anew, once through everything; may be killed at any moment and called again. NotAllowed, OSError."""
        _allowed(actor)
        for layer in self._layers:
            after = await self._some(layer, None)
            while after is not None:
                after = await self._some(layer, after)
        for blob in await self._blobs.names():
            if await self._blobs.stale(blob, _old_file):
                await self._file(blob)

    async def note(self, actor: Actor, verb: str, key_ids: Sequence[str], key: str) -> None:
        """Write into the journal which keys («purpose:id») came, or went. NotAllowed."""
        _allowed(actor)
        async with self._db.write() as session:
            record(session, actor, verb, "keys", None, self._clock.now(), key=key, result=", ".join(key_ids))

    async def _some(self, layer: Layer, after: uuid.UUID | None) -> uuid.UUID | None:
        """One transaction's worth of rows behind ``after``; the last of them, None where there was none."""
        async with self._db.write() as session:
            found = await old_rows(session, layer, ring().newest(layer.purpose)[0], after, BATCH)
            for row in found:
                await _row(session, layer, row)
        await asyncio.sleep(PAUSE)
        return found[-1].id if found else None

    async def _file(self, blob: uuid.UUID) -> None:
        try:
            await self._blobs.again(blob)
        except SealBroken:
            log.error("a file does not open", row=str(blob))


async def _row(session: AsyncSession, layer: Layer, row: Found) -> None:
    try:
        await put(session, layer, row, layer.again(row))
    except (SealBroken, Broken):
        log.error("a sealed value does not open", place=layer.name, row=str(row.id))


def layers() -> Sequence[Layer]:
    """Roots, certificates, and all sealed columns."""
    return (_roots(), _certificates(), *sealed_layers())


def _roots() -> Layer:
    def again(row: Found) -> bytes:
        company_id, serial = row.more
        return vault.rewrap_root(row.value, company_id, int(serial, 16), secrets())

    return Layer(_table(Root), "key_record", "vault", 2, again, ("company_id", "serial"))


def _certificates() -> Layer:
    def again(row: Found) -> bytes:
        company_id, employee_id, serial = row.more
        owner = Owner(company_id, employee_id, int(serial, 16))
        return bytes(vault.rewrap(Record.read(row.value), owner, secrets()))

    needs = ("company_id", "employee_id", "serial")
    return Layer(_table(Certificate), "key_record", "vault", Record.SERVER_AT, again, needs)


def _table(kind: type[Root | Certificate]) -> Table:
    found = kind.__table__
    assert isinstance(found, Table)  # noqa: S101 # a mapped class of one table
    return found


def _old_file(head: bytes) -> bool:
    try:
        return key_named(head) != ring().newest("seal")[0]
    except SealBroken:
        return True


def _allowed(actor: Actor) -> None:
    if not (actor.is_system and actor.name == CONSOLE):
        raise NotAllowed
