"""What Telegram does to a text before it is a message: cleaning, trimming, and finding commands and links in it.

Why: a bot that relies on ``bot_command`` entities, or whose text shrinks to nothing, must meet the same here as there.
"""

from __future__ import annotations

import re

from sandbox.entities import in_order
from sandbox.shapes import Json, utf16_len

CONTROL: dict[int, str | None] = {code: " " for code in range(32) if code not in (10, 13)} | {13: None}
DROPPED: dict[int, str | None] = dict.fromkeys(range(0x2028, 0x202F))  # separators, direction overrides
FOUND = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    (
        "email",
        re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
    ),
    (
        "url",
        re.compile(r"(?i)(?<![\w@./])(?:https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)]|t\.me/[^\s<>\"«».,;:!?)]+)"),
    ),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
)
QUIET = frozenset({"code", "pre", "text_link", "bot_command", "url", "mention", "email", "custom_emoji"})


def clean(text: str) -> str:
    """Control characters become spaces, carriage returns and direction overrides vanish; nothing is trimmed yet."""
    return text.translate(CONTROL | DROPPED).encode("utf-8", "ignore").decode()


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space around; entities move along and are cut to what is left."""
    stripped = text.strip()
    shift = utf16_len(text[: len(text) - len(text.lstrip())]) if stripped else 0
    size = utf16_len(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """The entities plus commands, addresses, mentions and hashtags that Telegram would see by itself."""
    result = list(entities)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            span = {"offset": utf16_len(text[: match.start()]), "length": utf16_len(match.group())}
            if not _taken(span, result):
                result.append({"type": kind, **span})
    return in_order(result)


def pieces(text: str, size: int) -> list[str]:
    """A long text cut into messages of at most ``size`` UTF-16 units, as the apps of people do."""
    parts: list[str] = []
    current: list[str] = []
    length = 0
    for char in text:
        width = 2 if ord(char) > 0xFFFF else 1
        if length + width > size:
            parts.append("".join(current))
            current, length = [], 0
        current.append(char)
        length += width
    return [*parts, "".join(current)]


def _taken(span: Json, entities: list[Json]) -> bool:
    start, end = span["offset"], span["offset"] + span["length"]
    return any(
        entity["type"] in QUIET and start < entity["offset"] + entity["length"] and entity["offset"] < end
        for entity in entities
    )
