"""The journal's tree is kept here: entries are sealed into it, its head leaves the house once a day, and it proves.

What leaves is size and root, which convict without our keys. Inside the database a head has a MAC beside it, so that
who can write in the database and lacks the key file cannot replace a head either.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound
from cabinet.joining.introduction import addresses
from cabinet.journal import record
from cabinet.ports import Clock
from cabinet.proof_paper import Proof
from signing import merkle
from storage import journal_tree as tree
from storage.engine import Database
from storage.joining import Introduction
from storage.journal import Entry
from storage.journal_tree import Head, Leaf, Tip
from storage.outbox import Desk, DeskState
from storage.sealed import ring

SCHEDULE: Final = "schedule"
"""The only actor who seals and publishes."""
HEAD: Final = "journal-head"
"""The topic under which it is told."""
SIGNED: Final = "sign"
"""The verb of the entry that a signature leaves; its subject is the signature."""
BATCH: Final = 500
"""Entries sealed in one transaction."""
LOOK_BACK: Final = 10_000
"""How many numbers behind the newest leaf are looked at every time; all of them once a day, before the head."""
HOUR: Final = timedelta(hours=6)
"""When the day of a head ends, UTC: in the morning, when the group may be woken."""


@dataclass(frozen=True, slots=True)
class Proven:
    """``leaf``: the bytes of the entry that are hashed; ``proof``: from them to the root."""

    leaf: bytes
    proof: Proof


class JournalTree:
    """Seals, publishes and proves."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def seal(self, actor: Actor) -> int:
        """Make leaves of what was committed since; how many. NotAllowed."""
        _only(actor)
        async with self._db.read() as session:
            after = max(0, await tree.newest(session) - LOOK_BACK)
        return await self._seal(after)

    async def publish(self, actor: Actor) -> Head | None:
        """The head of the day to every HR group and to the addresses outside, once a day whoever asks; None: not now.

        NotAllowed.
        """
        _only(actor)
        now = self._clock.now()
        day = (now - HOUR).date()
        async with self._db.read() as session:
            known = await session.get(Head, day)
            if known is not None or not await tree.is_old(session, _begin(day, now)):
                return None
        await self._seal(0)  # whoever committed late, too
        async with self._db.write() as session:
            await tree.alone(session)
            tip = await session.get(Tip, 1)
            known = await session.get(Head, day)
            if tip is None or known is not None:
                return None
            head = Head(day=day, size=tip.size, root=tip.root, made_at=now, mac=b"")
            head.mac = mac(head)
            session.add(head)
            await _tell(session, head)
            record(session, actor, "journal.head", "journal", None, now, key=f"journal-head:{day}", result=told(head))
        return head

    async def proof(self, actor: Actor, seq: int) -> Proven | None:
        """That the journal holds an entry of the actor's company; None while it is not sealed. NotFound, NotAllowed.

        Reads all hashes of the tree: 32 bytes an entry.
        """
        actor.me()
        async with self._db.read() as session:
            entry = await session.get(Entry, seq)
            if entry is None:
                raise NotFound
            actor.same_company(entry.company_id)  # type: ignore[arg-type] # that of no company is nobody's
            return await _proven(session, entry)

    async def signed(self, actor: Actor, signature_id: uuid.UUID) -> Proven | None:
        """The same of the making of a signature; None while it is not sealed, or not in the journal. NotAllowed."""
        actor.me()
        async with self._db.read() as session:
            entry = await tree.entry_about(session, actor.company(), SIGNED, signature_id)
            return await _proven(session, entry) if entry else None

    async def _seal(self, after: int) -> int:
        done = 0
        while sealed := await self._seal_some(after):
            done += sealed
        return done

    async def _seal_some(self, after: int) -> int:
        async with self._db.write() as session:
            await tree.alone(session)
            entries = await tree.unsealed(session, after, BATCH)
            if not entries:
                return 0
            tip = await session.get(Tip, 1)
            grown = merkle.Frontier.unpacked(tip.size, tip.frontier) if tip else merkle.Frontier()
            for entry in entries:
                digest = merkle.leaf(canonical(entry))
                session.add(Leaf(index=grown.size, seq=entry.seq, digest=digest))
                grown = grown.append(digest)
            now = self._clock.now()
            stands = Tip(id=1, size=grown.size, root=grown.root(), frontier=grown.packed(), sealed_at=now)
            await session.merge(stands)
        return len(entries)


async def _proven(session: AsyncSession, entry: Entry) -> Proven | None:
    """To the first head that left the house with the leaf; until there is one, to where the tree stands."""
    leaf = await session.scalar(select(Leaf).where(Leaf.seq == entry.seq))
    if leaf is None:
        return None
    heads = await tree.heads_with(session, leaf.index)
    head = next((one for one in heads if hmac.compare_digest(one.mac, mac(one))), None)
    tip = await session.get(Tip, 1)
    stands = head or tip
    if stands is None or leaf.index >= stands.size:
        return None
    sealed, day = (stands.made_at, stands.day) if isinstance(stands, Head) else (stands.sealed_at, None)
    hashes = await tree.digests(session, stands.size)
    path = await asyncio.to_thread(merkle.inclusion, leaf.index, hashes)
    return Proven(canonical(entry), Proof(leaf.index, stands.size, stands.root, path, sealed, day))


def canonical(entry: Entry) -> bytes:
    """The bytes of an entry that are hashed: a JSON array in UTF-8, without spaces, in this order for ever.

    The personal part is its salted digest alone: an erasure of the salt leaves the tree whole.
    """
    ids = [one.hex if one else None for one in (entry.subject_id, entry.company_id, entry.actor_id)]
    digest = entry.digest.hex() if entry.digest else None
    at = entry.at.isoformat(timespec="microseconds")
    fields = [
        "journal",
        1,
        entry.seq,
        at,
        entry.verb,
        entry.subject,
        *ids,
        entry.actor,
        entry.key,
        entry.result,
        digest,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def told(head: Head) -> str:
    """A head as people keep it: «size:root», the root in hex."""
    return f"{head.size}:{head.root.hex()}"


def mac(head: Head) -> bytes:
    """HMAC-SHA256 of a head under a key made of «blind», which is never rotated."""
    key = hmac.digest(ring().secret("blind"), b"\x00journal head", "sha256")
    said = f"{head.day.isoformat()}\x00{head.made_at.isoformat(timespec='microseconds')}\x00{told(head)}"
    return hmac.digest(key, said.encode(), "sha256")


def _only(actor: Actor) -> None:
    if not (actor.is_system and actor.name == SCHEDULE):
        raise NotAllowed


def _begin(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(0), now.tzinfo) + HOUR


async def _tell(session: AsyncSession, head: Head) -> None:
    args = {"size": head.size, "head": told(head), "day": f"{head.day:%d.%m.%Y}"}
    for desk in await session.scalars(select(Desk).where(Desk.state == DeskState.LINKED)):
        dedupe = f"{HEAD}:{head.day}:{desk.id}"
        letters.to_desk(session, desk, HEAD, dedupe=dedupe, at=head.made_at, args=args)
    await letters.put_away(session, HEAD, head.made_at)
    for company in await session.scalars(select(Introduction).where(Introduction.heads_to != "")):
        for place, address in enumerate(addresses(company.heads_to)):
            dedupe = f"{HEAD}:{head.day}:{company.company_id}:{place}"
            letters.mail_out(session, address, HEAD, dedupe=dedupe, at=head.made_at, args=args)
