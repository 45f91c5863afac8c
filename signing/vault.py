"""An employee's signing key at rest: neither the database, nor the server's keys, nor the PIN alone opens it.

Three layers. The key (PKCS#8, RFC 5958) lies under AES-256-GCM with a random *data key*. The data key is wrapped
(AES-KW, RFC 3394) under what argon2id (RFC 9106) makes of the PIN, mixed by HKDF (RFC 5869) with the *pepper* and with
whose key it is. The wrapped data key lies under AES-256-GCM with the *server's key*. Hence: a new PIN leaves key and
certificate as they are; a new server's key needs no PIN; the pepper changes when the owner next sets a PIN.

The outer layer is bound to the whole record and to its owner, and is opened first: what was changed, or moved to
another person, is ``Broken`` at once. Only a whole record gets as far as the PIN: ``InvalidPin`` means just that.

What can be wiped is wiped: the opened key, and what `cryptography` loads from it, which OpenSSL clears when it is let
go. What cannot: the PIN (a Python string), what argon2 and HKDF make of it, and the data key; they are gone only when
their memory is used again. Switch off core dumps and swap where that matters.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from signing.record import NONCE, SALT, TAG, VERSION, Broken, Cost, Owner, Record, name_of, named

_KEY: Final = b"kabinet signing key\x00"
_DATA_KEY: Final = b"kabinet data key\x00"
_PIN: Final = b"kabinet pin\x00"
_ROOT: Final = b"kabinet root key\x00"
_WHY: Final = "changed, of another owner, or the server's key is another one"


class InvalidPin(Exception):
    """The record is whole and the PIN is not the one that it was sealed with."""


COST: Final = Cost(passes=3, memory=65_536, lanes=1)
"""64 MiB three times over, some 150 ms on a small server (RFC 9106 § 4, the second choice, with one lane)."""


@dataclass(frozen=True)
class Secrets:
    """The server's part: key id → 32 bytes; the last id is the one in force. It lies apart from the database."""

    server: Mapping[str, bytes] = field(repr=False)
    pepper: Mapping[str, bytes] = field(repr=False)


def seal(pkcs8: bytes | bytearray, pin: str, owner: Owner, keys: Secrets, cost: Cost = COST) -> Record:
    """A new record of a key. Takes as long as one guess: call it off the event loop."""
    data_key = AESGCM.generate_key(256)
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(data_key).encrypt(nonce, pkcs8, _KEY + owner.bound())
    return _wrapped(data_key, pin, owner, keys, cost, sealed)


@contextmanager
def opened(record: Record, pin: str, owner: Owner, keys: Secrets) -> Iterator[bytearray]:
    """The key (PKCS#8, DER) for as long as the block lasts, then wiped. Slow like ``seal``; InvalidPin, Broken."""
    data_key = _data_key(record, pin, owner, keys)
    key = _decrypted(AESGCM(data_key), record.sealed, _KEY + owner.bound())
    try:
        yield key
    finally:
        wipe(key)


def change_pin(record: Record, old: str, new: str, owner: Owner, keys: Secrets, cost: Cost = COST) -> Record:
    """The same key under a new PIN, with the pepper and the server's key in force; twice as slow as ``seal``.

    InvalidPin, Broken. Certificate and ciphertext of the key stay.
    """
    return _wrapped(_data_key(record, old, owner, keys), new, owner, keys, cost, record.sealed)


def rewrap(record: Record, owner: Owner, keys: Secrets) -> Record:
    """The same record under the server's key in force; quick, without the PIN. Broken where the former one is gone."""
    if record.server_id == _newest(keys.server):
        return record
    return _outer(record, _inner(record, owner, keys), owner, keys)


def seal_root(pkcs8: bytes | bytearray, company: UUID, serial: int, keys: Secrets) -> bytes:
    """A company's root key under the server's key alone: 1 byte version · 1+n key id · nonce · ciphertext and tag."""
    server_id = _newest(keys.server)
    head, nonce = bytes([VERSION]) + named(server_id), secrets.token_bytes(NONCE)
    bound = _ROOT + company.bytes + serial.to_bytes(20, "big") + head
    return head + nonce + AESGCM(keys.server[server_id]).encrypt(nonce, pkcs8, bound)


@contextmanager
def opened_root(stored: bytes, company: UUID, serial: int, keys: Secrets) -> Iterator[bytearray]:
    """A company's root key (PKCS#8, DER) for as long as the block lasts, then wiped; Broken."""
    try:
        server_id, rest = name_of(stored[1:])
        cipher = AESGCM(keys.server[server_id])
    except (LookupError, UnicodeDecodeError) as error:
        raise Broken(_WHY) from error
    head = stored[: len(stored) - len(rest)]
    key = _decrypted(cipher, rest, _ROOT + company.bytes + serial.to_bytes(20, "big") + head)
    try:
        yield key
    finally:
        wipe(key)


def rewrap_root(stored: bytes, company: UUID, serial: int, keys: Secrets) -> bytes:
    """A root key under the server's key in force; Broken."""
    with opened_root(stored, company, serial, keys) as key:
        return seal_root(key, company, serial, keys)


def wipe(buffer: bytearray) -> None:
    """Overwrite with zeros, in place."""
    buffer[:] = bytes(len(buffer))


def _wrapped(data_key: bytes, pin: str, owner: Owner, keys: Secrets, cost: Cost, sealed: bytes) -> Record:
    record = Record(cost, secrets.token_bytes(SALT), "", _newest(keys.pepper), b"", sealed)
    return _outer(record, aes_key_wrap(_pin_key(record, pin, owner, keys), data_key), owner, keys)


def _outer(record: Record, inner: bytes, owner: Owner, keys: Secrets) -> Record:
    record = replace(record, server_id=_newest(keys.server))
    nonce = secrets.token_bytes(NONCE)
    cipher = AESGCM(keys.server[record.server_id])
    return replace(record, wrapped=nonce + cipher.encrypt(nonce, inner, _bound(record, owner)))


def _inner(record: Record, owner: Owner, keys: Secrets) -> bytes:
    try:
        cipher = AESGCM(keys.server[record.server_id])
        return cipher.decrypt(record.wrapped[:NONCE], record.wrapped[NONCE:], _bound(record, owner))
    except (KeyError, InvalidTag, ValueError) as error:
        raise Broken(_WHY) from error


def _data_key(record: Record, pin: str, owner: Owner, keys: Secrets) -> bytes:
    inner = _inner(record, owner, keys)
    if record.pepper_id not in keys.pepper:
        raise Broken("the pepper is gone")
    try:
        return aes_key_unwrap(_pin_key(record, pin, owner, keys), inner)
    except InvalidUnwrap:
        raise InvalidPin from None


def _pin_key(record: Record, pin: str, owner: Owner, keys: Secrets) -> bytes:
    passes, memory, lanes = record.cost
    slow = hash_secret_raw(pin.encode(), record.salt, passes, memory, lanes, 32, Type.ID)
    return HKDF(SHA256(), 32, record.salt, _PIN + owner.bound()).derive(slow + keys.pepper[record.pepper_id])


def _bound(record: Record, owner: Owner) -> bytes:
    return _DATA_KEY + owner.bound() + record.head() + record.sealed


def _decrypted(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytearray:
    key = bytearray(max(len(sealed) - NONCE - TAG, 0))
    try:
        cipher.decrypt_into(sealed[:NONCE], sealed[NONCE:], bound, key)
    except (InvalidTag, ValueError) as error:
        raise Broken(_WHY) from error
    return key


def _newest(keys: Mapping[str, bytes]) -> str:
    return list(keys)[-1]
