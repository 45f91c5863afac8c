"""Text and caption of a call: markup, entities, length."""

from __future__ import annotations

from typing import Any

from sandbox import limits, text
from sandbox.botapi.params import Params
from sandbox.entities import MarkupError, in_order, parse_html
from sandbox.errors import bad
from sandbox.shapes import Json, utf16_len


def text_of(params: Params) -> Json:
    """``text`` and ``entities`` of a message.

    Raises:
        ApiError: empty, too long, or wrong markup.
    """
    words, entities = formatted(params.text("text"), params.text("parse_mode"), given(params, "entities"))
    if not words:
        raise bad("message text is empty")
    if utf16_len(words) > limits.TEXT:
        raise bad("message is too long")
    preview = params.structure("link_preview_options", "link preview options")
    params.has("disable_web_page_preview")
    content: Json = {"text": words}
    if entities:
        content["entities"] = entities
    return {**content, "link_preview_options": preview} if preview else content


def caption_of(params: Params) -> Json:
    """``caption`` and ``caption_entities``, or nothing."""
    return caption(params.text("caption"), params.text("parse_mode"), given(params, "caption_entities"))


def caption(raw: str, mode: str, entities: list[Json] | None) -> Json:
    """A caption as it stands in a message.

    Raises:
        ApiError: too long, or wrong markup.
    """
    words, found = formatted(raw, mode, entities)
    if utf16_len(words) > limits.CAPTION:
        raise bad("message caption is too long")
    if not words:
        return {}
    return {"caption": words, "caption_entities": found} if found else {"caption": words}


def given(params: Params, name: str) -> list[Json] | None:
    """Entities that the bot made itself.

    Raises:
        ApiError: they are no list of objects.
    """
    value: Any = params.structure(name, "message entities")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    return value


def formatted(raw: str, mode: str, entities: list[Json] | None) -> tuple[str, list[Json]]:
    """Clean text and its entities, the self-found ones included.

    Raises:
        ApiError: wrong markup, or a parse mode that the sandbox does not speak (it speaks HTML).
    """
    words, found = text.clean(raw), entities or []
    if mode.lower() == "html":
        try:
            words, found = parse_html(words)
        except MarkupError as error:
            raise bad(f"can't parse entities: {error}") from error
    elif mode:
        raise bad("unsupported parse_mode")
    words, found = text.trimmed(words, in_order(_checked(found, words))[: limits.ENTITIES])
    return words, text.with_found(words, found)


def _checked(entities: list[Json], words: str) -> list[Json]:
    size = utf16_len(words)
    for entity in entities:
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or not isinstance(entity.get("type"), str):
            raise bad("can't parse entities: object expected as MessageEntity")
        if start < 0 or length <= 0 or start + length > size:
            raise bad("entity beyond the end of the text")
    return entities
