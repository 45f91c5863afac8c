"""README and guides show the bot that is here: its buttons, its commands, its pictures.

That links lead somewhere is shown for every page by test_docs.
"""

from __future__ import annotations

import os
import re
import shlex
import struct
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from handlers.commands import WAYS
from locales import keys
from locales.translator import plain
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


CRON = re.compile(r"^\*/5 \* \* \* \* (.+)$", re.MULTILINE)
MAILED = "data/mailed"


def _cron(home: Path, kabinet: str) -> tuple[str, str]:
    """Run the line of the administrator's guide in ``home``: what it says itself, and what it mails."""
    [line] = CRON.findall(read("docs/guides/administrator.ru.md"))
    assert "%" not in line, "cron reads it as the end of the line"
    (home / ".venv/bin").mkdir(parents=True, exist_ok=True)
    (home / "data").mkdir(exist_ok=True)
    for name, does in ((".venv/bin/kabinet", kabinet), ("mail", f"cat > {MAILED}")):
        (home / name).write_text(f"#!/bin/sh\n{does}\n")
        (home / name).chmod(0o700)
    around = {**os.environ, "PATH": f"{home}:/usr/bin:/bin", "PYTHONPATH": str(HOUSE)}
    said = line.replace("/srv/kabinet", shlex.quote(str(home)))
    done = subprocess.run(["/bin/sh", "-c", said], env=around, capture_output=True, text=True, check=False)
    mailed = home / MAILED
    return done.stdout + done.stderr, mailed.read_text(encoding="utf-8") if mailed.exists() else ""


def test_the_line_for_cron_mails_what_status_says_to_stdout_and_to_stderr(tmp_path: Path) -> None:
    silent, mailed = _cron(tmp_path, f'exec {shlex.quote(sys.executable)} -m bot "$@"')
    assert (silent, mailed) == ("", plain(keys.console_empty_database()) + "\n"), "there is no database: told on stderr"
    assert _cron(tmp_path, "echo wrong; exit 1") == ("", "wrong\n")
    (tmp_path / MAILED).unlink()
    assert _cron(tmp_path, "echo fine") == ("", ""), "nothing is mailed where all is well"
