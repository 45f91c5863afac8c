"""How a sealed signing key is stored: a frozen record with a compact, versioned form of bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

VERSION: Final = 1
NONCE: Final = 12
SALT: Final = 16
TAG: Final = 16

_WRAPPED: Final = NONCE + 40 + TAG
_HEAD: Final = struct.Struct(f">BBIB{SALT}s")
"""Version, passes, KiB, lanes, salt."""


class Broken(Exception):
    """The record does not open, whatever the PIN: changed, of another owner, or its server's key or pepper is gone."""


class Owner(NamedTuple):
    """Whose key it is; sealed into the record, so that it opens for nobody else."""

    company: UUID
    employee: UUID
    serial: int
    """Of the certificate (RFC 5280 § 4.1.2.2: at most 20 bytes)."""

    def bound(self) -> bytes:
        """52 bytes, different for different owners."""
        return self.company.bytes + self.employee.bytes + self.serial.to_bytes(20, "big")


class Cost(NamedTuple):
    """What one guess of a PIN costs (argon2id): passes over the memory, its size in KiB, lanes at once."""

    passes: int
    memory: int
    lanes: int


@dataclass(frozen=True)
class Record:
    """A sealed key as it is stored; ``bytes(record)`` and ``Record.read`` are its compact form, some 280 bytes.

    1 byte version · 1 passes · 4 KiB · 1 lanes · 16 salt · 1+n server's key id · 1+n pepper id · 68 wrapped data key
    (nonce, ciphertext, tag) · sealed key (nonce, ciphertext, tag).
    """

    SERVER_AT: ClassVar[int] = _HEAD.size + 1
    """Where the id of the server's key begins (its length) in the compact form, counted from 1."""

    cost: Cost
    salt: bytes = field(repr=False)
    server_id: str
    pepper_id: str
    wrapped: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    def __bytes__(self) -> bytes:
        return self.head() + self.wrapped + self.sealed

    def head(self) -> bytes:
        """Everything but the ciphertexts."""
        return _HEAD.pack(VERSION, *self.cost, self.salt) + named(self.server_id) + named(self.pepper_id)

    @staticmethod
    def read(stored: bytes) -> Record:
        """The record of its compact form; Broken where it is none."""
        try:
            version, passes, memory, lanes, salt = _HEAD.unpack_from(stored)
            server_id, rest = name_of(stored[_HEAD.size :])
            pepper_id, rest = name_of(rest)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Broken("no record of a key") from error
        if version != VERSION or len(rest) <= _WRAPPED + NONCE + TAG:
            raise Broken("no record of a key")
        cost = Cost(passes, memory, lanes)
        return Record(cost, salt, server_id, pepper_id, rest[:_WRAPPED], rest[_WRAPPED:])


def named(name: str) -> bytes:
    """1 byte length · the id of a key."""
    return bytes([len(name.encode())]) + name.encode()


def name_of(stored: bytes) -> tuple[str, bytes]:
    """(name, what follows); IndexError, UnicodeDecodeError."""
    end = 1 + stored[0]
    return stored[1:end].decode(), stored[end:]
