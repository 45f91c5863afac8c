"""One noun has one stem on every floor: whoever learned one room knows them all."""

from __future__ import annotations

import pytest

from tests.house.places import HOUSE, code, tracked

ROOMS = sorted(path.parent.name for path in (HOUSE / "cabinet").glob("*/__init__.py"))


def test_the_rooms_are_found() -> None:
    assert {"documents", "leave", "people", "requests"} <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_stands_on_every_floor(room: str) -> None:
    files = tracked()
    assert f"cabinet/{room}/rules.py" in files
    assert f"cabinet/{room}/service.py" in files or room == "people", "people is several services by verb"
    assert f"storage/{room}.py" in files
    assert any(name.startswith(f"tests/{room}/test_") for name in files)


def test_every_package_says_why_it_exists() -> None:
    silent = [name for name in code() if not (HOUSE / name).read_text(encoding="utf-8").lstrip().startswith('"""')]
    assert not silent
