"""A sealed key opens by PIN, pepper and server's key together, for its owner, and says whether it was the PIN."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from signing import vault
from signing.algorithms import P256
from signing.codes import is_pin
from signing.names import Subject
from signing.record import Broken, Cost, Owner, Record
from signing.vault import InvalidPin, Secrets
from tests.conftest import START
from tests.signing.pki import URL, Firm

CHEAP = Cost(passes=1, memory=8, lanes=1)
PIN, OTHER = "730914", "730915"
OWNER = Owner(UUID(int=1), UUID(int=2), 2**158 + 5)
SECRETS = Secrets({"old": b"s" * 32}, {"salt": b"p" * 32})
KEY = P256.generate().dump()


def sealed(pin: str = PIN, keys: Secrets = SECRETS) -> Record:
    return vault.seal(KEY, pin, OWNER, keys, CHEAP)


def key_of(record: Record, pin: str = PIN, owner: Owner = OWNER, keys: Secrets = SECRETS) -> bytes:
    with vault.opened(record, pin, owner, keys) as key:
        return bytes(key)


def test_the_right_pin_opens() -> None:
    assert key_of(Record.read(bytes(sealed()))) == KEY


def test_it_costs_what_was_decided() -> None:
    """The one record at its real price: at least 50 ms (150 on a small server)."""
    assert vault.COST == (3, 65_536, 1)
    record = vault.seal(KEY, PIN, OWNER, SECRETS)
    assert record.cost == vault.COST
    began = process_time()
    assert key_of(record) == KEY
    assert process_time() - began > 0.05


@pytest.mark.parametrize("wrong", [OTHER, "", PIN + "0", " " + PIN, "٧٣٠٩١٤"])
def test_a_wrong_pin_is_just_that(wrong: str) -> None:
    with pytest.raises(InvalidPin):
        key_of(sealed(), wrong)


@pytest.mark.parametrize(
    "owner",
    [OWNER._replace(company=UUID(int=9)), OWNER._replace(employee=UUID(int=9)), OWNER._replace(serial=7)],
    ids=["company", "employee", "serial"],
)
def test_it_opens_for_nobody_else(owner: Owner) -> None:
    for pin in (PIN, OTHER):
        with pytest.raises(Broken):
            key_of(sealed(), pin, owner)


@pytest.mark.parametrize(
    "keys",
    [
        Secrets({"old": b"x" * 32}, SECRETS.pepper),
        Secrets({"new": b"s" * 32}, SECRETS.pepper),
        Secrets(SECRETS.server, {"other": b"p" * 32}),
    ],
    ids=["another server's key", "server's key gone", "pepper gone"],
)
def test_without_the_servers_secrets_the_right_pin_opens_nothing(keys: Secrets) -> None:
    with pytest.raises(Broken):
        key_of(sealed(), PIN, OWNER, keys)


def test_another_pepper_makes_every_pin_wrong() -> None:
    with pytest.raises(InvalidPin):
        key_of(sealed(), PIN, OWNER, Secrets(SECRETS.server, {"salt": b"x" * 32}))


def test_every_changed_byte_is_seen_before_the_pin() -> None:
    """A damaged record never uses up the owner's attempts, and nobody makes guessing cheaper by changing its cost."""
    whole = bytes(sealed())
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(Broken):
            key_of(Record.read(bytes(changed)))


@pytest.mark.parametrize("size", [0, 1, 22, 23, 24, 40, 120, 140])
def test_what_is_no_record_is_told(size: int) -> None:
    for stored in (bytes(sealed())[:size], b"\xff" * size):
        with pytest.raises(Broken):
            key_of(Record.read(stored))


def test_a_new_pin_keeps_the_key_as_it_lies() -> None:
    before = sealed()
    after = vault.change_pin(before, PIN, OTHER, OWNER, SECRETS, CHEAP)
    assert after.sealed == before.sealed
    assert after.salt != before.salt
    assert key_of(after, OTHER) == KEY
    with pytest.raises(InvalidPin):
        key_of(after, PIN)
    with pytest.raises(InvalidPin):
        vault.change_pin(after, PIN, OTHER, OWNER, SECRETS, CHEAP)


def test_a_new_server_key_needs_no_pin() -> None:
    both = Secrets({**SECRETS.server, "new": b"n" * 32}, SECRETS.pepper)
    record = vault.rewrap(sealed(), OWNER, both)
    assert record.server_id == "new"
    assert key_of(record, keys=Secrets({"new": b"n" * 32}, SECRETS.pepper)) == KEY
    assert vault.rewrap(record, OWNER, both) is record
    with pytest.raises(Broken):
        vault.rewrap(sealed(), OWNER, Secrets({"new": b"n" * 32}, SECRETS.pepper))


