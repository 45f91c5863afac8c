"""Everything slow with a PIN, in processes of low priority: other people's clicks go first.

Each place is a process of its own, made when it is first needed: one that dies (killed, out of memory) takes its own
job with it and no other, and the next job finds a new one. Keys are opened, used and wiped there; what comes back is a
record, a public key, or signatures.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context
from typing import Any, Final, NamedTuple, TypeVar

from cabinet.ports import DerivationDied, LockedKey, SealedKey, Unproven
from signing import vault
from signing.algorithms import P256
from signing.record import Cost, Owner, Record
from signing.vault import COST, Secrets
from signing.verdicts import Trust

NICE: Final = 10
"""How much of its priority a place gives up."""
T = TypeVar("T")

_secrets: Secrets | None = None


class Place(NamedTuple):
    """A process, and the secrets that it knows."""

    pool: ProcessPoolExecutor
    secrets: Secrets


class Derivations:
    """The places of this process; ``cost`` is what a new PIN costs (argon2id). `cabinet.ports.Derivation`.

    ``secrets`` is asked before every job: a place that knows older ones makes room for a new one."""

    def __init__(self, secrets: Callable[[], Secrets], cost: Cost = COST, places: int | None = None) -> None:
        self._secrets, self._cost = secrets, cost
        self._most = places or max(1, (os.cpu_count() or 1) - 1)
        self._free: list[Place | None] = [None] * self._most
        self._room = asyncio.Semaphore(self._most)
        self._jobs = 0

    @property
    def ahead(self) -> int:
        """How many jobs would have to end before a new one begins."""
        return max(0, self._jobs - self._most + 1)

    async def make(self, pin: str, owner: Owner) -> SealedKey:
        """A new key of P-256 under a PIN. DerivationDied."""
        return await self._done(make, pin, owner, self._cost)

    async def sign(
        self, key: LockedKey, pin: str, work: Sequence[tuple[bytes, datetime]], trust: Trust
    ) -> Sequence[bytes]:
        """Signatures in DER, each checked. DerivationDied, InvalidPin, Broken, Unproven."""
        return await self._done(sign, key, pin, work, trust)

    async def change(self, record: bytes, owner: Owner, old: str, new: str) -> bytes:
        """The record under another PIN. DerivationDied, InvalidPin, Broken."""
        return await self._done(change, record, owner, old, new, self._cost)

    def close(self) -> None:
        """End the places; a job in hand is finished first."""
        for place in self._free:
            if place is not None:
                place.pool.shutdown(wait=True, cancel_futures=True)
        self._free = [None] * self._most

    async def _done(self, job: Callable[..., T], *args: Any) -> T:
        self._jobs += 1
        try:
            async with self._room:
                place = self._free.pop()
                try:
                    place, begun = self._begun(place, job, args)
                    return await asyncio.wrap_future(begun)
                except BrokenProcessPool as died:
                    _left(place)
                    place = None
                    raise DerivationDied from died
                finally:
                    self._free.append(place)
        finally:
            self._jobs -= 1

    def _begun(self, place: Place | None, job: Callable[..., T], args: tuple[Any, ...]) -> tuple[Place, Future[T]]:
        """The job in a place; one that died while it had nothing to do, or knows older secrets, costs no job."""
        secrets = self._secrets()
        if place is not None and place.secrets == secrets:
            try:
                return place, place.pool.submit(job, *args)
            except BrokenProcessPool:
                pass
        _left(place)
        made = Place(_pool(secrets), secrets)
        return made, made.pool.submit(job, *args)


def _pool(secrets: Secrets) -> ProcessPoolExecutor:
    """A process of its own: forked from a server that knows neither database nor secrets."""
    return ProcessPoolExecutor(1, get_context("forkserver"), initializer=begin, initargs=(secrets,))


def _left(place: Place | None) -> None:
    """Leave a place behind whose process died, or has nothing to do any more."""
    if place is not None:
        place.pool.shutdown(wait=False)


def begin(secrets: Secrets) -> None:
    """In a new process: give way to everybody, leave «Ctrl+C» to the parent, keep the server's secrets."""
    global _secrets
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _secrets = secrets


def make(pin: str, owner: Owner, cost: Cost) -> SealedKey:
    """A new key, sealed; its public half."""
    key = P256.generate()
    pkcs8 = bytearray(key.dump())
    try:
        record = vault.seal(pkcs8, pin, owner, _ours(), cost)
    finally:
        vault.wipe(pkcs8)
    return SealedKey(bytes(record), key.dump_public())


def sign(key: LockedKey, pin: str, work: Sequence[tuple[bytes, datetime]], trust: Trust) -> list[bytes]:
    """One unlock, all signatures, each checked. InvalidPin, Broken, Unproven."""
    from signing.cades import Pen  # stands on pyHanko, which takes its time

    with vault.opened(Record.read(key.record), pin, key.owner, _ours()) as pkcs8:
        opened = P256.load(pkcs8)
    if not work:
        return []
    pen = Pen(opened, key.certificate)
    del opened
    signatures = [pen.sign(document, at) for document, at in work]
    del pen
    prove(key.certificate, work, signatures, trust)
    return signatures


def prove(
    certificate: bytes, work: Sequence[tuple[bytes, datetime]], signatures: Sequence[bytes], trust: Trust
) -> None:
    """Unproven where one of them is not good, or is another certificate's."""
    from signing.cades import Checker

    checker = Checker(trust, lambda found: found.der == certificate)
    for (document, _), signature in zip(work, signatures, strict=True):
        verdict = checker.check(signature, document)
        if not verdict.good:
            raise Unproven(", ".join(verdict.problems))


def change(record: bytes, owner: Owner, old: str, new: str, cost: Cost) -> bytes:
    """The same key under another PIN. InvalidPin, Broken."""
    return bytes(vault.change_pin(Record.read(record), old, new, owner, _ours(), cost))


def _ours() -> Secrets:
    if _secrets is None:
        raise RuntimeError("no secrets were handed in")
    return _secrets
