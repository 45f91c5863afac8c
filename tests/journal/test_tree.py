"""The tree over the journal's rows: sealed once, told once a day, proved; and whoever rewrites is convicted."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound
from cabinet.journal import record
from cabinet.journal_check import JournalCheck, Known, Report, read_head
from cabinet.journal_tree import JournalTree, canonical, told
from signing import merkle
from storage.company import Company
from storage.engine import Database
from storage.journal import Entry
from storage.journal_tree import Head, Leaf, Tip
from storage.outbox import Desk, DeskState, Letter
from tests.conftest import START, HandClock

SCHEDULE, CONSOLE = Actor.system("schedule"), Actor.system("console")


@pytest.fixture
def tree(db: Database, clock: HandClock) -> JournalTree:
    return JournalTree(db, clock)


async def companies(db: Database) -> tuple[Company, Company]:
    ours, theirs = Company(inn="7700000000", name="Ромашка"), Company(inn="7800000000", name="Лютик")
    async with db.write() as session:
        session.add_all([ours, theirs])
        for company in (ours, theirs):
            session.add(
                Desk(
                    company_id=company.id,
                    channel="telegram",
                    address=f"-{company.inn}",
                    title="Кадры",
                    state=DeskState.LINKED,
                    asked_by=None,
                    asked_at=START,
                )
            )
    return ours, theirs


async def deeds(db: Database, count: int, at: datetime, company: Company | None = None) -> list[int]:
    actor = Actor(uuid.uuid4(), company.id if company else None)
    async with db.write() as session:
        for number in range(count):
            record(session, actor, "leave.ask", "request", uuid.uuid4(), at, result=number, personal="по болезни")
    async with db.read() as session:
        return list(await session.scalars(select(Entry.seq).order_by(Entry.seq)))


async def verify(db: Database, *against: Known) -> Report:
    return await JournalCheck(db).verify(CONSOLE, against)


async def told_head(db: Database, tree: JournalTree, clock: HandClock) -> Known:
    """The head as it left the house, after a day with some deeds."""
    await deeds(db, 7, clock.now())
    clock.forward(days=1)
    head = await tree.publish(SCHEDULE)
    assert head is not None
    return read_head(told(head))


async def rewrite(db: Database) -> None:
    """All leaves, and the tip, made anew from the entries as they are now: what a clever enemy does."""
    async with db.write() as session:
        await session.execute(delete(Leaf))
        grown = merkle.Frontier()
        for entry in await session.scalars(select(Entry).order_by(Entry.seq)):
            digest = merkle.leaf(canonical(entry))
            session.add(Leaf(index=grown.size, seq=entry.seq, digest=digest))
            grown = grown.append(digest)
        values = {"size": grown.size, "root": grown.root(), "frontier": grown.packed()}
        await session.execute(update(Tip).values(**values))


async def test_each_entry_is_sealed_once(db: Database, tree: JournalTree) -> None:
    seqs = await deeds(db, 5, START)
    assert await tree.seal(SCHEDULE) == 5
    assert await tree.seal(SCHEDULE) == 0
    more = await deeds(db, 2, START)
    assert await tree.seal(SCHEDULE) == 2
    async with db.read() as session:
        leaves = (await session.scalars(select(Leaf).order_by(Leaf.index))).all()
        tip = await session.get_one(Tip, 1)
    assert [(leaf.index, leaf.seq) for leaf in leaves] == list(enumerate(more))
    assert more[:5] == seqs
    assert (tip.size, tip.root) == (7, merkle.grown(leaf.digest for leaf in leaves).root())


async def test_two_sealers_at_once_lose_and_double_nothing(db: Database, clock: HandClock) -> None:
    await deeds(db, 1200, START)
    done = await asyncio.gather(*(JournalTree(db, clock).seal(SCHEDULE) for _ in range(3)))
    assert sum(done) == 1200
    report = await verify(db)
    assert (report.fine, report.size, report.unsealed) == (True, 1200, 0)


async def test_who_commits_late_is_sealed_later(db: Database, tree: JournalTree, clock: HandClock) -> None:
    """A number was taken before others and its row comes after them, perhaps long after."""
    seqs = await deeds(db, 4, START)
    late = seqs[1]
    async with db.write() as session:
        entry = await session.get_one(Entry, late)
        kept = {column.key: getattr(entry, column.key) for column in Entry.__table__.columns}
        await session.delete(entry)
    assert await tree.seal(SCHEDULE) == 3
    async with db.write() as session:
        await session.execute(Entry.__table__.insert().values(**kept))
    assert await tree.seal(SCHEDULE) == 1
    async with db.read() as session:
        assert (await session.scalar(select(Leaf.seq).where(Leaf.index == 3))) == late
    assert (await verify(db)).fine


async def test_an_erased_salt_leaves_the_tree_whole(db: Database, tree: JournalTree) -> None:
    await deeds(db, 3, START)
    await tree.seal(SCHEDULE)
    async with db.write() as session:
        await session.execute(update(Entry).values(salt=None))
    assert (await verify(db)).fine


async def test_a_head_a_day_to_every_group(db: Database, tree: JournalTree, clock: HandClock) -> None:
    ours, _ = await companies(db)
    await deeds(db, 3, clock.now(), ours)
    assert await tree.publish(SCHEDULE) is None, "the house stands since today"
    clock.forward(days=1)
    made = await asyncio.gather(*(JournalTree(db, clock).publish(SCHEDULE) for _ in range(3)))
    (head,) = [one for one in made if one]
    assert await JournalTree(db, clock).publish(SCHEDULE) is None, "another start of the same day"
    async with db.read() as session:
        letters = (await session.scalars(select(Letter))).all()
    assert [letter.topic for letter in letters] == ["journal-head"] * 2
    assert all(told(head) in (letter.payload or "") for letter in letters)
    clock.forward(days=1)
    after = await tree.publish(SCHEDULE)
    assert after is not None
    assert after.size == head.size + 1, "that the head was told is an entry, too"
    report = await verify(db, read_head(told(head)), read_head(told(after)))
    assert (report.fine, len(report.fits)) == (True, 2)


async def test_a_changed_entry_is_named(db: Database, tree: JournalTree, clock: HandClock) -> None:
    head = await told_head(db, tree, clock)
    async with db.write() as session:
        seqs = list(await session.scalars(select(Entry.seq).order_by(Entry.seq)))
        await session.execute(update(Entry).where(Entry.seq == seqs[2]).values(result="другое"))
    report = await verify(db, head)
    assert (report.fine, report.changed, report.removed) == (False, [seqs[2]], [])


async def test_a_removed_entry_is_named(db: Database, tree: JournalTree, clock: HandClock) -> None:
    head = await told_head(db, tree, clock)
    async with db.write() as session:
        seqs = list(await session.scalars(select(Entry.seq).order_by(Entry.seq)))
        await session.execute(delete(Entry).where(Entry.seq == seqs[4]))
    report = await verify(db, head)
    assert (report.fine, report.changed, report.removed) == (False, [], [seqs[4]])


async def test_a_removed_leaf_is_named(db: Database, tree: JournalTree, clock: HandClock) -> None:
    head = await told_head(db, tree, clock)
    async with db.write() as session:
        await session.execute(delete(Leaf).where(Leaf.index == 4))
    report = await verify(db, head)
    assert (report.fine, report.gaps) == (False, [4])


@pytest.mark.parametrize("sealed", [False, True])
async def test_an_entry_dated_back_is_named(db: Database, tree: JournalTree, clock: HandClock, *, sealed: bool) -> None:
    head = await told_head(db, tree, clock)
    added = (await deeds(db, 1, clock.now() - timedelta(hours=5)))[-1]
    if sealed:
        await tree.seal(SCHEDULE)
    report = await verify(db, head)
    assert (report.fine, report.added, report.fits) == (False, [added], [head])


@pytest.mark.parametrize("change", ["changed", "removed", "added"])
async def test_all_rewritten_consistently_is_convicted_by_the_head_outside(
    db: Database, tree: JournalTree, clock: HandClock, change: str
) -> None:
    """The database, its heads and the message in the group are the enemy's; one head lies elsewhere."""
    first = await told_head(db, tree, clock)
    mailed = await told_head(db, tree, clock)
    async with db.write() as session:
        seqs = list(await session.scalars(select(Entry.seq).order_by(Entry.seq)))
        target = await session.get_one(Entry, seqs[first.size + 2])
        if change == "changed":
            target.result = "другое"
        elif change == "removed":
            await session.delete(target)
        else:
            at, table = target.seq, Entry.__table__
            await session.execute(table.update().where(table.c.seq >= at).values(seq=-table.c.seq))
            await session.execute(table.update().where(table.c.seq < 0).values(seq=1 - table.c.seq))
            values = {"seq": at, "at": clock.now(), "verb": "x", "subject": "y", "actor": "employee"}
            await session.execute(Entry.__table__.insert().values(**values))
        await session.execute(delete(Head).where(Head.size == mailed.size))
    await rewrite(db)
    assert (await verify(db)).fine, "inside everything fits"
    report = await verify(db, mailed)
    assert not report.fine
    assert report.spans == [(mailed, first.size + 1, mailed.size)], "as far as the heads around it tell"


