"""Deep links carry a prefix for their purpose, so that a key is never taken for a request and no request for a key."""

from __future__ import annotations

KEY = "key-"
"""Opens an activation: the key follows."""


def key_payload(key: str) -> str:
    """What /start carries for an activation key: at most 64 of A-Za-z0-9_- (core.telegram.org/bots/features)."""
    return f"{KEY}{key}"


def key_link(username: str, key: str) -> str:
    """The address that opens the bot with an activation key."""
    return f"https://t.me/{username}?start={key_payload(key)}"
