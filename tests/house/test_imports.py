"""Imports go one way down: the contracts of pyproject.toml, and two that import-linter cannot say."""

from __future__ import annotations

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.house.places import FLOORS, HOUSE


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


def test_every_floor_has_a_contract() -> None:
    folders = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests"}
    assert folders == set(FLOORS)
