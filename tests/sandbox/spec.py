"""The specification of the Bot API, read from beside the checkout where it is present: a third judge.

It is not copied into the project. Where it is absent the tests that use it check nothing and the summary says so.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[3] / "shared" / "data" / "botapi" / "spec.json"
PLAIN: dict[str, tuple[type, ...]] = {"String": (str,), "Integer": (int,), "Float": (int, float), "Boolean": (bool,)}


@cache
def load() -> dict[str, Any] | None:
    """The specification, or None where the file is absent."""
    return json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else None


def faults_of_answer(method: str, result: Any) -> list[str]:
    """What is wrong with the result of a method; empty also where there is no specification."""
    spec = load()
    return [] if spec is None else _faults(spec, result, spec["methods"][method]["ret"], method)


def faults_of(kind: str, value: Any) -> list[str]:
    """What is wrong with an object of a type; empty also where there is no specification."""
    spec = load()
    return [] if spec is None else _faults(spec, value, [kind], kind)


def _faults(spec: dict[str, Any], value: Any, kinds: list[str], where: str) -> list[str]:
    """The complaints of the kind that fits best."""
    return min((_one(spec, value, kind, where) for kind in kinds), key=len)


def _one(spec: dict[str, Any], value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: no list"]
        inner = kind.removeprefix("Array of ")
        return [fault for n, item in enumerate(value) for fault in _one(spec, item, inner, f"{where}[{n}]")]
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == "Boolean") == isinstance(value, bool)
        return [] if fits else [f"{where}: {value!r} is no {kind}"]
    described = spec["types"][kind]
    if described.get("subtypes"):
        return _faults(spec, value, described["subtypes"], where)
    return _object(spec, value, described["fields"], where)


def _object(spec: dict[str, Any], value: Any, fields: dict[str, Any], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    faults = [f"{where}.{name}: unknown" for name in value.keys() - fields.keys()]
    faults += [f"{where}.{name}: missing" for name, field in fields.items() if "r" in field and name not in value]
    for name in value.keys() & fields.keys():
        if fields[name].get("c", value[name]) != value[name]:
            faults.append(f"{where}.{name}: {value[name]!r} is not {fields[name]['c']!r}")
        faults += _faults(spec, value[name], fields[name]["t"], f"{where}.{name}")
    return faults
