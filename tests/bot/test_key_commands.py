"""`kabinet keys`: what it says, to people and to scripts, and what it refuses."""

from __future__ import annotations

import argparse
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot import house, keys, rotation
from bot.commands import keys as command
from bot.rotation import Waits
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from cabinet.ports import SystemClock
from storage.people import Employee
from storage.processes import Beat
from tests import people
from tests.bot.test_house import tree

INN = "7700000001"


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house with one employee; nobody waits."""
    made = tree(tmp_path)
    async with house.opened(made, SystemClock(), build=True) as found:
        await people.employee(found.database, await people.company(found.database, INN), "1")
    monkeypatch.setattr(command, "configured", lambda: made)
    monkeypatch.setattr(command, "Waits", lambda: Waits(0.0, 0.0))
    return made


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """The answer for scripts; before it stands what the log says, which a real command sends elsewhere."""
    said = capsys.readouterr().out
    return json.loads(said[said.index("{\n") :])


async def run(deed: str, **typed: bool) -> int:
    return await command._run(argparse.Namespace(deed=deed, **{"shared": False, "json": False, **typed}))


async def test_rotation_tells_people_what_it_did(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = keys.load(settings.keys_file)
    assert before is not None
    assert await run("rotate") == Exit.DONE
    said = capsys.readouterr().out
    assert "Не меняются" in said
    assert f"прежних ({', '.join(rotation.in_force(before))}) больше нет" in said
    assert await run("status") == Exit.DONE
    assert "Прежних ключей нет" in capsys.readouterr().out


async def test_a_value_that_does_not_open_is_told_and_the_key_stays(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house.opened(settings, SystemClock(), build=False) as opened, opened.database.write() as session:
        broken = Employee.phone.for_row(uuid.uuid4(), "+79990000000")
        await session.execute(update(Employee).values(phone_sealed=broken))
    assert await run("rotate") == Exit.FAILED
    assert "employee.phone_sealed: 1" in capsys.readouterr().out
    assert await run("rotate", json=True) == Exit.FAILED
    assert told(capsys) == {"new": False, "left": {"employee.phone_sealed": 1}, "retired": []}
    assert await run("status") == Exit.DONE
    assert "Завершит kabinet keys rotate" in capsys.readouterr().out
    assert await run("status", json=True) == Exit.DONE
    found = told(capsys)
    assert (len(found["old"]), found["left"]) == (2, {"employee.phone_sealed": 1})


async def test_processes_of_other_machines_need_the_same_file(settings: Settings) -> None:
    async with house.opened(settings, SystemClock(), build=False) as opened, opened.database.write() as session:
        now = SystemClock().now()
        session.add(Beat(role="worker", host="other.example", pid=1, started_at=now, seen_at=now))
    with pytest.raises(Trouble, match="console-rotation-elsewhere"):
        await run("rotate")
    assert rotation.old(keys.read(settings.keys_file) or {}) == ()  # nothing was begun
    assert await run("rotate", shared=True) == Exit.DONE
