"""Entities → safe HTML for the page.

Why on the server: the page must never build markup out of what a bot or a person wrote; everything that is not one of
the few tags below is escaped here, and only web, mail, phone and Telegram addresses become links. Line breaks
stay ``\\n``.
"""

from __future__ import annotations

from html import escape

from sandbox.entities import in_order, web_address
from sandbox.shapes import Json

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def to_html(text: str, entities: list[Json]) -> str:
    """HTML of a text; nested and crossing entities come out well nested."""
    units = text.encode("utf-16-le", "surrogatepass")
    return _span(units, 0, len(units) // 2, in_order(entities))


def _span(units: bytes, start: int, end: int, entities: list[Json]) -> str:
    parts: list[str] = []
    position = start
    rest = list(entities)
    while rest:
        entity = rest.pop(0)
        first = max(entity["offset"], position)
        last = min(entity["offset"] + entity["length"], end)
        if last <= first:
            continue
        inner = []
        while rest and rest[0]["offset"] < last:
            inner.append(rest.pop(0))
        parts.append(_plain(units, position, first))
        parts.append(_wrap(entity, _span(units, first, last, inner), _raw(units, first, last)))
        position = last
    parts.append(_plain(units, position, end))
    return "".join(parts)


def _raw(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def _plain(units: bytes, start: int, end: int) -> str:
    return escape(_raw(units, start, end))


def _wrap(entity: Json, inner: str, raw: str) -> str:
    kind = entity["type"]
    if kind in TAGS:
        return f"<{TAGS[kind]}>{inner}</{TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return f"<blockquote expandable>{inner}</blockquote>"
    if kind == "spoiler":
        return f'<span class="tg-spoiler">{inner}</span>'
    if kind == "bot_command":
        return f'<span class="command">{inner}</span>'
    address = _address(kind, entity, raw)
    return _link(address, inner) if address else inner


def _address(kind: str, entity: Json, raw: str) -> str | None:
    if kind == "text_link":
        return web_address(str(entity.get("url", "")))
    if kind == "url":
        return web_address(raw)
    return f"mailto:{raw}" if kind == "email" else None


def _link(address: str, inner: str) -> str:
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
