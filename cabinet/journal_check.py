"""Was the journal rewritten: all entries are hashed anew and held against leaves, kept heads and heads from outside.

An entry that was changed alone is named. Who recomputed leaves and heads, too, is convicted by a head that left the
house; which entries it is about is then known as far as the heads around them tell.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.journal_tree import canonical, mac
from signing.merkle import SIZE, Frontier, leaf
from storage import journal_tree as tree
from storage.engine import Database
from storage.journal import Entry
from storage.journal_tree import Head, Leaf, Tip

PAGE: Final = 1000
SLACK: Final = timedelta(hours=1)
"""What a verb may take from its moment to its commit, many times over."""
SHAPE: Final = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Known:
    """A head to hold the journal against."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size}:{self.root.hex()}"


@dataclass
class Report:
    """What was found. Numbers are those of entries (`seq`); ``gaps`` are indexes of leaves that are not there.

    ``added``: entries dated before a kept head that does not hold them. ``spans``: of each head that does not fit, the
    leaves (first, last; counted from one) among which something was rewritten. ``short``: heads of more leaves than
    there are. ``forged``: days whose kept head has no MAC of ours. ``stale``: the tip is not that of the leaves.
    """

    size: int = 0
    root: bytes = b""
    unsealed: int = 0
    changed: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    fits: list[Known] = field(default_factory=list)
    spans: list[tuple[Known, int, int]] = field(default_factory=list)
    short: list[Known] = field(default_factory=list)
    stale: bool = False

    @property
    def fine(self) -> bool:
        """Nothing was changed, removed or added."""
        wrong = (self.changed, self.removed, self.added, self.gaps, self.forged, self.spans, self.short)
        return not self.stale and not any(wrong)


def read_head(typed: str) -> Known:
    """«size:root» as it was told; ValueError."""
    found = SHAPE.fullmatch(typed.strip().lower())
    if found is None:
        raise ValueError("not a head")
    return Known(int(found[1]), bytes.fromhex(found[2]))


class JournalCheck:
    """Looks and changes nothing; for the console."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def verify(self, actor: Actor, against: Sequence[Known] = ()) -> Report:
        """Hold the journal against its leaves, the kept heads and those of ``against``. NotAllowed."""
        if not (actor.is_system and actor.name == "console"):
            raise NotAllowed
        async with self._db.read() as session:
            tip = await session.get(Tip, 1)
            walk = _Walk([*await tree.heads(session)], against, tip.size if tip else 0)
            while page := await tree.leaves(session, walk.read, PAGE):
                walk.take(page)
                session.expunge_all()
            await _count(session, walk)
        return walk.judged(tip)


async def _count(session: AsyncSession, walk: _Walk) -> None:
    newest = max(walk.heads, key=lambda head: head.made_at, default=None)
    waiting = select(Entry.seq, Entry.at).outerjoin(Leaf, Leaf.seq == Entry.seq).where(Leaf.seq.is_(None))
    for seq, at in await session.execute(waiting):
        walk.report.unsealed += 1
        if newest is not None and at < newest.made_at - SLACK:
            walk.report.added.append(seq)


class _Walk:
    """One way over all leaves. ``rows``: the tree as the entries make it now; heads are compared when it has their
    size."""

    def __init__(self, kept: Sequence[Head], against: Sequence[Known], size: int) -> None:
        self.report, self.rows, self.read = Report(), Frontier(), 0
        self.heads = [head for head in kept if hmac.compare_digest(head.mac, mac(head))]
        self.report.forged = [head.day.isoformat() for head in kept if head not in self.heads]
        self._known = sorted(
            {*against, *(Known(head.size, head.root) for head in self.heads)}, key=lambda one: one.size
        )
        self._roots: dict[int, bytes] = {}
        self._wanted = {one.size for one in self._known} | {size}
        self._by_size, self._passed = sorted(self.heads, key=lambda head: head.size), 0
        self._bound = datetime.min.replace(tzinfo=UTC)
        self._note()

    def take(self, page: Sequence[tuple[Leaf, Entry | None]]) -> None:
        """The next leaves."""
        for held, entry in page:
            self.report.gaps += range(self.read, held.index)
            self.read = held.index + 1
            digest = leaf(canonical(entry)) if entry else bytes(SIZE)
            if entry is None:
                self.report.removed.append(held.seq)
            elif digest != held.digest:
                self.report.changed.append(held.seq)
            elif entry.at < self._before(held.index):
                self.report.added.append(held.seq)
            self.rows = self.rows.append(digest)
            self._note()

    def judged(self, tip: Tip | None) -> Report:
        """The report, once all leaves were taken."""
        report, good = self.report, 0
        report.size, report.root = self.rows.size, self.rows.root()
        for known in self._known:
            if known.size > report.size:
                report.short.append(known)
            elif self._roots[known.size] == known.root:
                report.fits.append(known)
                good = known.size
            else:
                report.spans.append((known, min(good + 1, known.size), known.size))
        report.stale = report.size > 0 and (tip is None or self._roots.get(tip.size) != tip.root)
        return report

    def _note(self) -> None:
        if self.rows.size in self._wanted:
            self._roots[self.rows.size] = self.rows.root()

    def _before(self, index: int) -> datetime:
        """What a leaf of this index may not be dated before: the last kept head without it."""
        while self._passed < len(self._by_size) and self._by_size[self._passed].size <= index:
            self._bound = max(self._bound, self._by_size[self._passed].made_at - SLACK)
            self._passed += 1
        return self._bound
