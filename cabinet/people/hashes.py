"""Access codes under the key ring's pepper: which of its keys a hash was made with is written before it.

argon2id takes tens of milliseconds: it runs in a thread, outside any transaction.
"""

from __future__ import annotations

import asyncio

from signing import codes
from storage.sealed import ring


async def hashed(code: str, owner: str) -> str:
    """An access code as a chat stores it; ``owner`` is the chat's channel and address."""
    key_id, pepper = ring().newest("pepper")
    return f"{key_id}:{await asyncio.to_thread(codes.access_hash, code, owner, pepper)}"


async def matches(stored: str, code: str, owner: str) -> bool:
    """Whether ``code`` is the one that ``stored`` was made of, under a pepper that the ring still holds."""
    key_id, _, made = stored.partition(":")
    pepper = ring().keys["pepper"].get(key_id)
    return pepper is not None and await asyncio.to_thread(codes.access_matches, made, code, owner, pepper)


def owner_of(channel: str, address: str) -> str:
    """What a hash is bound to."""
    return f"{channel}:{address}"
