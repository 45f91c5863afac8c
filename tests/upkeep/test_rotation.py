"""The server's keys are rotated beside a bot, without a PIN: cut short anywhere, continued, and nothing is lost."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select, update

from bot import keys, rotation
from bot.rotation import ACTOR, Done, Waits
from bot.trouble import Trouble
from cabinet import rotation as job
from cabinet.access import Actor
from cabinet.certificates import authority
from cabinet.errors import NotAllowed
from cabinet.ports import LockedKey
from cabinet.rotation import Rotation
from signing import vault
from signing.record import Broken, Owner, Record
from storage.base import Base
from storage.certificates import Certificate, Root
from storage.company import House, Stamp
from storage.engine import Database
from storage.journal import Entry
from storage.people import Employee
from storage.rotation import sealed_layers
from storage.sealed import KeyRing, SealBroken, ring, use_ring
from tests.bot.test_derivation import CHEAP, OWNER
from tests.certificates.room import PIN, Near
from tests.conftest import HandClock
from tests.signatures.room import SigningRoom

NOW = Waits(known=0.0, over=0.0)


class Killed(BaseException):
    """Nobody catches it, as nobody catches SIGKILL."""


@pytest.fixture
async def path(db: Database, clock: HandClock, tmp_path: Path) -> Path:
    """The key file of this process and its database."""
    path = tmp_path / "keys" / "k"
    made, _ = keys.make(path)
    use_ring(made)
    async with db.write() as session:
        session.add(House(stamp=Stamp.REAL, made_at=clock.now(), key_check=keys.recorded(made)))
    return path


@pytest.fixture
def room(db: Database, clock: HandClock, tmp_path: Path, path: Path) -> SigningRoom:
    return SigningRoom(db, clock, folder=tmp_path / "files")


def of(room: SigningRoom) -> Rotation:
    return Rotation(room.db, room.clock, room.files)


async def rotated(room: SigningRoom, path: Path) -> Done:
    return await rotation.rotate(room.db, path, of(room), NOW)


async def everything_opens(room: SigningRoom, blob: uuid.UUID, who: Actor) -> None:
    async with room.db.read() as session:
        people = (await session.scalars(select(Employee).order_by(Employee.number))).all()
        root = (await session.scalars(select(Root))).one()
        certificate = (await session.scalars(select(Certificate).where(Certificate.employee_id == who.me()))).one()
        trust = await room.certificates.trust(session, root.company_id)
    assert [one.phone for one in people] == ["+79160000001", "+79160000002"]
    assert await room.files.get(blob) == b"paper"
    with vault.opened_root(root.key_record, root.company_id, int(root.serial, 16), authority.secrets()):
        pass
    owner = Owner(root.company_id, who.me(), int(certificate.serial, 16))
    assert certificate.key_record is not None
    await Near().sign(LockedKey(certificate.key_record, owner, certificate.der), PIN, [], trust)


async def settled(room: SigningRoom) -> tuple[Actor, uuid.UUID]:
    """(who signs, a file): a company at work."""
    anna, _ = await room.team()
    blob = uuid.uuid4()
    await room.files.put(blob, b"paper")
    return anna, blob


async def test_all_is_sealed_anew_and_the_old_keys_are_gone(room: SigningRoom, path: Path) -> None:
    anna, blob = await settled(room)
    before = ring()
    assert await of(room).left(ACTOR) == {}
    done = await rotated(room, path)
    assert done.new
    assert done.retired == rotation.in_force(before)
    after = keys.load(path)
    assert after == ring()
    assert all(set(after.keys[name]).isdisjoint(before.keys[name]) for name in rotation.ROTATED)
    assert all(after.keys[name] == before.keys[name] for name in rotation.KEPT)
    use_ring(KeyRing(after.keys))  # what the file holds, and nothing that this process remembers
    await everything_opens(room, blob, anna)
    assert await of(room).left(ACTOR) == {}
    async with room.db.read() as session:
        house = await session.get_one(House, 1)
        verbs = await session.scalars(select(Entry.verb).where(Entry.subject == "keys").order_by(Entry.seq))
        assert list(verbs) == ["keys.rotate", "keys.retire"]
    assert keys.fits(after.keys, house.key_check)
    assert not keys.fits(before.keys, house.key_check)  # an old copy of the file is a foreign one by now
    use_ring(before)
    with pytest.raises(SealBroken):
        await room.files.get(blob)


STAGES = ("old_rows", "put", "_old_file")


@pytest.mark.parametrize("stage", STAGES)
async def test_killed_anywhere_it_goes_on_and_no_new_key_is_made(
    room: SigningRoom, path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, blob = await settled(room)
    calls, real = 0, getattr(job, stage)

    def dies(*args, **kwargs):  # type: ignore[no-untyped-def]
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(job, "BATCH", 1)
    monkeypatch.setattr(job, stage, dies)
    await room.files.put(uuid.uuid4(), b"another")
    with pytest.raises(Killed):
        await rotated(room, path)
    monkeypatch.undo()
    begun = ring()
    await everything_opens(room, blob, anna)  # the bot works on meanwhile
    done = await rotated(room, path)
    assert not done.new
    assert rotation.in_force(ring()) == rotation.in_force(begun)
    await everything_opens(room, blob, anna)
    assert rotation.old(ring().keys) == ()


@pytest.mark.parametrize("stage", ["remember", "retire"])
async def test_killed_between_file_and_database_the_house_opens(
    room: SigningRoom, path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_args: object) -> None:
        raise Killed

    monkeypatch.setattr(rotation.house if stage == "remember" else rotation, stage, dies)
    with pytest.raises(Killed):
        await rotated(room, path)
    monkeypatch.undo()
    async with room.db.read() as session:
        house = await session.get_one(House, 1)
    found = keys.load(path)
    assert found is not None
    assert keys.fits(found.keys, house.key_check)
    assert (await rotated(room, path)).retired
    assert rotation.old(keys.read(path) or {}) == ()


async def test_what_does_not_open_keeps_its_key(room: SigningRoom, path: Path) -> None:
    anna, blob = await settled(room)
    async with room.db.write() as session:
        broken = Employee.phone.for_row(uuid.uuid4(), "+79990000000")  # of another row: opens nowhere
        await session.execute(update(Employee).where(Employee.id == anna.me()).values(phone_sealed=broken))
    (tmp,) = (path.parent.parent / "files").rglob(blob.hex)
    tmp.write_bytes(tmp.read_bytes()[:-1])
    done = await rotated(room, path)
    assert done.left == {"employee.phone_sealed": 1, "files": 1}
    assert done.retired == ()
    assert len(rotation.old(keys.read(path) or {})) == 2


async def test_what_somebody_changed_meanwhile_stays_changed(
    room: SigningRoom, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, _ = await settled(room)
    real = job.put

    async def late(session, layer, row, value):  # type: ignore[no-untyped-def]
        """Between reading and writing, the bot writes."""
        if row.id == anna.me() and layer.column == "phone_sealed":
            changed = Employee.phone.for_row(row.id, "+79160000009")
            await session.execute(update(Employee).where(Employee.id == row.id).values(phone_sealed=changed))
        await real(session, layer, row, value)

    monkeypatch.setattr(job, "put", late)
    await rotated(room, path)
    async with room.db.read() as session:
        assert (await session.get_one(Employee, anna.me())).phone == "+79160000009"


async def test_a_file_that_is_removed_does_not_come_back(room: SigningRoom, path: Path) -> None:
    blobs = [uuid.uuid4() for _ in range(8)]
    for blob in blobs:
        await room.files.put(blob, b"paper")
    await asyncio.gather(*(room.files.again(blob) for blob in blobs), *(room.files.drop(blob) for blob in blobs))
    assert await room.files.names() == []
    await room.files.again(blobs[0])
    assert not [one for one in (path.parent.parent / "files").rglob("*") if one.is_file()]


async def test_only_the_console_may(room: SigningRoom) -> None:
    anna, _ = await room.team()
    for verb in (of(room).left(anna), of(room).again(anna), of(room).note(anna, "keys.rotate", (), "k")):
        with pytest.raises(NotAllowed):
            await verb


def test_every_sealed_column_is_among_the_layers() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed") and isinstance(column.type, LargeBinary)
    }
    assert {layer.name for layer in sealed_layers()} == named
    assert {layer.name for layer in job.layers()} == named | {"root.key_record", "certificate.key_record"}


def test_a_second_rotation_is_refused_while_one_runs(tmp_path: Path) -> None:
    path = tmp_path / "k"
    keys.make(path)
    with rotation.alone(path), pytest.raises(Trouble, match="console-rotation-runs"), rotation.alone(path):
        pass
    with rotation.alone(path):  # the lock went with the one that held it
        pass


def test_a_process_that_runs_hears_of_new_keys_and_of_old_ones_gone(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made, _ = keys.make(path)
    use_ring(made, keys.Watch(path))
    sealed = Employee.phone.for_row(uuid.UUID(int=1), "+79160000001")
    grown, new = rotation.begin(path, "{}")
    assert new
    use_ring(grown)
    fresh = Employee.phone.for_row(uuid.UUID(int=1), "+79160000002")
    use_ring(made, keys.Watch(path))
    assert ring() == made
    use_ring(made, _once(grown))  # a value names a key that came within this second
    assert Employee.phone.of_row(uuid.UUID(int=1), fresh) == "+79160000002"
    assert Employee.phone.of_row(uuid.UUID(int=1), sealed) == "+79160000001"
    watching = keys.Watch(path)
    rotation.retire(path, rotation.old(grown.keys))
    told = watching()
    assert told is not None
    assert rotation.old(told.keys) == ()
    assert watching() is None


def _once(grown: KeyRing):  # type: ignore[no-untyped-def]
    answers = [grown]
    return lambda: answers.pop() if answers else None


def test_a_record_under_a_gone_key_opens_for_nobody() -> None:
    old = vault.Secrets({"s": b"s" * 32}, {"p": b"p" * 32})
    both = vault.Secrets({"s": b"s" * 32, "t": b"t" * 32}, {"p": b"p" * 32})
    record = vault.seal(b"key", PIN, OWNER, old, CHEAP)
    moved = vault.rewrap(record, OWNER, both)
    assert bytes(moved)[Record.SERVER_AT - 1 :].startswith(b"\x01t")
    with vault.opened(moved, PIN, OWNER, both) as key:
        assert bytes(key) == b"key"
    with pytest.raises(Broken), vault.opened(moved, PIN, OWNER, old):
        pass
