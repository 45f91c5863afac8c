"""HTML of the Bot API → plain text and entities, with Telegram's own complaints about wrong markup.

Why written by hand: browsers and parsing libraries forgive, Telegram does not, and a bot whose text is refused must see
the refusal here. Follows "HTML style" of core.telegram.org/bots/api#formatting-options; the wording of the errors is
that of the real server (``td/telegram/MessageEntity.cpp``). Offsets and lengths of entities are UTF-16 code units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.shapes import Json, utf16_len

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "tg-spoiler": "spoiler",
}
SUPPORTED = frozenset({*SIMPLE, "a", "span", "pre", "blockquote", "tg-emoji"})
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)))?")


class MarkupError(Exception):
    """The markup is wrong; the message is what stands after "can't parse entities: "."""


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.found: list[Json] = []

    def fail(self, what: str, at: int, more: str = "") -> MarkupError:
        offset = len(self.html[:at].encode("utf-8", "surrogatepass"))
        return MarkupError(f"{what} at byte offset {offset}{more}")

    def run(self) -> tuple[str, list[Json]]:
        while self.at < len(self.html):
            if self.html[self.at] == "<":
                closing = self.html.startswith("</", self.at)
                self.end_tag() if closing else self.start_tag()
            else:
                self.plain()
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), self.found

    def plain(self) -> None:
        end = self.html.find("<", self.at)
        end = len(self.html) if end < 0 else end
        piece = unescape(self.html[self.at : end])
        self.text.append(piece)
        self.length += utf16_len(piece)
        self.at = end

    def start_tag(self) -> None:
        start = self.at
        name = re.compile(r"[^\s>]*").match(self.html, start + 1)
        tag = name.group().lower() if name else ""
        position = start + 1 + len(tag)
        if position >= len(self.html):
            raise self.fail("Unclosed start tag", start)
        if tag not in SUPPORTED:
            raise self.fail(f'Unsupported start tag "{tag}"', start)
        attributes, self.at = self.attributes(tag, start, position)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.fail('Tag "span" must have class "tg-spoiler"', start)
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise self.fail("Custom emoji ID must be specified", start)
        self.open.append(_Open(tag, attributes, self.length))

    def attributes(self, tag: str, start: int, position: int) -> tuple[dict[str, str], int]:
        found: dict[str, str] = {}
        while True:
            while position < len(self.html) and self.html[position].isspace():
                position += 1
            if position >= len(self.html):
                raise self.fail("Unclosed start tag", start)
            if self.html[position] == ">":
                return found, position + 1
            match = ATTRIBUTE.match(self.html, position)
            if match is None:
                raise self.fail(f'Empty attribute name in the tag "{tag}"', start)
            value = next((group for group in match.groups()[1:] if group is not None), "")
            found[match.group(1).lower()] = unescape(value)
            position = match.end()

    def end_tag(self) -> None:
        start = self.at
        if not self.open:
            raise self.fail("Unexpected end tag", start)
        end = self.html.find(">", start)
        if end < 0:
            raise self.fail("Unclosed end tag", start)
        name = self.html[start + 2 : end].strip().lower()
        last = self.open.pop()
        if name and name != last.tag:
            raise self.fail("Unmatched end tag", start, f', expected "</{last.tag}>", found "</{name}>"')
        self.at = end + 1
        entity = self.entity(last)
        if entity is not None and self.length > last.offset:
            place = {"offset": last.offset, "length": self.length - last.offset}
            self.found.append({"type": entity.pop("type"), **place, **entity})

    def entity(self, last: _Open) -> Json | None:
        if last.tag in SIMPLE:
            return self.code(last) if last.tag == "code" else {"type": SIMPLE[last.tag]}
        if last.tag == "a":
            return self.link(last)
        if last.tag == "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in last.attributes else "blockquote"}
        if last.tag == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": last.attributes["emoji-id"]}
        if last.tag == "pre":
            return self.pre(last)
        return {"type": "spoiler"}

    def code(self, last: _Open) -> Json | None:
        """A ``code`` with a language straight inside ``pre`` only names the language of the latter."""
        language = last.attributes.get("class", "")
        if self.open and self.open[-1].tag == "pre" and language.startswith("language-"):
            self.open[-1].attributes["language"] = language.removeprefix("language-")
            return None
        return {"type": "code"}

    def pre(self, last: _Open) -> Json:
        language = last.attributes.get("language", "")
        return {"type": "pre", "language": language} if language else {"type": "pre"}

    def link(self, last: _Open) -> Json | None:
        url = last.attributes.get("href") or _tail("".join(self.text), self.length - last.offset)
        address = web_address(url)
        return {"type": "text_link", "url": address} if address else None


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Plain text and entities (sorted by offset, the longer first) of a text in HTML style.

    Raises:
        MarkupError: as the real server would refuse it.
    """
    text, found = _Reader(html).run()
    return text, in_order([entity for entity in found if not _in_code(entity, found)])


def in_order(entities: list[Json]) -> list[Json]:
    """Entities as Telegram lists them: by offset, the outer before the inner."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def unescape(text: str) -> str:
    """Only the references that Telegram knows; anything else stays as it is written."""

    def one(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return NAMED[name]
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()

    return REFERENCE.sub(one, text)


def web_address(url: str) -> str | None:
    """The address of a link as Telegram keeps it, or None for what it does not link (``javascript:`` and the like)."""
    url = url.strip()
    if re.match(r"(?i)(https?|tg|ton|mailto|tel):", url):
        return url if len(url) > url.index(":") + 1 and not re.search(r"\s", url) else None
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", url):
        return f"http://{url}" if "/" in url else f"http://{url}/"
    return None


def _tail(text: str, units: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[len(encoded) - 2 * units :].decode("utf-16-le", "surrogatepass")


def _in_code(entity: Json, found: list[Json]) -> bool:
    """Nothing may stand inside ``code`` and ``pre``: Telegram drops it silently."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    return any(
        other is not entity
        and other["type"] in {"code", "pre"}
        and other["offset"] <= start
        and end <= other["offset"] + other["length"]
        for other in found
    )
