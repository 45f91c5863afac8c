"""What officers type, made fit for a paper and a card: no control or direction marks, no endless text.

A sign that only shapes its neighbours goes, except the joiner inside an emoji; any kind of blank becomes a plain one,
so that words do not grow together.
"""

from __future__ import annotations

import re

from cabinet.errors import Invalid

REASON_LENGTH = 1000
ORDER_LENGTH = 40
TITLE_LENGTH = 200
_JOINER = "\u200d"
_NUMBER_SIGN = re.compile(r"^(?:[№#]\s*)+")


def _visible(text: str) -> str:
    """``text`` with plain blanks and line ends, without the signs that nobody sees."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = (sign if sign == "\n" or not sign.isspace() else " " for sign in lines)
    return "".join(sign for sign in plain if sign.isprintable() or sign in ("\n", _JOINER)).strip(f" \n{_JOINER}")


def one_line(text: str) -> str:
    """``text`` in one line, with single blanks."""
    return " ".join(_visible(text).replace(_JOINER, "").split())


def order_number(text: str) -> str:
    """A typed order number, one line of 1 to 40 characters without «№» before it; Invalid("order-number") otherwise."""
    number = _NUMBER_SIGN.sub("", one_line(text))
    if len(number) > ORDER_LENGTH or not any(sign.isalnum() for sign in number):
        raise Invalid("order-number", most=ORDER_LENGTH)
    return number


def reason(text: str) -> str:
    """A typed reason, 1 to 1,000 characters; Invalid("reason") otherwise."""
    words = _visible(text)
    if not 0 < len(words) <= REASON_LENGTH:
        raise Invalid("reason", most=REASON_LENGTH)
    return words


def title(text: str) -> str:
    """The name of a group, which whoever made it chose, in one line of at most 200 characters."""
    return one_line(text)[:TITLE_LENGTH]
