"""A tree of hashes over a list that only grows (RFC 9162, 2.1; SHA-256): one hash stands for all that was in the list.

Who once saw a root can tell later, without keys and without us, that anything up to there was changed. Pure: hashes in,
hashes out. A leaf is hashed apart from an inner node, so that neither can pass for the other.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SIZE: Final = 32
"""Bytes of a hash."""


def leaf(data: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that an append needs: the roots of the full subtrees, the largest first; at most 64 of them."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def append(self, hashed: bytes) -> Frontier:
        """The frontier with one leaf more."""
        nodes, last, size = list(self.nodes), hashed, self.size
        while size & 1:
            last, size = node(nodes.pop(), last), size >> 1
        return Frontier(self.size + 1, (*nodes, last))

    def root(self) -> bytes:
        """The hash of the whole list; that of nothing where it is empty."""
        if not self.nodes:
            return hashlib.sha256().digest()
        found = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            found = node(left, found)
        return found

    def packed(self) -> bytes:
        """The nodes one behind the other."""
        return b"".join(self.nodes)

    @staticmethod
    def unpacked(size: int, packed: bytes) -> Frontier:
        """What ``packed`` made of the frontier of a list of ``size``; ValueError where it cannot be."""
        if len(packed) != SIZE * size.bit_count():
            raise ValueError("not the frontier of a list of this size")
        return Frontier(size, tuple(packed[at : at + SIZE] for at in range(0, len(packed), SIZE)))


def grown(leaves: Iterable[bytes], frontier: Frontier | None = None) -> Frontier:
    """The frontier with these leaves appended."""
    found = frontier or Frontier()
    for hashed in leaves:
        found = found.append(hashed)
    return found


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes from a leaf to the root (2.1.3.1); IndexError beyond the list."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion(index, leaves[:half]), grown(leaves[half:]).root()]
    return [*inclusion(index - half, leaves[half:]), grown(leaves[:half]).root()]


def consistency(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show the list of ``first`` leaves at the beginning of this one (2.1.4.1); IndexError."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(first, leaves, whole=True)


def _subproof(first: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [grown(leaves).root()]
    half = _half(len(leaves))
    if first <= half:
        return [*_subproof(first, leaves[:half], whole=whole), grown(leaves[half:]).root()]
    return [*_subproof(first - half, leaves[half:], whole=False), grown(leaves[:half]).root()]


def _half(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(hashed: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from a leaf to the root of a list of ``size`` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, hashed
    for other in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(other, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found, root)


def is_consistent(first: int, second: int, roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """Whether the list with the first root is the beginning of that with the second (2.1.4.2)."""
    if first == second:
        return not path and hmac.compare_digest(*roots)
    whole = first & (first - 1) == 0
    steps = [roots[0], *path] if whole else list(path)
    if not 0 < first < second or not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for other in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(other, old), node(other, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, other)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == roots