async def test_cut_off_and_rewritten_is_convicted(db: Database, tree: JournalTree, clock: HandClock) -> None:
    mailed = await told_head(db, tree, clock)
    async with db.write() as session:
        await session.execute(delete(Entry).where(Entry.seq > select(func.min(Entry.seq)).scalar_subquery() + 2))
        await session.execute(delete(Head))
    await rewrite(db)
    report = await verify(db, mailed)
    assert (report.fine, report.short, report.size) == (False, [mailed], 3)


async def test_a_kept_head_that_was_replaced_is_named(db: Database, tree: JournalTree, clock: HandClock) -> None:
    """Who writes in the database and has no keys cannot replace it."""
    await told_head(db, tree, clock)
    async with db.write() as session:
        await session.execute(update(Head).values(root=bytes(32)))
        day = await session.scalar(select(Head.day))
    report = await verify(db)
    assert (report.fine, report.forged) == (False, [str(day)])


async def test_the_tip_belongs_to_the_leaves(db: Database, tree: JournalTree) -> None:
    await deeds(db, 3, START)
    await tree.seal(SCHEDULE)
    async with db.write() as session:
        await session.execute(update(Tip).values(root=bytes(32)))
    report = await verify(db)
    assert (report.fine, report.stale) == (False, True)


async def test_a_proof_leads_from_the_entry_to_the_root(db: Database, tree: JournalTree) -> None:
    ours, theirs = await companies(db)
    seqs = await deeds(db, 6, START, ours)
    mine = Actor(uuid.uuid4(), ours.id)
    assert await tree.proof(mine, seqs[3]) is None
    await tree.seal(SCHEDULE)
    proven = await tree.proof(mine, seqs[3])
    assert proven is not None
    proof, leaf = proven.proof, hashlib.sha256(b"\x00" + proven.leaf).digest()
    assert (proof.index, proof.size, proof.sealed) == (3, 6, START)
    assert merkle.is_included(leaf, proof.index, proof.size, proof.hashes, proof.root)
    assert "болезни" not in proven.leaf.decode()
    for seq in (seqs[3], 10**6):
        with pytest.raises(NotFound):
            await tree.proof(Actor(uuid.uuid4(), theirs.id), seq)


