"""Parameters of a call, from whatever way they came: query, form, multipart or JSON.

Which parameters a method looked at is remembered: ``ignored`` in the log of calls shows what the bot sent in vain, so
the sandbox cannot swallow a wish silently.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from sandbox.errors import bad
from sandbox.files import Upload
from sandbox.shapes import Json

YES = frozenset({"true", "1", "yes", "True"})


class Params:
    """Values of one call; every reader gives a default for what is absent."""

    def __init__(self, fields: dict[str, str], files: dict[str, Upload]) -> None:
        self.fields = fields
        self.files = files
        self.asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the parameter was sent and is not empty."""
        self.asked.add(name)
        return self.fields.get(name, "") != ""

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        self.asked.add(name)
        return self.fields.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        """An integer; what is none counts as absent, as the real server does it."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A boolean."""
        return self.text(name) in YES

    def structure(self, name: str, what: str) -> Any:
        """A nested value, which travels as a JSON string; None if absent.

        Raises:
            ApiError: it is no JSON.
        """
        if not self.has(name):
            return None
        try:
            return json.loads(self.fields[name])
        except ValueError as error:
            raise bad(f"can't parse {what} JSON object") from error

    def strings(self, name: str, what: str) -> list[str] | None:
        """A list of strings; None if absent or no list.

        Raises:
            ApiError: it is no JSON.
        """
        found = self.structure(name, what)
        return [str(item) for item in found] if isinstance(found, list) else None

    def upload(self, name: str) -> Upload | None:
        """The file that belongs to a parameter: sent under its name, or named by ``attach://``."""
        self.asked.add(name)
        return self.files.get(name) or self.attached(self.fields.get(name, ""))

    def attached(self, value: str) -> Upload | None:
        """The file behind an ``attach://`` reference."""
        if not value.startswith("attach://"):
            return None
        name = value.removeprefix("attach://")
        self.asked.add(name)
        return self.files.get(name)

    def ignored(self) -> list[str]:
        """What was sent and never looked at."""
        return sorted((self.fields.keys() | self.files.keys()) - self.asked)


async def read(request: web.Request) -> Params:
    """Collect the parameters of a request."""
    fields: dict[str, str] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        fields.update(_texts(await _json(request)))
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                data = value.file.read()
                files[name] = Upload(value.filename, value.content_type, data)
            elif isinstance(value, str):
                fields[name] = value
    return Params(fields, files)


async def _json(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError as error:
        raise bad("can't parse request JSON object") from error
    return body if isinstance(body, dict) else {}


def _texts(body: Json) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in body.items()
        if value is not None
    }
