"""Secrets in rows: a stolen database file alone tells no phone, no reason and no word of a conversation.

A sealed value is AES-256-GCM (NIST SP 800-38D) under the key ring's newest key of purpose «seal»; its additional data
is ``table.column`` and the row's UUID, so that a value moved to another row or column does not open. What must be
looked up (phone, e-mail) has a blind index beside it: HMAC-SHA256 of the normalised value under a key of its own.

Wire format of a sealed value: 1 byte version (1) · 1 byte length of key id · key id · 12 bytes nonce · ciphertext+tag.
"""

from __future__ import annotations

import hmac
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSES = ("seal", "blind", "code", "pad", "pepper", "vault", "pin")
"""What each key is for: sealed columns, blind indexes, SMS codes and activation keys, pads, access codes; the outer
layer of signing keys (and companies' root keys), and the pepper of their PINs."""
_VERSION = 1
_NONCE = 12

T = TypeVar("T")


class SealBroken(Exception):
    """A sealed value does not open: wrong key, moved to another row, or changed."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by purpose, each purpose a map of key id → 32 bytes; the last one added is used for new values."""

    keys: Mapping[str, Mapping[str, bytes]]
    _newest: dict[str, tuple[str, bytes]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for purpose in PURPOSES:
            if not self.keys.get(purpose):
                raise ValueError(f"the key ring has no key of purpose {purpose}")
            self._newest[purpose] = list(self.keys[purpose].items())[-1]

    def __repr__(self) -> str:
        return "KeyRing(…)"

    def newest(self, purpose: str) -> tuple[str, bytes]:
        """(key id, 32 bytes) in force for ``purpose``; KeyError for an unknown purpose."""
        return self._newest[purpose]

    def secret(self, purpose: str) -> bytes:
        """The 32 bytes in force for ``purpose``."""
        return self._newest[purpose][1]

    @staticmethod
    def fresh() -> KeyRing:
        """A ring of new random keys, one for each purpose."""
        return KeyRing({purpose: {secrets.token_hex(4): secrets.token_bytes(32)} for purpose in PURPOSES})


LOOK_EVERY = 1.0
"""Seconds after which a process knows of a new key: rotation waits longer before anything depends on it."""
Newer = Callable[[], KeyRing | None]
"""The ring as it stands now where it changed since the last call, else None."""

_ring: KeyRing | None = None
_newer: Newer | None = None
_looked = 0.0


def use_ring(ring: KeyRing, newer: Newer | None = None) -> None:
    """Hand in the key ring of this process (done once, by bot/house or by a test), and who tells when it changes."""
    global _ring, _newer
    _ring, _newer = ring, newer


def ring() -> KeyRing:
    """The key ring of this process; RuntimeError before ``use_ring``."""
    if _newer is not None and time.monotonic() - _looked >= LOOK_EVERY:
        look()
    if _ring is None:
        raise RuntimeError("no key ring was handed in")
    return _ring


def look() -> None:
    """Ask now whether the keys have changed."""
    global _ring, _looked
    _looked = time.monotonic()
    changed = _newer() if _newer is not None else None
    if changed is not None:
        _ring = changed


def key_named(stored: bytes) -> str:
    """The id of the key that a sealed value names, whether or not we hold it; SealBroken where it names none."""
    try:
        return stored[2 : 2 + stored[1]].decode()
    except (IndexError, UnicodeDecodeError) as error:
        raise SealBroken from error


def _held(name: str) -> bytes:
    """The sealing key of that id; one that we have not heard of may be a minute old. KeyError."""
    if name not in ring().keys["seal"]:
        look()
    return ring().keys["seal"][name]


def seal(value: bytes, place: str, row: uuid.UUID) -> bytes:
    """Encrypt ``value`` for ``place`` (table.column) of the row ``row``."""
    key_id, key = ring().newest("seal")
    nonce = secrets.token_bytes(_NONCE)
    name = key_id.encode()
    return bytes([_VERSION, len(name)]) + name + nonce + AESGCM(key).encrypt(nonce, value, _bound(place, row))


def unseal(blob: bytes, place: str, row: uuid.UUID) -> bytes:
    """Decrypt what ``seal`` made for the same place and row; SealBroken otherwise."""
    try:
        size = blob[1]
        key = _held(key_named(blob))
        nonce, body = blob[2 + size : 2 + size + _NONCE], blob[2 + size + _NONCE :]
        if blob[0] != _VERSION:
            raise SealBroken(place)
        return AESGCM(key).decrypt(nonce, body, _bound(place, row))
    except (InvalidTag, KeyError, IndexError, UnicodeDecodeError, ValueError) as error:
        raise SealBroken(place) from error


def _bound(place: str, row: uuid.UUID) -> bytes:
    return place.encode() + b"\x00" + row.bytes


def blind(value: str) -> bytes:
    """The blind index of an already normalised value: 32 bytes, the same for the same value, telling nothing else."""
    return hmac.digest(ring().secret("blind"), value.encode(), sha256)


class Sealed(Generic[T]):
    """A readable face of a sealed column: reading decrypts, writing encrypts for this very row.

    The column itself stays in the table as ``<name>_sealed``; an optional second column gets the blind index.
    """

    def __init__(
        self,
        column: str,
        dump: Callable[[T], bytes],
        load: Callable[[bytes], T],
        blind_column: str | None = None,
    ) -> None:
        self.column, self.blind_column, self._dump, self._load = column, blind_column, dump, load

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner = owner

    @property
    def place(self) -> str:
        """table.column, part of what the seal is bound to."""
        return f"{self.owner.__tablename__}.{self.column}"  # type: ignore[attr-defined] # every owner is a mapped table

    @overload
    def __get__(self, record: None, owner: type) -> Sealed[T]: ...
    @overload
    def __get__(self, record: object, owner: type) -> T | None: ...
    def __get__(self, record: object | None, owner: type) -> Sealed[T] | T | None:
        if record is None:
            return self
        blob: bytes | None = getattr(record, self.column)
        row: uuid.UUID = record.id  # type: ignore[attr-defined] # every table with sealed columns has a UUID key `id`
        return self.of_row(row, blob)

    def __set__(self, record: Any, value: T | None) -> None:
        setattr(record, self.column, self.for_row(record.id, value))
        if self.blind_column is not None:
            setattr(record, self.blind_column, None if value is None else blind(str(value)))

    def for_row(self, row: uuid.UUID, value: T | None) -> bytes | None:
        """The sealed bytes of ``value`` for the row ``row``: for statements that do not load the record."""
        return None if value is None else seal(self._dump(value), self.place, row)

    def of_row(self, row: uuid.UUID, blob: bytes | None) -> T | None:
        """The value behind the sealed bytes of the row ``row``, where the record was not loaded; SealBroken."""
        return None if blob is None else self._load(unseal(blob, self.place, row))


def sealed_text(column: str, blind_column: str | None = None) -> Sealed[str]:
    """A sealed text column."""
    return Sealed(column, str.encode, bytes.decode, blind_column)


def sealed_bytes(column: str) -> Sealed[bytes]:
    """A sealed column of raw bytes."""
    return Sealed(column, bytes, bytes)
