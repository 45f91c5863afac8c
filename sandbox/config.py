"""Reads ``config.json``: who lives in this sandbox.

Why a file and not arguments: the one who starts the process (the demo or a test) knows the people, the links and the
token, and a token on a command line would be visible to every user of the machine.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from sandbox.errors import CannotStart
from sandbox.shapes import Json

T = TypeVar("T")


class ConfigError(CannotStart):
    """The configuration cannot be used; the message is one sentence for the person who starts the sandbox."""


@dataclass(frozen=True)
class BotCard:
    """The bot as its owner registered it."""

    token: str
    id: int
    username: str
    first_name: str


@dataclass(frozen=True)
class Person:
    """Somebody with a phone; ``phone`` in international form with a plus."""

    id: int
    first_name: str
    last_name: str = ""
    phone: str = ""
    note: str = ""

    def user(self) -> Json:
        """The person as a Bot API ``User``."""
        card: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            card["last_name"] = self.last_name
        return {**card, "language_code": "ru"}


@dataclass(frozen=True)
class Group:
    """A group that exists from the beginning, the bot in it; the first member is its owner."""

    id: int
    title: str
    members: list[int] = field(default_factory=list)
    bot_is_admin: bool = False
    bot_in: bool = True


@dataclass(frozen=True)
class Config:
    """Everything of ``config.json``; hints and phones are for the page only."""

    bot: BotCard
    secret: str
    people: dict[int, Person]
    groups: list[Group]
    hints: list[Json]
    phones: list[int]

    def bot_user(self) -> Json:
        """The bot as a Bot API ``User``."""
        return {
            "id": self.bot.id,
            "is_bot": True,
            "first_name": self.bot.first_name,
            "username": self.bot.username,
        }


def read(path: Path) -> Config:
    """Read and check the file.

    Raises:
        ConfigError: it is absent, is no JSON, or lacks something that is needed.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{path} is not JSON: {error}") from error
    try:
        return _config(raw)
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path} lacks something: {error}") from error


def _config(raw: Json) -> Config:
    people = [_build(Person, row) for row in raw["people"]]
    return Config(
        bot=_build(BotCard, raw["bot"]),
        secret=_secret(raw["secret"]),
        people={person.id: person for person in people},
        groups=[_build(Group, row) for row in raw.get("groups", [])],
        hints=list(raw.get("hints", [])),
        phones=list(raw.get("phones", [])),
    )


def _secret(value: Any) -> str:
    if not isinstance(value, str) or len(value) < 16 or not value.replace("-", "").replace("_", "").isalnum():
        raise ConfigError("the secret must be at least 16 characters of A-Z, a-z, 0-9, - and _")
    return value


def _build(kind: type[T], row: Json) -> T:
    """Unknown fields are left out, so that an older sandbox reads a newer file."""
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]  # T is always a dataclass here
    return kind(**{name: value for name, value in row.items() if name in known})
