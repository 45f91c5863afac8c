"""Ids of seeded rows: made from what a row is called, so that the same seed gives the same world everywhere."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("6f1e6d5e-6b61-4c62-8e65-740000000001")


def row_id(*place: str) -> uuid.UUID:
    """The id of a seeded row: company's INN (or the kind of row), then what it is called there."""
    return uuid.uuid5(_NAMESPACE, "/".join(place))
