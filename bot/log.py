"""Log lines, structured, with secrets and personal data blanked out wherever they hide.

Ours and the libraries' lines go one way: structlog's processors, the masks last but one, then JSON or a console line
on stderr. The masks are the net under the rule «never log it»: names that hold secrets are blanked whole, every text is
searched for tokens, keys, phones and addresses. What looks like nothing (a bare code, a comment) no mask can find: it
must not be given to the log at all.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, LogLevel

HIDDEN = "•••"
SECRET_NAMES = frozenset(
    (
        *("authorization", "code", "cookie", "key", "password", "payload", "pin", "secret", "token", "word"),
        *("born", "contact", "email", "first_name", "last_name", "name", "patronymic", "phone"),
        *("callback_data", "caption", "comment", "data", "ground", "message", "reason", "text", "update"),
    )
)
"""A field of such a name is blanked whatever it holds."""

OURS = frozenset(("level", "logger", "timestamp", "trace"))
"""Fields that the log itself fills in, out of code and clock."""

CHATTY = (
    *("alembic", "apscheduler", "aiosqlite", "asyncio", "aiogram.event", "aiohttp.access", "pymorphy3"),
    *("aiogram_dialog", "sqlalchemy"),  # say the names of people, and what stands in rows
)
"""Libraries of which only warnings are written, whatever the level."""

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}"), HIDDEN),  # a bot's token, in an address too
    (re.compile(r"(?<=/bot)\d+:[A-Za-z0-9_-]+"), HIDDEN),
    (re.compile(r"\b(?:key|open)-[A-Za-z0-9-]{6,}"), HIDDEN),  # what a deep link carries
    (re.compile(r"(?<![\w-])(?:[2-9A-Y]{4}-){3}[2-9A-Y]{3}(?![\w-])"), HIDDEN),  # an activation key as it is handed out
    (re.compile(r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"), HIDDEN),  # user and password of a database
    (re.compile(r"(?<![\w.-])(?:\+7|8|7)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
)


_SUSPECT = re.compile(r"[/@-]|\d{5}|\d{3}[\s)]+\d{3}")
"""Something of this stands in whatever a pattern finds: most texts need no closer look."""


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without the given secrets, without tokens, keys, phones and e-mail addresses."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    if not _SUSPECT.search(text):
        return text
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class Mask:
    """The processor that blanks; ``secrets`` are hidden literally, wherever they stand."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(sorted((secret for secret in secrets if secret), key=len, reverse=True))

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        return {name: self._field(name, value) for name, value in line.items()}

    def _field(self, name: str, value: Any) -> Any:
        return value if name.startswith("_") or name in OURS else self._clean(name, value)

    def _clean(self, name: str, value: Any) -> Any:
        if name in SECRET_NAMES or name.lower() in SECRET_NAMES:
            return HIDDEN
        if isinstance(value, str):
            return masked(str(value), self._secrets)
        if value is None or isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {str(key): self._clean(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean("", item) for item in value]
        return masked(str(value), self._secrets)


class Paper:
    """Where the lines of one logger go, each in one piece. What the disk has no room for is lost, and nothing else."""

    def __init__(self, stream: TextIO, name: str = "root") -> None:
        self.name, self._stream = name, stream

    def msg(self, line: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):  # full, or closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


def set_up(form: LogFormat, level: LogLevel, secrets: Iterable[str] = ()) -> None:
    """Route structlog and the standard library's loggers to stderr in one form, masked.

    Ours do not go through the standard library: a line there costs twice as much (figures: docs/benchmarks.md).
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    ends = _ends(form, secrets)
    structlog.configure(
        processors=[*shared, *ends],
        logger_factory=partial(Paper, sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    tidy = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[tidy, *ends]))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


def _ends(form: LogFormat, secrets: Iterable[str]) -> list[Processor]:
    shown: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form is LogFormat.CONSOLE:
        plain = structlog.dev.plain_traceback
        shown = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    return [Mask(secrets), shown]
