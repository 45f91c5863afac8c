"""Keyboards: checked as strictly as Telegram checks them, and kept as they were sent."""

from __future__ import annotations

from typing import Any

from sandbox import limits
from sandbox.botapi.params import Params
from sandbox.entities import web_address
from sandbox.errors import bad
from sandbox.shapes import Json

STYLES = frozenset({"danger", "success", "primary"})
ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
)
INLINE = "inline_keyboard"
REPLY = "keyboard"


def read(params: Params, inline_only: bool = False) -> Json | None:
    """The checked ``reply_markup``; None if absent.

    Raises:
        ApiError: 400 with Telegram's words.
    """
    markup = params.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if INLINE in markup:
        return _inline(markup[INLINE])
    if inline_only:
        raise bad("inline keyboard expected")
    if REPLY in markup:
        return _reply(markup)
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    return None


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f"can't parse {what}: expected an Array of Arrays")
    return [row for row in value if row]


def _inline(value: Any) -> Json | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(value, "inline keyboard button")]
    if sum(len(row) for row in rows) > limits.BUTTONS:
        raise bad("reply markup is too long")
    return {INLINE: rows} if rows else None


def _inline_button(button: Any) -> Json:
    _common(button, "inline keyboard")
    actions = [name for name in ACTIONS if name in button]
    if len(actions) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        _callback_data(button["callback_data"])
    elif "url" in button:
        _url(button["url"])
    elif "copy_text" in button:
        _copy_text(button["copy_text"])
    return dict(button)


def _common(button: Any, where: str) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad(f'can\'t parse {where} button: field "text" must be of type String')
    if not button["text"].strip():
        raise bad(f"{where} button text must be non-empty")
    if button.get("style", "primary") not in STYLES:
        raise bad(f"can't parse {where} button: wrong button style specified")


def _callback_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode("utf-8")) <= limits.CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")


def _url(url: Any) -> None:
    if not isinstance(url, str) or web_address(url) is None:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _copy_text(value: Any) -> None:
    words = value.get("text") if isinstance(value, dict) else None
    if not isinstance(words, str) or not 1 <= len(words) <= limits.COPY_TEXT:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def _reply(markup: Json) -> Json:
    rows = [[_reply_button(button) for button in row] for row in _rows(markup[REPLY], "keyboard button")]
    if not rows:
        raise bad("reply keyboard markup is empty")
    if len(str(markup.get("input_field_placeholder", ""))) > 64:
        raise bad("reply keyboard placeholder is too long")
    return {**markup, REPLY: rows}


def _reply_button(button: Any) -> Json:
    button = {"text": button} if isinstance(button, str) else button
    _common(button, "reply keyboard")
    return dict(button)
