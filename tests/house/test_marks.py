"""Nothing unfinished, nothing skipped, no ignore without its reason, no trace of the machine it was written on."""

from __future__ import annotations

import re

import pytest

from tests.house.places import HOUSE, code, proofs, read, tracked

TEXTS = (".py", ".md", ".ftl", ".js", ".css", ".html", ".toml", ".sh", ".example", "Makefile", "run")
OWN = "tests/house/test_marks.py"
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
UNWRITTEN = re.compile(r"NotImplemented" r"Error")
SKIPPED = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|skipif|importorskip)\b")
BARE_IGNORE = re.compile(r"type: ignore(?!\[[a-z-]+(?:,\s*[a-z-]+)*\]\s*#\s*\S)")
BARE_NOQA = re.compile(r"noqa(?!: [A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+\S)")
MACHINE = re.compile(r"(?<![\w.])/(?:root|home/\w+|work)/")


def where(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    """«file:line: text» of every line that matches."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name in names
        if name != OWN
        for number, line in enumerate(read(name).splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (UNFINISHED, [name for name in tracked() if name.endswith(TEXTS)]),
        (UNWRITTEN, code()),
        (SKIPPED, proofs()),
        (BARE_IGNORE, code()),
        (BARE_NOQA, code()),
        (MACHINE, [name for name in tracked() if name.endswith((*TEXTS, ".lock"))]),
    ],
    ids=["unfinished", "unwritten", "skipped", "type: ignore", "noqa", "machine"],
)
def test_no_such_marks(pattern: re.Pattern[str], names: list[str]) -> None:
    assert names
    found = where(pattern, names)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["x = 1  # type: ignore", "x = 1  # noqa", "x = 1  # type: ignore[arg-type]"])
def test_the_patterns_see_what_they_should(line: str) -> None:
    assert BARE_IGNORE.search(line) or BARE_NOQA.search(line)


def test_secrets_stay_out_of_git() -> None:
    ignored = (HOUSE / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "data/", "keys/", ".venv/"} <= set(ignored)
    assert not [name for name in tracked() if name.endswith((".db", ".keys", ".sqlite3")) or name == ".env"]