def test_a_new_pepper_comes_with_the_next_pin() -> None:
    both = Secrets(SECRETS.server, {**SECRETS.pepper, "new": b"n" * 32})
    record = sealed()
    assert vault.rewrap(record, OWNER, both).pepper_id == "salt"
    record = vault.change_pin(record, PIN, OTHER, OWNER, both, CHEAP)
    assert record.pepper_id == "new"
    assert key_of(record, OTHER, keys=Secrets(SECRETS.server, {"new": b"n" * 32})) == KEY


def test_the_opened_key_is_wiped_whatever_happens() -> None:
    with vault.opened(sealed(), PIN, OWNER, SECRETS) as kept:
        assert bytes(kept) == KEY
    assert not any(kept)
    with pytest.raises(ZeroDivisionError), vault.opened(sealed(), PIN, OWNER, SECRETS) as kept:
        1 // 0  # noqa: B018
    assert not any(kept)


SIGNER = """
import gc, sys
from datetime import UTC, datetime
from uuid import UUID
from signing import vault
from signing.algorithms import P256
from signing.cades import Pen
from signing.record import Owner, Record
record, certificate = Record.read(bytes.fromhex(input())), bytes.fromhex(input())
keys = vault.Secrets({"old": b"s" * 32}, {"salt": b"p" * 32})
with vault.opened(record, "730914", Owner(UUID(int=1), UUID(int=2), 2**158 + 5), keys) as opened:
    pen = Pen(P256.load(opened), certificate)
    kept = bytes(opened) if len(sys.argv) > 1 else b""
for number in range(5):
    pen.sign(bytes(number), datetime.now(UTC))
del pen
gc.collect()
print("signed", flush=True)
input()
"""


def copies(secret: bytes, *extra: str) -> int:
    """How often ``secret`` stands in the memory of a process that has unlocked and signed."""
    signer = subprocess.Popen(
        [sys.executable, "-c", SIGNER, *extra], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert signer.stdin is not None
    assert signer.stdout is not None
    certificate = Firm().authority.issue(Subject("Я", "ООО"), P256.load(KEY).public, URL, START)
    signer.stdin.write(f"{bytes(sealed()).hex()}\n{certificate.hex()}\n")
    signer.stdin.flush()
    assert signer.stdout.readline() == "signed\n"
    found = sum(part.count(secret) for part in memory(signer.pid))
    signer.communicate("\n")
    return found


def memory(process: int) -> Iterator[bytes]:
    """Everything that a process can write to."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as file:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1].startswith("rw"):
                file.seek(start)
                yield file.read(end - start)


def test_nothing_of_the_key_stays_in_memory() -> None:
    private = load_der_private_key(KEY, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    assert copies(secret) == 0
    assert copies(secret, "keep it") > 0, "the search finds what is there"


def test_a_record_shows_no_secret_and_no_ciphertext() -> None:
    shown = repr(sealed()) + repr(SECRETS)
    assert "sealed" not in shown
    assert "ssss" not in shown
    assert len(bytes(sealed())) < 300


COMPANY = UUID(int=1)


def root_of(stored: bytes, company: UUID = COMPANY, serial: int = 5, keys: Secrets = SECRETS) -> bytes:
    with vault.opened_root(stored, company, serial, keys) as key:
        return bytes(key)


def test_a_root_key_lies_under_the_servers_key_alone() -> None:
    stored = vault.seal_root(KEY, COMPANY, 5, SECRETS)
    assert root_of(stored) == KEY
    for company, serial, keys in (
        (UUID(int=2), 5, SECRETS),
        (COMPANY, 6, SECRETS),
        (COMPANY, 5, replace(SECRETS, server={"old": b"x" * 32})),
        (COMPANY, 5, replace(SECRETS, server={"new": b"s" * 32})),
    ):
        with pytest.raises(Broken):
            root_of(stored, company, serial, keys)


def test_every_changed_byte_of_a_root_key_is_seen() -> None:
    whole = vault.seal_root(KEY, COMPANY, 5, SECRETS)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(Broken):
            root_of(bytes(changed))
    for size in range(len(whole)):
        with pytest.raises(Broken):
            root_of(whole[:size])


def test_a_root_key_moves_to_a_new_server_key() -> None:
    both = replace(SECRETS, server={**SECRETS.server, "new": b"n" * 32})
    stored = vault.rewrap_root(vault.seal_root(KEY, COMPANY, 5, SECRETS), COMPANY, 5, both)
    assert root_of(stored, keys=replace(SECRETS, server={"new": b"n" * 32})) == KEY


@pytest.mark.parametrize(
    ("text", "right"), [("730914", True), ("7" * 12, True), ("73091", False), ("7" * 13, False), ("٧٣٠٩١٤", False)]
)
def test_a_pin_is_six_to_twelve_digits(text: str, right: bool) -> None:
    assert is_pin(text) is right
