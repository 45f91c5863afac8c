"""Processes of low priority: what they do, that they give way, and that one which dies takes its own job alone."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from bot.derivation import NICE, Derivations
from cabinet.ports import DerivationDied, LockedKey, Unproven
from signing.algorithms import read_public
from signing.names import Subject
from signing.record import Broken, Cost, Owner, Record
from signing.vault import InvalidPin, Secrets
from signing.verdicts import Trust
from tests.conftest import START
from tests.signing.pki import URL, Firm

CHEAP = Cost(passes=1, memory=8, lanes=1)
SLOW = Cost(passes=200, memory=65_536, lanes=1)
SECRETS = Secrets({"s": b"s" * 32}, {"p": b"p" * 32})
OWNER = Owner(UUID(int=1), UUID(int=2), 2**150 + 7)
PIN, OTHER = "738291", "604857"


@pytest.fixture
def derivations() -> Iterator[Derivations]:
    made = Derivations(lambda: SECRETS, CHEAP, places=1)
    yield made
    made.close()


async def test_a_key_is_made_used_and_locked_anew(derivations: Derivations) -> None:
    firm = Firm()
    made = await derivations.make(PIN, OWNER)
    certificate = firm.authority.issue(
        Subject("Смирнова Анна Сергеевна", "ООО «Пример»"), read_public(made.public), URL, START, serial=OWNER.serial
    )
    key = LockedKey(made.record, OWNER, certificate)
    trust = Trust((firm.root,), (firm.authority.revocation_list((), 1, START),))
    signed = await derivations.sign(key, PIN, [(b"one", START), (b"two", START)], trust)
    assert len(set(signed)) == 2
    with pytest.raises(InvalidPin):
        await derivations.sign(key, OTHER, [(b"one", START)], trust)
    with pytest.raises(Broken):
        await derivations.sign(LockedKey(made.record, OWNER._replace(serial=1), certificate), PIN, [], trust)
    with pytest.raises(Unproven, match="no-list"):  # what does not stand is never handed out
        await derivations.sign(key, PIN, [(b"one", START + timedelta(days=30))], trust)
    changed = await derivations.change(made.record, OWNER, PIN, OTHER)
    assert len(await derivations.sign(LockedKey(changed, OWNER, certificate), OTHER, [(b"x", START)], trust)) == 1


async def test_new_secrets_reach_the_places() -> None:
    known = [SECRETS]
    made = Derivations(lambda: known[-1], CHEAP, places=1)
    old = await made.make(PIN, OWNER)
    known.append(Secrets({**SECRETS.server, "t": b"t" * 32}, SECRETS.pepper))
    changed = Record.read(await made.change(old.record, OWNER, PIN, OTHER))
    assert (Record.read(old.record).server_id, changed.server_id) == ("s", "t")
    made.close()


async def test_it_gives_way_and_stays(derivations: Derivations) -> None:
    assert await derivations._done(os.nice, 0) == min(19, os.nice(0) + NICE)
    assert await derivations._done(os.getpid) == await derivations._done(os.getpid) != os.getpid()


async def test_one_that_dies_takes_its_own_job_alone() -> None:
    slow = Derivations(lambda: SECRETS, SLOW, places=1)
    try:
        pid = await slow._done(os.getpid)
        jobs = [asyncio.create_task(slow.make(PIN, OWNER)), asyncio.create_task(slow._done(os.getpid))]
        await asyncio.sleep(0)  # the first has the place, the second waits for it
        assert slow.ahead == 2
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(DerivationDied):
            await jobs[0]
        assert await jobs[1] != pid
        assert slow.ahead == 0
    finally:
        slow.close()


async def test_one_that_died_idle_costs_no_job(derivations: Derivations) -> None:
    pid = await derivations._done(os.getpid)
    os.kill(pid, signal.SIGKILL)
    place = derivations._free[-1]
    assert place is not None
    await asyncio.to_thread(place.pool._executor_manager_thread.join)  # it has seen the end
    assert await derivations._done(os.getpid) != pid
