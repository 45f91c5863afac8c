"""What stops a command: one clear sentence for the person at the console, and an exit code for a script."""

from __future__ import annotations

import enum

from locales.translator import Text


class Exit(enum.IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FAILED = 1  # an unexpected error; or `doctor` found something
    USAGE = 2  # a setting or the command line is wrong
    REFUSED = 3  # the database, its stamp, its keys or its people do not allow it
    UNREACHABLE = 4  # API, port, database or disk


class Trouble(Exception):
    """Ends the command. ``texts`` are sentences, one a line on stderr; no traceback follows."""

    def __init__(self, *texts: Text, code: Exit = Exit.REFUSED) -> None:
        super().__init__(*(text.key for text in texts))
        self.texts, self.code = texts, code