async def test_a_proof_leads_to_the_first_head_that_left_the_house(
    db: Database, tree: JournalTree, clock: HandClock
) -> None:
    ours, _ = await companies(db)
    seqs, mine = await deeds(db, 6, START - timedelta(days=1), ours), Actor(uuid.uuid4(), ours.id)
    await tree.seal(SCHEDULE)
    early = await tree.proof(mine, seqs[3])
    assert early is not None
    assert (early.proof.day, early.proof.size) == (None, 6), "the tip, which nobody has"
    heads = []
    for _ in range(2):
        heads.append(await tree.publish(SCHEDULE))
        clock.forward(days=1)
        await deeds(db, 2, clock.now(), ours)
    await tree.seal(SCHEDULE)
    first, second = [head for head in heads if head]
    assert first.size < second.size
    for forged, head in ((None, first), (first.day, second)):
        if forged:
            async with db.write() as session:
                await session.execute(update(Head).where(Head.day == forged).values(root=bytes(32)))
        proven = await tree.proof(mine, seqs[3])
        assert proven is not None
        proof = proven.proof
        assert (proof.day, proof.size, proof.root, proof.sealed) == (head.day, head.size, head.root, head.made_at)
        assert merkle.is_included(merkle.leaf(proven.leaf), 3, proof.size, proof.hashes, head.root)


async def test_nobody_else_may(db: Database, tree: JournalTree) -> None:
    for actor in (Actor.system("courier"), Actor(uuid.uuid4(), uuid.uuid4())):
        for verb in (tree.seal, tree.publish):
            with pytest.raises(NotAllowed):
                await verb(actor)
        with pytest.raises(NotAllowed):
            await JournalCheck(db).verify(actor)
    with pytest.raises(NotAllowed):
        await tree.proof(CONSOLE, 1)


@pytest.mark.parametrize("typed", ["", "7", "7:", ":" + "a" * 64, "7:" + "a" * 63, "-1:" + "a" * 64, "7:" + "g" * 64])
def test_what_is_no_head(typed: str) -> None:
    with pytest.raises(ValueError, match="head"):
        read_head(typed)


def test_a_head_is_read_as_it_was_told() -> None:
    assert read_head(f" 7:{'AB' * 32}\n") == Known(7, b"\xab" * 32)


async def test_the_proof_of_a_signature_is_that_of_its_entry(db: Database, tree: JournalTree) -> None:
    ours, theirs = await companies(db)
    await deeds(db, 3, START, ours)
    mine, signature = Actor(uuid.uuid4(), ours.id), uuid.uuid4()
    async with db.write() as session:
        record(session, mine, "sign", "signature", signature, START)
    assert await tree.signed(mine, signature) is None, "not sealed yet"
    await tree.seal(SCHEDULE)
    proven = await tree.signed(mine, signature)
    async with db.read() as session:
        entry = await session.scalar(select(Entry).where(Entry.subject_id == signature))
    assert entry is not None
    assert proven is not None
    assert proven.leaf == canonical(entry)
    assert merkle.is_included(merkle.leaf(proven.leaf), 3, 4, proven.proof.hashes, proven.proof.root)
    assert await tree.signed(Actor(uuid.uuid4(), theirs.id), signature) is None
    with pytest.raises(NotAllowed):
        await tree.signed(CONSOLE, signature)
