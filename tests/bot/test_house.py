"""Keys, database, schema and stamp: what is made once, what is refused, and who is told."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import house, keys
from bot.settings import Settings, SmsGateway
from bot.trouble import Trouble
from storage import migrate
from storage.company import House, Stamp
from storage.engine import Database
from storage.sealed import KeyRing, ring
from tests import people
from tests.bot.test_keys import without
from tests.conftest import HandClock


def tree(tmp_path: Path, url: str | None = None, **more: object) -> Settings:
    return Settings(
        _env_file=None, data_dir=tmp_path / "data", keys_file=tmp_path / "k" / "x.keys", database_url=url, **more
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """A database without tables; None is the default of the settings."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("bare_postgres_url"))


async def trouble(settings: Settings, clock: HandClock, *, build: bool = True) -> str:
    with pytest.raises(Trouble) as caught:
        async with house.opened(settings, clock, build=build):
            pass
    return caught.value.texts[0].key


def refused(settings: Settings, stamp: Stamp, key: str | None) -> None:
    """Whether `run` takes it, or says ``key``."""
    with pytest.raises(Trouble, match=key) if key else nullcontext():
        house.allow_run(settings, stamp)


async def test_an_empty_database_is_built_and_continued(
    tmp_path: Path, clock: HandClock, empty_url: str | None
) -> None:
    settings = tree(tmp_path, empty_url)
    async with house.opened(settings, clock, build=True) as first:
        assert first.keys_made
        assert first.stamp is Stamp.REAL
        assert ring() is first.ring
        assert await migrate.current(first.database) == migrate.head()
        assert await house.people(first.database) == 0
    async with house.opened(settings, clock, build=False) as second:
        assert not second.keys_made
        assert second.ring == first.ring


async def test_two_openings_at_once_build_one_house(tmp_path: Path, clock: HandClock, empty_url: str | None) -> None:
    settings = tree(tmp_path, empty_url)

    async def open_it() -> bool:
        async with house.opened(settings, clock, build=True) as found:
            return found.keys_made

    assert sum(await asyncio.gather(open_it(), open_it())) == 1


async def test_keys_are_made_before_the_first_row(tmp_path: Path, clock: HandClock) -> None:
    settings = tree(tmp_path)
    made, _ = keys.make(settings.keys_file)
    async with house.opened(settings, clock, build=True) as found:
        assert found.ring == made
        assert not found.keys_made


async def test_a_filled_database_needs_its_keys(tmp_path: Path, clock: HandClock) -> None:
    settings = tree(tmp_path)
    async with house.opened(settings, clock, build=True):
        pass
    settings.keys_file.rename(tmp_path / "kept")
    for build in (True, False):
        assert await trouble(settings, clock, build=build) == "console-keys-missing"
    assert not settings.keys_file.exists()
    keys.make(settings.keys_file)
    assert await trouble(settings, clock) == "console-keys-foreign"


async def test_an_older_key_file_grows_where_a_command_may_write(
    tmp_path: Path, clock: HandClock, empty_url: str | None
) -> None:
    settings = tree(tmp_path, empty_url)
    async with house.opened(settings, clock, build=True) as found, found.database.write() as session:
        old = without(settings.keys_file, *keys.LATER)
        (await session.get_one(House, 1)).key_check = json.dumps(keys.checks(old))
    assert await trouble(settings, clock, build=False) == "console-keys-old"
    async with house.opened(settings, clock, build=True) as found:
        assert (found.keys_made, found.keys_grown) == (False, True)
        assert await house.house_row(found.database) == (Stamp.REAL, keys.recorded(found.ring))
    async with house.opened(settings, clock, build=True) as again:
        assert not again.keys_grown
        assert again.ring == found.ring
    without(settings.keys_file, *keys.LATER)
    for build in (True, False):
        assert await trouble(settings, clock, build=build) == "console-keys-foreign"


