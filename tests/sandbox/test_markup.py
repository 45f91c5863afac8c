"""Markup in, entities out, safe HTML back: by examples, and by texts that nobody thought of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import MarkupError, parse_html
from sandbox.render import to_html
from sandbox.shapes import utf16_len
from sandbox.text import clean, pieces, trimmed, with_found

GOOD = [
    ("<b>a</b>", "a", [("bold", 0, 1)]),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd", ["bold", "italic", "underline", "strikethrough"]),
    ("😀<code>x</code>", "😀x", [("code", 2, 1)]),
    ("<i>я <b>ты</b></i>", "я ты", [("italic", 0, 4), ("bold", 2, 2)]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", ["spoiler", "spoiler"]),
    ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab", ["blockquote", "expandable_blockquote"]),
    ('<tg-emoji emoji-id="123">👍</tg-emoji>', "👍", ["custom_emoji"]),
    ("<pre>a <b>b</b></pre>", "a b", ["pre"]),
    ('<a href="javascript:alert(1)">a</a><a href="https://e.com/?a&amp;b">b</a>', "ab", ["text_link"]),
    ("<a>example.com</a>", "example.com", ["text_link"]),
    ("<b></b>x", "x", []),
    ("&lt;b&gt; &amp;amp; &quot; &#1071; &#x42F; &nbsp; &#0; &", '<b> &amp; " Я Я &nbsp; &#0; &', []),
    ("a > b", "a > b", []),
    ("<b>x</>", "x", ["bold"]),
]


@pytest.mark.parametrize(("html", "words", "wanted"), GOOD)
def test_good_markup(html: str, words: str, wanted: list[object]) -> None:
    text, entities = parse_html(html)
    assert text == words
    found = [(e["type"], e["offset"], e["length"]) for e in entities]
    assert [
        kind if isinstance(want, str) else (kind, *rest) for (kind, *rest), want in zip(found, wanted, strict=True)
    ] == wanted


def test_language_of_code() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


BAD = [
    ("a<b", "Unclosed start tag at byte offset 1"),
    ("<b attr", "Unclosed start tag at byte offset 0"),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>x</tg-emoji>", "Custom emoji ID must be specified at byte offset 0"),
    ("<b =x>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
]


@pytest.mark.parametrize(("html", "words"), BAD)
def test_bad_markup(html: str, words: str) -> None:
    with pytest.raises(MarkupError, match=re.escape(words)):
        parse_html(html)


def test_found_by_itself() -> None:
    text = "/start и /find@kabinet_demo_bot, a@b.ru, https://e.com/x?y=1. @kabinet_demo_bot #отпуск 1/2 a/b"
    found = [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in with_found(text, [])]
    assert found == [
        ("bot_command", "/start"),
        ("bot_command", "/find@kabinet_demo_bot"),
        ("email", "a@b.ru"),
        ("url", "https://e.com/x?y=1"),
        ("mention", "@kabinet_demo_bot"),
        ("hashtag", "#отпуск"),
    ]
    inside = [{"type": "code", "offset": 0, "length": 6}]
    assert with_found("/start", inside) == inside


RENDERED = [
    ("<script>", [], "&lt;script&gt;"),
    ("a\nb", [("bold", 0, 3)], "<b>a\nb</b>"),
    ("abc", [("bold", 0, 2), ("italic", 1, 2)], "<b>a<i>b</i></b>c"),
    ("x", [("spoiler", 0, 1)], '<span class="tg-spoiler">x</span>'),
    ("x", [("expandable_blockquote", 0, 1)], "<blockquote expandable>x</blockquote>"),
    ("/a", [("bot_command", 0, 2)], '<span class="command">/a</span>'),
    ("x", [("custom_emoji", 0, 1)], "x"),
]


@pytest.mark.parametrize(("text", "marks", "html"), RENDERED)
def test_rendering(text: str, marks: list[tuple[str, int, int]], html: str) -> None:
    assert to_html(text, [{"type": t, "offset": o, "length": n} for t, o, n in marks]) == html


def test_only_harmless_links() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 1}
    assert to_html("x", [entity | {"url": 'javascript:"'}]) == "x"
    assert 'href="https://e.com/&quot;x"' in to_html("x", [entity | {"url": 'https://e.com/"x'}])
    mail = [{"type": "email", "offset": 0, "length": 6}]
    assert 'href="mailto:a@b.ru"' in to_html("a@b.ru", mail)


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_rendered_text_is_the_text(text: str) -> None:
    words = clean(text)
    html = to_html(words, with_found(words, []))
    assert (
        parse_html(re.sub(r' (target|rel|class)="[^"]*"', "", html).replace("<span>", "").replace("</span>", ""))[0]
        == words
    )


@settings(max_examples=50)
@given(st.text(alphabet="<>/&;ab =\"'\n😀\U0001f469"))
def test_parser_never_breaks_and_stays_inside(html: str) -> None:
    try:
        text, entities = parse_html(html)
    except MarkupError:
        return
    text, entities = trimmed(text, entities)
    assert text == text.strip()
    assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= utf16_len(text) for e in entities)


@settings(max_examples=50)
@given(st.text(max_size=50), st.integers(2, 10))
def test_pieces_lose_nothing(text: str, size: int) -> None:
    parts = pieces(text, size)
    assert "".join(parts) == text
    assert all(utf16_len(part) <= size for part in parts)
