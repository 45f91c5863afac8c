"""The command line in Russian: argparse's own words are English, so its frame is put into our texts here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.trouble import Exit
from locales import keys, translator
from locales.translator import Text

PROGRAM = "kabinet"


@dataclass(frozen=True)
class Command:
    """A command: ``run`` gets what was typed and returns the exit code, or raises Trouble."""

    name: str
    help: Text
    run: Callable[[argparse.Namespace], Awaitable[int]]
    arguments: Callable[[Parser], None] = lambda _parser: None


def say(text: Text) -> None:
    """One sentence on stdout."""
    print(translator.plain(text), flush=True)


def tell(*texts: Text) -> None:
    """Sentences on stderr, one a line."""
    for text in texts:
        print(translator.plain(text), file=sys.stderr, flush=True)


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, translator.plain(keys.console_usage()) if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Russian."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type] # handed through
        self._positionals.title = translator.plain(keys.console_group_what())
        self._optionals.title = translator.plain(keys.console_group_options())
        self.add_argument("-h", "--help", action="help", help=translator.plain(keys.console_help_help()))

    def take(self, *names: str, text: Text, metavar: Text | None = None, **options: object) -> None:
        """Add an argument that ``text`` explains; ``metavar`` stands for its value."""
        if metavar is not None:
            options["metavar"] = translator.plain(metavar)
        self.add_argument(*names, help=translator.plain(text), **options)  # type: ignore[arg-type] # handed through

    def error(self, message: str) -> NoReturn:
        """Say how the command is meant, and end with the usage code."""
        usage = self.format_usage().removeprefix(translator.plain(keys.console_usage()))
        tell(keys.console_bad_line(usage=usage, program=self.prog))
        sys.exit(Exit.USAGE)


def parser(commands: Iterable[Command]) -> Parser:
    """The parser of the whole program; the chosen Command stands in ``.command``."""
    whole = Parser(
        prog=PROGRAM,
        description=translator.plain(keys.console_program()),
        epilog=translator.plain(keys.console_epilog()),
    )
    title = translator.plain(keys.console_commands())
    chosen = whole.add_subparsers(
        title=title, prog=PROGRAM, metavar=translator.plain(keys.console_arg_command()), required=True
    )
    for command in commands:
        words = translator.plain(command.help)
        sub = chosen.add_parser(command.name, help=words, description=words[:1].upper() + words[1:] + ".")
        command.arguments(sub)
        sub.set_defaults(command=command)
    return whole


def number_arguments(parser: Parser) -> None:
    """NUMBER, --company and --json: for commands about one employee."""
    parser.take("number", text=keys.console_help_number(), metavar=keys.console_arg_number())
    parser.take("--company", text=keys.console_help_company(), metavar=keys.console_arg_inn())
    json_argument(parser)


def json_argument(parser: Parser) -> None:
    """--json: the answer for a script."""
    parser.take("--json", text=keys.console_help_json(), action="store_true")
