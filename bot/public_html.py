"""The page to which the QR code of a marked copy leads: one card at phone width, without a script or a picture.

It is shown to whoever finds a paper, so it loads nothing, sends nothing on, and no search engine keeps it.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Final

from cabinet.signatures.copies import Copied
from locales import html_key

LOCALE: Final = "ru"
STYLE: Final = """
:root{color-scheme:light dark;--ground:#e9ecf5;--panel:#fff;--line:#e2e6f0;--ink:#171b26;--soft:#596275;
--accent:#3a50cc;--tint:#eef1ff}
@media(prefers-color-scheme:dark){:root{--ground:#0b0e16;--panel:#171c28;--line:#2a3142;--ink:#eceff7;--soft:#a3adc2;
--accent:#97a8ff;--tint:#1f2743}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;padding:max(16px,env(safe-area-inset-top)) 16px 32px;background:var(--ground);color:var(--ink);
font:17px/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word;
-webkit-text-size-adjust:100%}
main{max-width:520px;margin:0 auto;padding:28px 24px;border-radius:20px;background:var(--panel);
border:1px solid var(--line)}
.kind{color:var(--soft);font-size:15px}
h1{margin-top:6px;font-size:30px;line-height:1.2;letter-spacing:-.01em}
.date{margin-top:2px;font-size:20px}
.state{margin-top:16px;padding:10px 14px;border-radius:12px;background:var(--tint);color:var(--accent);font-size:16px;
font-weight:600}
.lead{margin-top:20px;font-weight:600}
h1+.lead{font-weight:400}
p+p{margin-top:14px}
h2{margin-top:26px;padding-top:22px;border-top:1px solid var(--line);font-size:19px}
ol{margin-top:12px;padding:0;list-style:none;counter-reset:step}
li{position:relative;padding-left:40px;counter-increment:step}
li+li{margin-top:14px}
li::before{content:counter(step);position:absolute;left:0;top:0;width:26px;height:26px;border-radius:50%;
background:var(--tint);color:var(--accent);font-size:15px;font-weight:600;line-height:26px;text-align:center}
footer{max-width:520px;margin:16px auto 0;padding:0 24px;color:var(--soft);font-size:14px;text-align:center}
"""
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Of every answer, whatever it is."""


def told(found: Copied) -> str:
    """The page of a copy that we know."""
    steps = "".join(f"<li>{_said(f'copy-how-{step}')}</li>" for step in ("script", "root", "bot"))
    number = html_key("copy-number", LOCALE, {"number": found.number})
    date = html_key("copy-date", LOCALE, {"dated": found.dated})
    body = (
        f'<h1>{number}</h1><p class="date">{date}</p><p class="state">{_said("copy-signed")}</p>'
        f'<p class="lead">{_said("copy-compare")}</p><p>{_said("copy-proof")}</p>'
        f"<h2>{_said('copy-how')}</h2><ol>{steps}</ol>"
    )
    return _page(body, _said("copy-silent"))


def refused(title: str, why: str) -> str:
    """The page that says why there is none; both are keys."""
    return _page(f'<h1>{_said(title)}</h1><p class="lead">{_said(why)}</p>')


def _said(key: str) -> str:
    return html_key(key, LOCALE, {})


def _page(body: str, foot: str = "") -> str:
    title, under = _said("copy-title"), f"<footer>{foot}</footer>" if foot else ""
    return (
        f'<!doctype html><html lang="{LOCALE}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f'<body><main><p class="kind">{title}</p>{body}</main>{under}</body></html>'
    )
