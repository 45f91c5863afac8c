"""The tree of RFC 9162: known roots, the proofs of its own example, and a plain tree written down beside it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import merkle

DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
"""The list by which logs of certificates are compared; its roots are known to all of them."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf(bytes.fromhex(one)) for one in DATA]


def plain(leaves: list[bytes]) -> bytes:
    """The definition (2.1.1), word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + plain(leaves[:half]) + plain(leaves[half:])).digest()


def listed(size: int) -> list[bytes]:
    return [merkle.leaf(number.to_bytes(4, "big")) for number in range(size)]


def test_the_known_roots() -> None:
    found = merkle.Frontier()
    assert found.root() == hashlib.sha256(b"").digest()
    for one, root in zip(LEAVES, ROOTS, strict=True):
        found = found.append(one)
        assert found.root().hex() == root


def test_the_example_of_the_standard() -> None:
    """2.1.5: seven leaves, d0 … d6 with the hashes a … f, j; the names are the standard's."""
    a, b, c, d, e, f, j = leaves = listed(7)
    g, h, i = merkle.node(a, b), merkle.node(c, d), merkle.node(e, f)
    k, l_ = merkle.node(g, h), merkle.node(i, j)
    assert merkle.grown(leaves).root() == merkle.node(k, l_)
    assert merkle.inclusion(0, leaves) == [b, h, l_]
    assert merkle.inclusion(3, leaves) == [c, g, l_]
    assert merkle.inclusion(4, leaves) == [f, j, k]
    assert merkle.inclusion(6, leaves) == [i, k]
    assert merkle.consistency(3, leaves) == [c, d, g, l_]
    assert merkle.consistency(4, leaves) == [l_]
    assert merkle.consistency(6, leaves) == [i, j, k]


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_frontier_makes_the_same_root_and_can_be_put_away(size: int, more: int) -> None:
    leaves = listed(size + more)
    half = merkle.grown(leaves[:size])
    assert half.root() == plain(leaves[:size])
    assert merkle.Frontier.unpacked(size, half.packed()) == half
    assert merkle.grown(leaves[size:], half).root() == plain(leaves)
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier.unpacked(size + 1 if (size + 1).bit_count() != size.bit_count() else 3 * size + 7, b"x")


@given(st.data())
def test_every_leaf_is_proved_and_nothing_else_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaves = listed(size)
    path, root = merkle.inclusion(index, leaves), plain(leaves)
    assert merkle.is_included(leaves[index], index, size, path, root)
    assert not merkle.is_included(merkle.leaf(b"another"), index, size, path, root)
    assert not merkle.is_included(leaves[index], index, size, path, bytes(32))
    assert not merkle.is_included(leaves[index], index, size, [*path, bytes(32)], root)
    assert not merkle.is_included(leaves[index], size, size, path, root)
    for at in range(len(path)):
        assert not merkle.is_included(leaves[index], index, size, [*path[:at], *path[at + 1 :]], root)
        assert not merkle.is_included(leaves[index], index, size, [*path[:at], bytes(32), *path[at + 1 :]], root)


@given(st.data())
def test_every_beginning_is_proved_and_no_other_one(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    first = data.draw(st.integers(1, size))
    leaves = listed(size)
    old, new, path = plain(leaves[:first]), plain(leaves), merkle.consistency(first, leaves)
    assert merkle.is_consistent(first, size, (old, new), path)
    other = plain([merkle.leaf(b"another"), *leaves[1:first]])
    assert not merkle.is_consistent(first, size, (other, new), path)
    assert not merkle.is_consistent(first, size, (old, other if first < size else bytes(32)), path)
    assert not merkle.is_consistent(first, size, (old, new), [*path, bytes(32)])
    for at in range(len(path)):
        assert not merkle.is_consistent(first, size, (old, new), [*path[:at], bytes(32), *path[at + 1 :]])


@pytest.mark.parametrize(("ask", "number"), [(merkle.inclusion, 3), (merkle.inclusion, -1), (merkle.consistency, 4)])
def test_beyond_the_list_nothing_is_proved(ask: object, number: int) -> None:
    with pytest.raises(IndexError):
        ask(number, listed(3))  # type: ignore[operator]
