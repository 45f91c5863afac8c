"""Time stamps (RFC 3161): a second party's word that a signature was there at a moment.

A signature is complete without one, so the stamp comes later, from a queue: an authority that does not answer stops
nobody. A stamped signature is judged at the moment of its stamp; therefore one whose certificate was taken back in the
meantime is better left without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from signing.verdicts import Query, Refused, Trust, Unfit

__all__ = ["QUERY_TYPE", "REPLY_TYPE", "Post", "Refused", "Stamper", "Unfit", "token_of", "value_of"]

QUERY_TYPE: Final = "application/timestamp-query"
"""`Content-Type` of what is sent."""
REPLY_TYPE: Final = "application/timestamp-reply"
"""`Content-Type` of what comes back."""

Post = Callable[[bytes], Awaitable[bytes]]
"""Sends a query by HTTP POST and gives the body of the answer; raises what it likes where there is none."""


class Stamper:
    """Has signatures stamped by one authority."""

    def __init__(self, post: Post, trust: Trust) -> None:
        """``trust.stamp_roots``: under which the authority's certificate has to stand, else its stamps are Unfit."""
        self._post, self._trust = post, trust

    async def stamp(self, signature: bytes) -> bytes:
        """The same signature with a time stamp (CAdES-T); one that has a stamp comes back as it is.

        ValueError: the bytes are no signature. Refused: the authority says no. Unfit: its answer proves nothing.
        """
        query = await asyncio.to_thread(_query, signature)
        if query is None:
            return signature
        reply = await self._post(query.der)
        return await asyncio.to_thread(_stamped, signature, query, reply, self._trust)


def token_of(signature: bytes) -> bytes | None:
    """The time stamp as a file of its own, None without one; ValueError where the bytes are no signature.

    With ``value_of`` in a file: `openssl ts -verify -token_in -in TOKEN -data VALUE -CAfile ROOT`.
    """
    from signing.hanko import stamping

    return stamping.token_of(signature)


def value_of(signature: bytes) -> bytes:
    """What a time stamp is over; ValueError where the bytes are no signature."""
    from signing.hanko import stamping

    return stamping.value_of(signature)


def _query(signature: bytes) -> Query | None:
    """None where there is a stamp already."""
    from signing.hanko import stamping

    return stamping.query(signature) if stamping.token_of(signature) is None else None


def _stamped(signature: bytes, query: Query, reply: bytes, trust: Trust) -> bytes:
    from signing.hanko import stamping

    return stamping.stamped(signature, query, reply, trust)
