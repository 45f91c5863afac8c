"""Writes `locales/keys.py` out of the Fluent files: a wrong key or argument is an error of the type checker.

One function per message of the base locale, its arguments by keyword and typed by what the text does with
them. The result is formatted as ruff formats it, and a house test fails when it is stale.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from locales.messages import BadTexts, Kind, Message

WIDTH = 120
TYPES = {Kind.WORD: "Word", Kind.NUMBER: "Number", Kind.DATE: "date"}
HEAD = '''"""A function per text: generated from `locales/ru` by `python -m locales`, never edited by hand."""

'''


def module(messages: Iterable[Message]) -> str:
    """The whole source of `keys.py`. Raises BadTexts where two keys make one Python name."""
    functions = [_function(message) for message in messages]
    names = [function.split("(", 1)[0] for function in functions]
    twice = {name.removeprefix("def ") for name in names if names.count(name) > 1}
    if twice:
        raise BadTexts(f"different keys, one Python name: {', '.join(sorted(twice))}")
    body = "\n\n".join(functions)
    return HEAD + _imports(body) + "\n\n" + body


def write(target: Path, source: str) -> bool:
    """Replaces the file at once, if it differs; tells whether it did."""
    if target.exists() and target.read_text(encoding="utf-8") == source:
        return False
    fresh = target.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text(source, encoding="utf-8")
    fresh.replace(target)
    return True


def _imports(body: str) -> str:
    dates = "from datetime import date\n\n" if ": date" in body else ""
    names = [name for name in ("Number", "Text", "Word") if name == "Text" or f": {name}" in body]
    return f"{dates}from locales.translator import {', '.join(names)}\n"


def _function(message: Message) -> str:
    name = message.key.replace("-", "_")
    params = [f"{arg}: {TYPES[kind]}" for arg, kind in message.args.items()]
    pairs = [f'"{arg}": {arg}' for arg in message.args]
    head = _wrapped(f"def {name}(", ["*", *params] if params else [], ") -> Text:", "")
    body = f'    return Text("{message.key}")'
    if pairs:
        body = f'    return Text("{message.key}", {{{", ".join(pairs)}}})'
        if len(body) > WIDTH:
            inner = _wrapped("{", pairs, "},", " " * 8)
            body = f'    return Text(\n        "{message.key}",\n        {inner}\n    )'
    return f"{head}\n{body}\n"


def _wrapped(opening: str, parts: list[str], closing: str, indent: str) -> str:
    """On one line where it fits, else one part a line with a last comma, as ruff would."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(indent + line) <= WIDTH:
        return line
    return "\n".join([opening, *(f"{indent}    {part}," for part in parts), f"{indent}{closing}"])
