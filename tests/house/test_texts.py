"""No Russian words in code: what people read stands in `locales/`, so that it can be mended and translated there.

Docstrings and comments are not words to people; single letters (ё → е) are data; what stands in a `PREVIEW` of a dialog
is seen on the preview page alone.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FOLDERS = ("bot", "handlers", "dialogs", "cabinet", "storage", "signing", "gateways")
WORD = re.compile("[А-Яа-яЁё]{2}")

EXEMPT = {
    "cabinet/paper.py": "the kit of papers: their words are legal text and not the bot's voice",
    "cabinet/parties.py": "the head of a paper, whose words its names decline",
    "cabinet/*_paper.py": "the legal text of a paper",
    "cabinet/marks.py": "the marks on copies: their words are the standard's (ГОСТ Р 7.0.97-2016, 5.23)",
    "cabinet/verify_script.py": "a script that is read and run without us",
    "cabinet/*/paper.py": "the legal text of a paper",
    "cabinet/names.py": "patronymics, forms of address and cases are data of the Russian language",
    "cabinet/declension.py": "endings and names are data of the Russian language",
    "signing/codes.py": "the Cyrillic letters that look like Latin ones",
    "bot/demo*.py": "the demo company: people that do not exist",
    "bot/people_data.py": "the demo company: people that do not exist",
    "storage/seed*.py": "the demo company: people that do not exist",
}
"""Files that may hold Russian words, and why."""


def silent(node: ast.AST) -> bool:
    """A bare string is documentation; a preview's data are an example."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id.startswith("PREVIEW") for target in node.targets)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def russian_literals(source: str) -> Iterator[tuple[int, str]]:
    """String literals with a Russian word (parts of f-strings too), as (line, text)."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.search(node.value):
            yield node.lineno, node.value
        if not silent(node):
            waiting.extend(ast.iter_child_nodes(node))


def exempt(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in EXEMPT)


def names() -> list[str]:
    found = (path for folder in FOLDERS for path in (HOUSE / folder).rglob("*.py"))
    return sorted(path.relative_to(HOUSE).as_posix() for path in found)


@pytest.mark.parametrize("name", [name for name in names() if not exempt(name)])
def test_code_holds_no_words_that_people_read(name: str) -> None:
    found = [f"{name}:{line}: {text!r}" for line, text in russian_literals((HOUSE / name).read_text(encoding="utf-8"))]
    assert not found, "these belong to locales/ru:\n" + "\n".join(found)


def test_an_exemption_is_only_for_files_that_need_it() -> None:
    for pattern in EXEMPT:
        for path in HOUSE.glob(pattern):
            assert list(russian_literals(path.read_text(encoding="utf-8"))), f"{path.name} needs no exemption"


def test_the_words_that_all_share_are_used_by_somebody() -> None:
    """What no code names any more goes: a translator would keep it for ever."""
    shared = (HOUSE / "locales/ru/common.ftl").read_text(encoding="utf-8")
    code = "\n".join((HOUSE / name).read_text(encoding="utf-8") for name in names())
    for key in re.findall("^(common-[a-z-]+) =", shared, re.MULTILINE):
        assert f'"{key}"' in code or f"keys.{key.replace('-', '_')}(" in code, f"nobody says {key}"


def test_the_check_sees_what_it_should() -> None:
    source = '''
"""Модуль."""
# Комментарий
LETTER = "ё"
class A:
    """Класс."""
    field: int = 1
    """Поле."""
async def f(x):
    """Функция."""
    send("Привет", f"{x} дней", key="Ёлка")
PREVIEW = {"name": "Анна"}
OTHER = {"name": "Анна"}
'''
    assert sorted(russian_literals(source)) == [(11, " дней"), (11, "Ёлка"), (11, "Привет"), (13, "Анна")]
