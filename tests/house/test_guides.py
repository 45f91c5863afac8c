"""README and guides show the bot that is here: its buttons, its commands, its pictures.

That links lead somewhere is shown for every page by test_docs.
"""

from __future__ import annotations

import re
import struct
from urllib.parse import unquote

import pytest

from handlers.commands import WAYS
from tests.house.places import FLOORS, HOUSE, pages, read, tracked

READMES = ("README.md", "README.ru.md")
GUIDES = tuple(name for name in pages() if name.startswith("docs/guides/"))
SHOWN = (*READMES, *GUIDES)
PICTURES = "docs/pictures/"
QUOTED = re.compile(r"«([^«»]+)»")
PICTURE = re.compile(r'!\[([^\]]*)\]\(([^)]+)\)|<img src="([^"]+)"[^>]*?alt="([^"]*)"')
COMMAND = re.compile(r"(?<![\w/.:])/([a-z]+)\b(?![/.])")
NOT_OURS = {"анонимность"}
"""Words of Telegram itself."""
IN_GROUP = {"desk", "start"}
MOST_KILOBYTES, WIDEST = 1536, 1440


def words() -> set[str]:
    """What stands on buttons and in titles: one-line texts without markup, and the words of the sandbox's page."""
    texts = [name for name in tracked() if re.match(r"locales/ru/[\w-]+\.ftl", name)]
    plain = {line for name in texts for line in re.findall(r"^[a-z0-9-]+ = ([^<\n]+)$", read(name), flags=re.MULTILINE)}
    page = [name for name in tracked() if name.startswith("sandbox/page/") and name.endswith(".js")]
    return {_core(text) for text in plain} | {word for name in page for word in re.findall(r'"([^"\n]+)"', read(name))}


def _core(text: str) -> str:
    """A button's words without its box and without what it counts: «☐ Готово», «Вернуть (10 секунд)», «Сбои: 2»."""
    return re.sub(r"\s*(?:\(\d.*|:?\s*\{.*)$", "", text.strip().removeprefix("☐ "))


def pictures(page: str) -> list[tuple[str, str]]:
    """(path from the root, what is told to who cannot see it) of every picture of a page."""
    found = [(one[1] or one[2], one[0] or one[3]) for one in PICTURE.findall(read(page))]
    return [(_from_root(page, target), told) for target, told in found]


def _from_root(page: str, target: str) -> str:
    return ((HOUSE / page).parent / unquote(target)).resolve().relative_to(HOUSE).as_posix()


def test_the_guides_are_found() -> None:
    assert {name.split("/")[-1].split(".")[0] for name in GUIDES} == {"employee", "manager", "hr", "administrator"}


@pytest.mark.parametrize("page", SHOWN)
def test_buttons_that_a_page_names_exist(page: str) -> None:
    known = words()
    named = set(QUOTED.findall(read(page))) - NOT_OURS
    assert named
    assert named - known == set()


@pytest.mark.parametrize("page", SHOWN)
def test_commands_that_a_page_names_exist(page: str) -> None:
    without_links = re.sub(r"\]\([^)]*\)|<img[^>]*>", "", read(page))
    assert set(COMMAND.findall(without_links)) <= {*WAYS, *IN_GROUP}


@pytest.mark.parametrize("page", SHOWN)
def test_pictures_of_a_page_are_there_and_told_in_words(page: str) -> None:
    there = tracked()
    for target, told in pictures(page):
        assert target in there, target
        assert len(told) > 10, f"{page}: {target}: say what it shows"


def test_every_picture_is_used() -> None:
    used = {target for page in SHOWN for target, _ in pictures(page)}
    assert {name for name in tracked() if name.startswith(PICTURES)} == used


def test_pictures_are_small() -> None:
    files = [HOUSE / name for name in tracked() if name.startswith(PICTURES)]
    assert sum(path.stat().st_size for path in files) < MOST_KILOBYTES * 1024
    assert max(struct.unpack(">I", path.read_bytes()[16:20])[0] for path in files) <= WIDEST


def test_readers_of_both_languages_see_the_same_house() -> None:
    maps = [set(re.findall(r"^\| `(\w+)/` \|", read(page), flags=re.MULTILINE)) for page in READMES]
    assert maps == [{*FLOORS, "tests"}] * 2
    assert [target for target, _ in pictures(READMES[0])] == [target for target, _ in pictures(READMES[1])]
    blocks = [
        re.findall(r"^[^#\n]*?(?=\s+#)", "".join(re.findall(r"```sh\n(.*?)```", read(page), re.S)), re.M)
        for page in READMES
    ]
    assert blocks[0] == blocks[1]
    assert all(guide in read(page) for guide in GUIDES for page in READMES)
