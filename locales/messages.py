"""What the Fluent files hold: read once, checked hard, and known by the arguments that each message needs.

Fluent forgives nearly everything: junk is skipped, of two equal keys the second is dropped, a missing
argument shows as its name. People would see that, so here each of these is an error that names the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from keyword import iskeyword
from pathlib import Path
from types import MappingProxyType

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
DATE_FUNCTIONS = frozenset({"DATE", "DAY", "LONGDATE", "SPAN"})
"""Functions that a text may call on dates; what they print is in `locales.formats`."""


class BadTexts(ValueError):
    """A Fluent file cannot be used: junk, a key twice, an attribute, an unknown reference."""


class Kind(StrEnum):
    """What a message does with an argument, and so what it may be."""

    WORD = "word"  # shown or chosen by: str, number or another Text
    NUMBER = "number"  # chooses a plural form or goes through NUMBER(): int or Decimal
    DATE = "date"  # goes through DATE(), DAY(), LONGDATE() or SPAN(): date


@dataclass(frozen=True, slots=True)
class Message:
    """A key and the arguments that its text uses, those of messages it refers to included."""

    key: str
    args: Mapping[str, Kind]


class _Uses(Visitor):
    """Collects variables, references and faults of one pattern."""

    def __init__(self) -> None:
        self.args: dict[str, Kind] = {}
        self.messages: list[str] = []
        self.terms: list[str] = []
        self.faults: list[str] = []

    def note(self, node: object, kind: Kind) -> None:
        if not isinstance(node, ast.VariableReference):
            return
        name, known = node.id.name, self.args.get(node.id.name, Kind.WORD)
        if not name.isidentifier() or iskeyword(name):
            self.faults.append(f"${name} is no name for a Python argument")
        if kind is not Kind.WORD and known not in (Kind.WORD, kind):
            self.faults.append(f"${name} is used both as {known} and as {kind}")
        self.args[name] = known if kind is Kind.WORD else kind

    def generic_visit(self, node: ast.BaseNode) -> None:
        match node:
            case ast.VariableReference():
                self.note(node, Kind.WORD)
            case ast.MessageReference():
                self.messages.append(node.id.name)
            case ast.TermReference():
                self.terms.append(node.id.name)
            case ast.FunctionReference():
                self._call(node)
            case ast.SelectExpression():
                keys = [variant.key for variant in node.variants]
                counted = all(isinstance(key, ast.NumberLiteral) or key.name in PLURALS for key in keys)
                self.note(node.selector, Kind.NUMBER if counted else Kind.WORD)
                super().generic_visit(node)
            case _:
                super().generic_visit(node)

    def _call(self, node: ast.FunctionReference) -> None:
        if node.id.name not in DATE_FUNCTIONS | {"NUMBER"}:
            self.faults.append(f"unknown function {node.id.name}()")
        for argument in node.arguments.positional:
            self.note(argument, Kind.NUMBER if node.id.name == "NUMBER" else Kind.DATE)


@dataclass(frozen=True, slots=True)
class Resources:
    """All texts of one locale: the parsed files for the bundle, and every message with its arguments."""

    parsed: tuple[ast.Resource, ...]
    messages: Mapping[str, Message]


def read(folder: Path) -> Resources:
    """Reads every `*.ftl` of a locale's folder (UTF-8), by name. Raises BadTexts."""
    parsed: list[ast.Resource] = []
    uses: dict[str, _Uses] = {}
    for path in sorted(folder.glob("*.ftl")):
        resource = FluentParser().parse(path.read_text(encoding="utf-8"))
        parsed.append(resource)
        for name, found in _entries(path, resource):
            if name in uses:
                raise BadTexts(f"{path.name}: {name} stands in these files twice")
            uses[name] = found
    keys = sorted(name for name in uses if not name.startswith("-"))
    messages = {key: Message(key, _all_args(key, uses, ())) for key in keys}
    return Resources(tuple(parsed), MappingProxyType(messages))


def _entries(path: Path, resource: ast.Resource) -> Iterator[tuple[str, _Uses]]:
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise BadTexts(f"{path.name}: cannot be read: {(entry.content or '').strip()[:200]!r}")
        if not isinstance(entry, ast.Message | ast.Term):
            continue
        name = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
        if entry.attributes or entry.value is None:
            raise BadTexts(f"{path.name}: {name} has attributes; a text of its own key is meant")
        found = _Uses()
        found.visit(entry.value)
        if found.faults:
            raise BadTexts(f"{path.name}: {name}: {'; '.join(found.faults)}")
        yield name, found


def _all_args(name: str, uses: Mapping[str, _Uses], path: tuple[str, ...]) -> Mapping[str, Kind]:
    """Own arguments and those of the messages referred to; a term sees only what is passed to it by name."""
    if name in path or name not in uses:
        raise BadTexts(f"{' > '.join((*path, name))}: {'a circle' if name in path else 'no such text'}")
    args = dict(uses[name].args)
    for term in uses[name].terms:
        _all_args(f"-{term}", uses, (*path, name))
    for other in uses[name].messages:
        for arg, kind in _all_args(other, uses, (*path, name)).items():
            if args.get(arg, Kind.WORD) is Kind.WORD:
                args[arg] = kind
    return MappingProxyType(dict(sorted(args.items())))
