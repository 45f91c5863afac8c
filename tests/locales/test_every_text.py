"""Every key of every Fluent file, rendered; and the typed keys, which may not lag behind them."""

import ast
import inspect
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from locales import generate, keys, translator
from locales.__main__ import main
from locales.messages import BadTexts, Kind, Message
from locales.translator import Text

FOLDER = Path(translator.__file__).parent
FILES = sorted(FOLDER.glob("*/*.ftl"))
NUMBERS = [0, 1, 2, 5, 21, 22, 1214, Decimal("9.33")]
TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
EVERY = [(locale, key) for locale in translator.locales() for key in translator.messages(locale)]


class _Chosen(Visitor):
    """The words that some select expression of the file looks for."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def generic_visit(self, node: ftl.BaseNode) -> None:
        if isinstance(node, ftl.Variant) and isinstance(node.key, ftl.Identifier):
            self.words.add(node.key.name)
        super().generic_visit(node)


class _Tags(HTMLParser):
    """Fails at a tag that a messenger does not know or that is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag


def _words_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        if isinstance(entry, ftl.Message):
            chosen = _Chosen()
            chosen.visit(entry)
            yield entry.id.name, ["слово", *sorted(chosen.words)]


WORDS = {(path.parent.name, key): words for path in FILES for key, words in _words_of(path)}


def _samples(locale: str, message: Message) -> Iterator[dict[str, Any]]:
    """Arguments that go through every plural form and through every word that the text chooses by."""
    words = WORDS[locale, message.key]
    for turn in range(max(len(NUMBERS), len(words))):
        choose = {
            Kind.NUMBER: NUMBERS[turn % len(NUMBERS)],
            Kind.WORD: words[turn % len(words)],
            Kind.DATE: date(2026, 12, 1 + turn),
        }
        yield {name: choose[kind] for name, kind in message.args.items()}


@pytest.mark.parametrize(("locale", "key"), EVERY)
def test_the_text_can_be_rendered(locale: str, key: str) -> None:
    message = translator.messages(locale)[key]
    for args in _samples(locale, message):
        said = translator.plain(Text(key, args), locale)
        assert said.strip()
        assert ".." not in said, said  # «2027 г.» ends with its own full stop
        assert not set(said) & set("{}\u2066\u2067\u2068\u2069"), said
        tags = _Tags()
        tags.feed(translator.html(Text(key, args), locale))
        tags.close()
        assert not tags.open, f"not closed: {tags.open}"


@pytest.mark.parametrize(("locale", "key"), EVERY)
def test_markup_in_an_argument_stays_text(locale: str, key: str) -> None:
    message = translator.messages(locale)[key]
    if Kind.WORD not in message.args.values():
        return
    for args in _samples(locale, message):
        marked = {name: "<x>&" if kind is Kind.WORD else args[name] for name, kind in message.args.items()}
        assert "<x>" not in translator.html(Text(key, marked), locale)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_keys_begin_with_the_noun_of_their_file(path: Path) -> None:
    noun = path.stem.removesuffix("s")
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        if isinstance(entry, ftl.Message | ftl.Term):
            assert entry.id.name.startswith((f"{noun}-", f"{noun}s-")), entry.id.name


def test_other_languages_say_nothing_that_russian_does_not_know() -> None:
    base = translator.messages()
    for locale in translator.locales()[1:]:
        for key, message in translator.messages(locale).items():
            assert message.args.items() <= base[key].args.items(), f"{locale}: {key}"


def test_the_typed_keys_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out
    assert main([]) == 0  # and so there is nothing to write
    assert "up to date" in capsys.readouterr().out


def test_the_typed_keys_make_every_text_with_its_arguments() -> None:
    functions = {name: member for name, member in vars(keys).items() if inspect.isfunction(member)}
    assert len(functions) == len(translator.messages())
    for key, message in translator.messages().items():
        args = next(_samples("ru", message))
        assert functions[key.replace("-", "_")](**args) == Text(key, args)
    said = translator.plain(keys.leave_finding_advance(days=Decimal("6.00")))
    assert said == "6 дней авансом; при увольнении их могут удержать (ст. 137 ТК)."


def test_long_signatures_are_wrapped_as_the_formatter_does(tmp_path: Path) -> None:
    args = {f"a_rather_long_argument_{number}": Kind.WORD for number in range(6)} | {"since": Kind.DATE}
    source = generate.module([Message("leave-long", args), Message("leave-short", {"days": Kind.NUMBER})])
    assert max(map(len, source.splitlines())) <= generate.WIDTH
    assert "from datetime import date\n" in source
    ast.parse(source)
    target = tmp_path / "keys.py"
    assert generate.write(target, source)
    assert not generate.write(target, source)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.py"]


def test_two_keys_of_one_python_name_are_refused() -> None:
    with pytest.raises(BadTexts, match="leave_a_b"):
        generate.module([Message("leave-a-b", {}), Message("leave-a_b", {})])
