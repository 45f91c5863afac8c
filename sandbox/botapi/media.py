"""Files that the bot sends: fresh bytes, or a ``file_id`` that it has seen."""

from __future__ import annotations

from typing import Any

from sandbox import files as stored
from sandbox import limits
from sandbox.botapi.params import Params
from sandbox.botapi.words import caption
from sandbox.errors import ApiError, bad
from sandbox.files import DOCUMENT, PHOTO, Upload
from sandbox.shapes import Json
from sandbox.world import World

TYPES = {"document": DOCUMENT, "photo": PHOTO}


def document(world: World, params: Params, name: str) -> Json:
    """The stored file of a parameter, as a document."""
    return _file(world, params.upload(name), params.text(name), DOCUMENT)


def photo(world: World, params: Params, name: str) -> Json:
    """The stored file of a parameter, as a picture."""
    return _file(world, params.upload(name), params.text(name), PHOTO)


def media_of(world: World, params: Params, item: Any) -> Json:
    """The content of a message from an ``InputMedia…`` object.

    Raises:
        ApiError: wrong shape, unknown kind, or a file that is refused.
    """
    if not isinstance(item, dict):
        raise bad("can't parse InputMedia: expected an object")
    kind = TYPES.get(str(item.get("type")))
    if kind is None:
        raise bad("can't parse InputMedia: media type is not known to the sandbox")
    value = str(item.get("media", ""))
    row = _file(world, params.attached(value), value, kind)
    mode, entities = str(item.get("parse_mode") or ""), item.get("caption_entities")
    return {**stored.content(row), **caption(str(item.get("caption") or ""), mode, entities)}


def _file(world: World, upload: Upload | None, value: str, kind: str) -> Json:
    if upload is not None:
        _check(upload, kind)
        return world.files.add(kind, upload)
    if not value:
        raise bad(f"there is no {kind} in the request")
    row = world.files.find(value)
    if row is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if row["kind"] != kind:
        raise bad(f"can't use file of type {row['kind'].title()} as {kind.title()}")
    return row


def _check(upload: Upload, kind: str) -> None:
    size = len(upload.data)
    if size > limits.BOT_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if size == 0:
        raise bad("file must be non-empty")
    if kind == PHOTO:
        if size > limits.BOT_PHOTO:
            raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {limits.BOT_PHOTO} bytes")
        if stored.image_pixels(upload.data) is None:
            raise bad("IMAGE_PROCESS_FAILED")
