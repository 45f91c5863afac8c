"""Short functions, short files: what does not fit on a screen is two things."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.places import code, proofs, read, tracked

LINES_OF_A_FILE = 250
LINES_OF_A_FUNCTION = 25
LINES_OF_A_TEST = 60
LINES_OF_A_FILE_OF_TESTS = 500


def functions(name: str) -> Iterator[tuple[str, int]]:
    """(name, lines of the body without its docstring) of every function of a file."""
    for node in ast.walk(ast.parse(read(name))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize(
    ("names", "limit"), [(code(), LINES_OF_A_FUNCTION), (proofs(), LINES_OF_A_TEST)], ids=["code", "tests"]
)
def test_functions_are_short(names: list[str], limit: int) -> None:
    long = [
        f"{name}: {function} has {size} lines" for name in names for function, size in functions(name) if size > limit
    ]
    assert not long, "\n".join(long)


@pytest.mark.parametrize(
    ("names", "limit"),
    [
        (code(), LINES_OF_A_FILE),
        ([name for name in tracked() if name.endswith((".js", ".css", ".ftl"))], LINES_OF_A_FILE),
        (proofs(), LINES_OF_A_FILE_OF_TESTS),
    ],
    ids=["code", "page", "tests"],
)
def test_files_are_short(names: list[str], limit: int) -> None:
    long = [f"{name}: {read(name).count(chr(10))} lines" for name in names if read(name).count("\n") > limit]
    assert not long, "\n".join(long)
