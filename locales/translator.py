"""Turns a text that the code names (`Text`) into what a person reads, in that person's language.

The code says which text and with what; the words stand in `locales/<locale>/*.ftl`. `html` is for messages in
HTML mode (the file's words may hold tags, every argument is escaped), `plain` for buttons, toasts, SMS, mail.
What English lacks is said in Russian. What is missing or of the wrong kind raises; a test renders every key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, TypeAlias

from fluent.runtime import FluentBundle
from fluent.runtime.types import FluentDate, FluentDecimal, FluentInt, NumberFormatOptions

from locales import formats
from locales.formats import BASE
from locales.messages import Kind, Message, read

Number: TypeAlias = int | Decimal
Word: TypeAlias = "str | int | Decimal | Text"


class UnknownText(KeyError):
    """No Fluent file, not even the Russian one, has this key."""


class MissingArgument(KeyError):
    """The text uses an argument that was not given."""


class WrongArgument(TypeError):
    """An argument is not what the text does with it: a word where it counts, a date where it only shows."""


class BrokenText(ValueError):
    """Fluent could not resolve the text: a fault in the file."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by its key and arguments; nothing is worded yet, so it can be stored, compared and sent later.

    Arguments are words, numbers (shown without grouping: № 1214),
    dates (where the text says `DATE($day)` and the like) and other texts. `locales.keys` checks their names.
    """

    key: str
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)


FLUENT_LONGEST = 2000
"""Fluent refuses a placeable of more than 2500 characters; longer words go around it."""
_UNGROUPED = NumberFormatOptions(useGrouping=False)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    bundle: FluentBundle
    messages: Mapping[str, Message]
    fixed: dict[str, str] = field(default_factory=dict)  # texts without arguments, once rendered


class _Int(FluentInt):
    default_number_format_options = _UNGROUPED


class _Decimal(FluentDecimal):
    default_number_format_options = _UNGROUPED


def _native(value: object, kind: Kind) -> str | _Int | _Decimal | FluentDate | None:
    """The value as Fluent takes it; None where this kind of argument cannot be that (a bool never can)."""
    if kind is Kind.DATE:
        if not isinstance(value, date) or isinstance(value, datetime):
            return None
        return FluentDate.from_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _Int(value)
    if isinstance(value, Decimal):
        return _Int(int(value)) if value == value.to_integral_value() else _Decimal(value)
    if isinstance(value, str) and kind is Kind.WORD:
        return str.__str__(value)  # a member of a str enum shows its value
    return None


def _functions(locale: str) -> dict[str, Callable[..., Any]]:
    """What `locales.messages.DATE_FUNCTIONS` print in this locale."""
    return {
        "DATE": lambda value: formats.short_date(value, locale),
        "DAY": lambda value: formats.day(value, locale),
        "LONGDATE": lambda value: formats.long_date(value, locale),
        "SPAN": lambda first, last: formats.span(first, last, locale),
    }


def _set_aside(args: dict[str, Any]) -> dict[str, str]:
    """Put a sign in the place of each word that is longer than Fluent takes; sign → word."""
    long: dict[str, str] = {}
    for name, value in args.items():
        if isinstance(value, str) and len(value) > FLUENT_LONGEST:
            sign = f"\ue000{len(long)}\ue001"
            long[sign] = value
            args[name] = sign
    return long


def _put_back(rendered: str, long: Mapping[str, str]) -> str:
    for sign, value in long.items():
        rendered = rendered.replace(sign, value)
    return rendered


class Translator:
    """The texts of one folder of locales; each is read at its first use, once, whichever thread is first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._catalogues: dict[str, _Catalogue] = {}
        self._lock = Lock()

    def locales(self) -> tuple[str, ...]:
        """Locales that have a folder with texts, the base first, the others by name."""
        found = {path.parent.name for path in self._folder.glob("*/*.ftl")}
        return tuple(sorted(found, key=lambda name: (name != BASE, name)))

    def messages(self, locale: str = BASE) -> Mapping[str, Message]:
        """Every key that this locale itself has, with the arguments it needs. An unknown locale has none."""
        return self._catalogue(locale).messages

    def html(self, text: Text, locale: str = BASE) -> str:
        """The text for a message in HTML mode: arguments escaped, tags of the Fluent file kept."""
        return self.html_key(text.key, locale, text.args)

    def plain(self, text: Text, locale: str = BASE) -> str:
        """The text for a place without markup: nothing is escaped."""
        return self.plain_key(text.key, locale, text.args)

    def html_key(self, key: str, locale: str, data: Mapping[str, Any]) -> str:
        """As `html`, taking from `data` only what the text uses (a window's data hold more)."""
        return self._render(key, locale, data, html=True)

    def plain_key(self, key: str, locale: str, data: Mapping[str, Any]) -> str:
        """As `plain`, taking from `data` only what the text uses."""
        return self._render(key, locale, data, html=False)

    def _render(self, key: str, locale: str, data: Mapping[str, Any], *, html: bool) -> str:
        catalogue = self._having(key, locale)
        fixed = catalogue.fixed.get(key)
        if fixed is not None:
            return fixed
        needed = catalogue.messages[key]
        args = self._arguments(needed, locale, data, html=html)
        pattern: Any = catalogue.bundle.get_message(key).value  # never None: `messages.read` refuses such
        long = _set_aside(args)
        rendered, errors = catalogue.bundle.format_pattern(pattern, args)
        if errors:
            raise BrokenText(f"{key} ({locale}): {'; '.join(map(str, errors))}")
        if not needed.args:
            catalogue.fixed[key] = str(rendered)
        return _put_back(str(rendered), long)

    def _arguments(self, needed: Message, locale: str, data: Mapping[str, Any], *, html: bool) -> dict[str, Any]:
        args: dict[str, Any] = {}
        for name, kind in needed.args.items():
            if name not in data:
                raise MissingArgument(f"{needed.key} needs ${name}; given: {', '.join(data) or 'nothing'}")
            value = data[name]
            if isinstance(value, Text) and kind is Kind.WORD:
                args[name] = self.html(value, locale) if html else self.plain(value, locale)
                continue
            native = _native(value, kind)
            if native is None:
                raise WrongArgument(f"{needed.key}: ${name} is used as {kind}, but is {type(value).__name__}")
            args[name] = escape(native) if html and isinstance(native, str) else native
        return args

    def _having(self, key: str, locale: str) -> _Catalogue:
        for name in (locale, BASE):
            catalogue = self._catalogue(name)
            if key in catalogue.messages:
                return catalogue
        raise UnknownText(f"{key} stands in no file of {locale} or {BASE}")

    def _catalogue(self, locale: str) -> _Catalogue:
        found = self._catalogues.get(locale)
        if found is None:
            with self._lock:
                found = self._catalogues.get(locale) or self._load(locale)
                self._catalogues[locale] = found
        return found

    def _load(self, locale: str) -> _Catalogue:
        if locale not in self.locales():
            return _Catalogue(FluentBundle([BASE]), MappingProxyType({}))
        resources = read(self._folder / locale)
        bundle = FluentBundle([locale], functions=_functions(locale), use_isolating=False)
        for resource in resources.parsed:
            bundle.add_resource(resource)
        return _Catalogue(bundle, resources.messages)


_HOUSE = Translator(Path(__file__).parent)
locales = _HOUSE.locales
messages = _HOUSE.messages
html = _HOUSE.html
plain = _HOUSE.plain
html_key = _HOUSE.html_key
plain_key = _HOUSE.plain_key
