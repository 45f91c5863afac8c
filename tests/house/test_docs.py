"""The pages say what is there: every setting, every command, every link, every word's file."""

from __future__ import annotations

import re

import pytest

from bot.commands import COMMANDS
from bot.settings import Settings
from tests.house.places import FLOORS, HOUSE, pages, read

NAMES = {command.name for command in COMMANDS}
SETTINGS = {name.upper() for name in Settings.model_fields}
INNER = {"SANDBOX_URL"}
"""Set by a command, never by a person."""


def rows(page: str, columns: int) -> list[list[str]]:
    """The cells of every table row with that many columns, headings left out."""
    lines = [line.strip().strip("|").split("|") for line in read(page).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines]
    return [line for line in cells if len(line) == columns and not set("".join(line)) <= set("-: ")]


def test_every_setting_is_described_with_its_default() -> None:
    described = {row[0].strip("`"): row[1].strip("`") for row in rows("docs/settings.md", 3) if row[0].startswith("`")}
    assert set(described) == SETTINGS
    for name, field in Settings.model_fields.items():
        said = described[name.upper()]
        assert said == ("—" if field.default is None else str(getattr(field.default, "value", field.default)))


def test_the_example_names_every_setting() -> None:
    named = set(re.findall(r"^#? ?([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE))
    assert named == SETTINGS - INNER


def test_every_command_is_described() -> None:
    described = {row[0].strip("`").split()[1] for row in rows("docs/commands.md", 2) if row[0].startswith("`kabinet")}
    assert described == NAMES


@pytest.mark.parametrize("page", pages())
def test_commands_of_the_pages_exist(page: str) -> None:
    text = read(page)
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    assert set(re.findall(r"`kabinet ([a-z]+)", text)) <= NAMES
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page: str) -> None:
    folder = (HOUSE / page).parent
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", read(page)):
        assert (folder / target).exists(), f"{page}: {target}"


def test_the_glossary_points_into_the_house() -> None:
    words = [row for row in rows("GLOSSARY.md", 4) if row[0] != "term"]
    assert len(words) > 30
    assert len({row[0] for row in words}) == len(words)
    for row in words:
        assert all(row), row
        assert (HOUSE / row[3].strip("`")).exists(), row


def test_the_map_shows_every_floor() -> None:
    shown = {row[0].strip("`/") for row in rows("CONTRIBUTING.md", 3) if row[0].endswith("/`")}
    assert shown == set(FLOORS)
