"""Imports go one way down: the contracts of pyproject.toml, and two that import-linter cannot say."""

from __future__ import annotations

import ast

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.house.places import FLOORS, HOUSE, code, read

PRINTERS = {"cabinet.press", "cabinet.tags", "cabinet.pdfa", "cabinet.typeface", "cabinet.marking"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*FLOORS, include_external_packages=True, cache_dir=None)


def test_the_contracts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOUSE)
    assert lint_imports(no_cache=True) == 0


def test_gateways_know_the_ports_alone(graph: grimp.ImportGraph) -> None:
    seen = {
        imported
        for gateway in graph.find_descendants("gateways")
        for imported in graph.find_modules_directly_imported_by(gateway)
        if imported.split(".")[0] in FLOORS and not imported.startswith("gateways")
    }
    assert seen <= {"cabinet.ports"}


def test_rules_are_pure_functions_over_records(graph: grimp.ImportGraph) -> None:
    """They may name records, never sessions or queries."""
    rules = [module for module in graph.modules if module.startswith("cabinet.") and module.endswith(".rules")]
    assert len(rules) >= 3
    for module in rules:
        known = graph.find_modules_directly_imported_by(module)
        assert not known & {"sqlalchemy", "asyncio", "storage.engine"}, module


def test_only_who_prints_loads_the_libraries_of_papers() -> None:
    """They take a third of a second, which no start of the bot shall pay: outside of these files, inside functions."""
    slow = {"reportlab", "pikepdf", "page", "fontTools", "fontpkg", *PRINTERS}
    eager = {
        name
        for name in code()
        if name.removesuffix(".py").replace("/", ".") not in PRINTERS
        for line in ast.parse(read(name)).body
        if isinstance(line, ast.Import | ast.ImportFrom) and named(line) & slow
    }
    assert not eager


def named(line: ast.Import | ast.ImportFrom) -> set[str]:
    """What an import may bring: modules by their full names, packages of others by the first."""
    names = {alias.name for alias in line.names}
    if isinstance(line, ast.ImportFrom) and line.module:
        names = {line.module, *(f"{line.module}.{name}" for name in names)}
    return names | {name.split(".")[0] for name in names}


def test_every_floor_has_a_contract() -> None:
    folders = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests"}
    assert folders == set(FLOORS)
