"""What is installed is what was locked: every requirement with its hashes, no place of anybody's machine or index."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.places import HOUSE, read

LOCKS = ("requirements.lock", "requirements-test.lock")


def blocks(name: str) -> dict[str, str]:
    """«name==version» or «name==version ; marker» → everything that stands below it."""
    parts = re.split(r"^(?=\S)", read(name), flags=re.MULTILINE)
    return {part.split("\\")[0].strip(): part for part in parts if part and not part.startswith("#")}


def pinned(name: str) -> set[str]:
    """«name==version», whatever extras of it are wanted."""
    return {re.sub(r"\[.*?\]", "", requirement.split(";")[0]).strip() for requirement in blocks(name)}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_has_hashes(name: str) -> None:
    found = blocks(name)
    assert len(found) > 30
    for requirement, block in found.items():
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==\S+", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_it_names_no_place(name: str) -> None:
    assert not re.search(r"https?://|file:|--index|--find-links|@ ", read(name))


def test_tests_run_on_what_is_shipped() -> None:
    assert pinned(LOCKS[0]) <= pinned(LOCKS[1])


@pytest.mark.parametrize("extras", [("build",), ("build", "test")], ids=LOCKS)
def test_everything_that_is_wanted_is_locked(extras: tuple[str, ...]) -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    locked = {line.split("==")[0] for line in pinned(LOCKS[len(extras) - 1])}
    for line in wanted:
        name = re.split(r"[^A-Za-z0-9._-]", line)[0]
        assert re.sub(r"[._-]+", "-", name).lower() in locked, line