async def test_of_two_grown_files_the_database_takes_one(tmp_path: Path, clock: HandClock) -> None:
    """Two machines, each with its copy of the older file."""
    settings = tree(tmp_path)
    async with house.opened(settings, clock, build=True) as found, found.database.write() as session:
        old = without(settings.keys_file, *keys.LATER)
        (await session.get_one(House, 1)).key_check = json.dumps(keys.checks(old))
    other = tmp_path / "k" / "other.keys"
    shutil.copy(settings.keys_file, other)
    keys.grow(other, json.dumps(keys.checks(old)))
    async with house.opened(settings, clock, build=True):
        pass
    assert await trouble(settings.model_copy(update={"keys_file": other}), clock) == "console-keys-foreign"


async def test_nothing_is_made_where_nothing_may_be(tmp_path: Path, clock: HandClock) -> None:
    settings = tree(tmp_path)
    assert await trouble(settings, clock, build=False) == "console-empty-database"
    assert not settings.data_dir.exists()
    assert not settings.keys_file.exists()


async def test_an_old_schema_takes_its_steps_only_when_building(tmp_path: Path, clock: HandClock) -> None:
    settings = tree(tmp_path)
    async with house.opened(settings, clock, build=True) as found, found.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    assert await trouble(settings, clock, build=False) == "console-empty-database"


async def test_a_newer_schema_is_refused(tmp_path: Path, clock: HandClock) -> None:
    settings = tree(tmp_path)
    async with house.opened(settings, clock, build=True) as found, found.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await trouble(settings, clock) == "console-new-schema"


async def test_what_is_no_database_is_told(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kabinet.db").write_text("this is a letter to my aunt, not a database" * 100)
    assert await trouble(tree(tmp_path), clock) == "console-no-database"
    assert await trouble(tree(tmp_path, "postgresql://u:p@127.0.0.1:9/x"), clock) == "console-no-database"
    assert await trouble(tree(tmp_path, f"sqlite:///{tmp_path}/data/kabinet.db/x.db"), clock) == "console-no-database"


async def test_people_are_counted(db: Database) -> None:
    firm = await people.company(db)
    await people.employee(db, firm, "1")
    assert await house.people(db) == 1


async def test_a_database_without_a_check_takes_any_ring(db: Database, clock: HandClock) -> None:
    async with db.write() as session:
        session.add(House(stamp=Stamp.TRIAL, made_at=clock.now()))
    assert await house.house_row(db) == (Stamp.TRIAL, "{}")
    assert keys.fits(KeyRing.fresh().keys, "{}")


@pytest.mark.parametrize(
    ("stamp", "gateway", "key"),
    [
        (Stamp.DEMO, SmsGateway.SANDBOX, "console-run-demo"),
        (Stamp.DEMO, SmsGateway.LOG, "console-run-demo"),
        (Stamp.REAL, SmsGateway.LOG, "console-sms-log"),
        (Stamp.REAL, SmsGateway.SANDBOX, "console-sms-sandbox"),
        (Stamp.TRIAL, SmsGateway.SANDBOX, "console-sms-sandbox"),
        (Stamp.TRIAL, SmsGateway.LOG, None),
        (Stamp.REAL, None, None),
    ],
)
def test_run_keeps_demo_trial_and_real_apart(
    tmp_path: Path, stamp: Stamp, gateway: SmsGateway | None, key: str | None
) -> None:
    settings = tree(tmp_path, sms_gateway=gateway)
    refused(settings, stamp, key)


@pytest.mark.parametrize(
    ("api", "stamp", "gateway", "key"),
    [
        ("http://127.0.0.1:8080", Stamp.DEMO, SmsGateway.SANDBOX, None),
        ("http://127.0.0.1:8080", Stamp.DEMO, SmsGateway.LOG, "console-sms-log"),
        ("http://127.0.0.1:8080", Stamp.TRIAL, SmsGateway.SANDBOX, "console-sms-sandbox"),
        ("http://127.0.0.1:8090", Stamp.DEMO, SmsGateway.SANDBOX, "console-run-demo"),
        ("https://api.telegram.org", Stamp.DEMO, SmsGateway.SANDBOX, "console-run-demo"),
    ],
)
def test_the_demo_is_run_where_the_sandbox_is_the_messenger(
    tmp_path: Path, api: str, stamp: Stamp, gateway: SmsGateway, key: str | None
) -> None:
    page = "http://127.0.0.1:8080/secret/"
    settings = tree(tmp_path, sms_gateway=gateway, bot_api_url=api, sandbox_url=page)
    refused(settings, stamp, key)
