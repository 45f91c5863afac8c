"""What the sandbox is told: the same world at every start, and keys that are still good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import cast, links, seed, stage
from cabinet.people.activation import Activations
from handlers import start
from storage.company import House, Stamp
from storage.engine import Database
from tests.conftest import HandClock


@pytest.fixture
async def planted(db: Database, clock: HandClock) -> Database:
    async with db.write() as session:
        session.add(House(stamp=Stamp.REAL, made_at=clock.now()))
    await seed.plant(db, clock, demo=True)
    return db


def keys(folder: Path) -> dict[int, str]:
    config = json.loads((folder / "config.json").read_text())
    return {hint["person"]: hint["start"] for hint in config["hints"] if "start" in hint}


async def test_the_sandbox_gets_people_groups_and_keys(planted: Database, clock: HandClock, tmp_path: Path) -> None:
    made = await stage.prepare(tmp_path / "s", planted, clock)
    config = json.loads((tmp_path / "s" / "config.json").read_text())
    assert config["bot"]["token"] == made.token
    assert len(config["people"]) == len(cast.PARTS)
    assert config["people"][0] == {
        "id": 1001,
        "first_name": "Павел",
        "last_name": "Новиков",
        "phone": "+79000000022",
        "note": "Кладовщик, Склад",
    }
    assert set(keys(tmp_path / "s")) == {part.chat for part in cast.PARTS if not part.inside}
    assert (tmp_path / "s" / "config.json").stat().st_mode & 0o077 == 0
    service = Activations(planted, clock)
    for chat, payload in keys(tmp_path / "s").items():
        shown = await service.present(cast.CHANNEL, str(chat), payload.removeprefix(links.KEY), f"press-{chat}")
        assert shown.company == "ООО «Пример»"


async def test_a_second_start_continues(planted: Database, clock: HandClock, tmp_path: Path) -> None:
    first = await stage.prepare(tmp_path, planted, clock)
    before = (tmp_path / "config.json").read_text()
    clock.forward(days=3)
    assert await stage.prepare(tmp_path, planted, clock) == first
    assert (tmp_path / "config.json").read_text() == before


async def test_keys_that_ran_out_are_made_anew(planted: Database, clock: HandClock, tmp_path: Path) -> None:
    first = await stage.prepare(tmp_path, planted, clock)
    old = keys(tmp_path)
    clock.forward(days=8)
    assert (await stage.prepare(tmp_path, planted, clock)).token == first.token
    assert set(keys(tmp_path)) == set(old)
    assert not set(keys(tmp_path).values()) & set(old.values())


async def test_a_broken_file_is_written_anew(planted: Database, clock: HandClock, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    await stage.prepare(tmp_path, planted, clock)
    assert keys(tmp_path)


def test_links_agree_with_whoever_reads_them() -> None:
    assert links.KEY == start.KEY
    assert (
        links.key_link("kabinet_bot", "7H2K-QX9M-4CDE-WJR") == "https://t.me/kabinet_bot?start=key-7H2K-QX9M-4CDE-WJR"
    )
