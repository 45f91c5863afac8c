"""Where the bot wants its updates brought to, kept on disk (core.telegram.org/bots/api#setwebhook, #webhookinfo).

The real server wants https on port 443, 80, 88 or 8443 of a public address; this one brings updates to plain http
addresses of this machine, on any port, and to no others: nothing of a sandbox leaves the machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from sandbox.errors import bad
from sandbox.shapes import Json
from sandbox.store import Store

DEFAULT_CONNECTIONS = 40
MOST_CONNECTIONS = 100
LONGEST_SECRET = 256


@dataclass(frozen=True)
class Hook:
    """What setWebhook asked for; ``max_connections`` deliveries may be under way at once."""

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS


class Webhook:
    """The webhook of the bot; ``current`` is None while it polls."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        kept = store.note("webhook")
        self.current: Hook | None = Hook(**kept) if kept else None
        self.free_at = 0.0
        """Before this moment of the steady clock no other one may be set."""

    def put(self, hook: Hook | None) -> None:
        """Set or remove it; what went wrong with the former one is forgotten."""
        with self._store.transaction():
            self._store.put_note("webhook", asdict(hook) if hook else None)
            self._store.put_note("webhook_error", None)
        self.current = hook

    def fail(self, why: str) -> None:
        """A delivery was not taken."""
        self._store.put_note("webhook_error", {"last_error_date": int(self._clock()), "last_error_message": why})

    def card(self) -> Json:
        """Its part of ``WebhookInfo``."""
        card: Json = {"url": "", "has_custom_certificate": False}
        if self.current is not None:
            address = str(urlsplit(self.current.url).hostname)
            where = {"ip_address": "127.0.0.1" if address == "localhost" else address}
            card |= {"url": self.current.url, "max_connections": self.current.max_connections, **where}
        return card | (self._store.note("webhook_error") or {})


def checked(hook: Hook) -> Hook:
    """The hook, if the sandbox can bring updates there.

    Raises:
        ApiError: 400, as the real server words it.
    """
    try:
        parts = urlsplit(hook.url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise bad("invalid webhook URL specified")
    if len(hook.secret_token) > LONGEST_SECRET:
        raise bad("secret token is too long")
    if not all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in hook.secret_token):
        raise bad("secret token contains unallowed characters")
    if parts.scheme == "http" and not _is_loopback(str(parts.hostname)):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https":
        raise bad("bad webhook: the sandbox brings updates to plain http addresses of this machine only")
    return hook


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
