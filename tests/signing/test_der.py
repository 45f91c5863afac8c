"""One way to write a thing: everything that others read as well is refused."""

from __future__ import annotations

import pytest
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import der
from signing.der import DEEPEST, NotDer
from tests.signing.pki import Firm

GOOD = {
    "null": "05 00",
    "booleans": "30 06 01 01 00 01 01 ff",
    "integers": "30 0e 02 01 00 02 02 00 80 02 01 80 02 02 ff 7f",
    "bits": "30 0a 03 01 00 03 02 07 80 03 01 00",
    "names of things": "30 0d 06 01 2a 06 02 88 37 06 04 2a 86 48 00",
    "a set in order": "31 06 02 01 01 02 01 02",
    "equal ones": "31 06 02 01 01 02 01 01",
    "texts": "30 0f 0c 02 d0 af 12 02 31 20 13 02 41 2e 16 01 7f",
    "moments": "30 20 17 0d" + b"261124090000Z".hex() + "18 0f" + b"20261124090000Z".hex(),
    "a fraction": "18 11" + b"20261124090000.5Z".hex(),
    "what others define": "a0 03 80 01 00",
    "a long one": "04 81 80" + "00" * 128,
}
BAD = {
    "nothing": "",
    "a tag alone": "30",
    "no end": "30 80 00 00",
    "a long length of a short one": "04 81 01 00",
    "a length with a zero in front": "04 82 00 80" + "00" * 128,
    "a length without its digits": "04 82 01",
    "a length of five digits": "04 85 01 00 00 00 00",
    "cut": "04 02 00",
    "longer than its holder": "30 03 04 02 00",
    "something behind": "05 00 00",
    "truth by another number": "01 01 01",
    "truth in two bytes": "01 02 00 00",
    "an integer of nothing": "02 00",
    "an integer with a zero in front": "02 02 00 7f",
    "a negative one with too many ones": "02 02 ff 80",
    "bits of nothing": "03 00",
    "nine bits to leave out": "03 02 08 00",
    "bits left out that are set": "03 02 01 01",
    "bits left out of nothing": "03 01 01",
    "a null of something": "05 01 00",
    "a name of nothing": "06 00",
    "a name with a zero in front": "06 02 80 01",
    "a name that goes on": "06 01 88",
    "a string in pieces": "24 04 04 02 41 42",
    "a sequence that is none": "10 00",
    "a set out of order": "31 06 02 01 02 02 01 01",
    "half a letter": "0c 01 d0",
    "no digit": "12 01 41",
    "not for printing": "13 01 2a",
    "not for telegraphs": "16 01 80",
    "no seconds": "17 0b" + b"2611240900Z".hex(),
    "a thirteenth month": "17 0d" + b"261324090000Z".hex(),
    "another zone": "17 11" + b"261124090000+0300".hex(),
    "a fraction of nothing": "18 11" + b"20261124090000.0Z".hex(),
    "half a sign": "1e 01 00",
    "a type that nobody uses": "09 01 00",
    "a tag of two bytes": "1f 1f 00",
    "an application's": "41 00",
    "a private one": "c1 00",
}


def fits(data: bytes) -> bool:
    try:
        der.check(data)
    except NotDer:
        return False
    return True


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_der_is_der(text: str) -> None:
    der.check(bytes.fromhex(text))


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_everything_else_is_not(text: str) -> None:
    assert not fits(bytes.fromhex(text))


def test_a_pit_is_not_climbed_into() -> None:
    pit = b"\x05\x00"
    for _ in range(DEEPEST + 1):
        pit = (
            bytes([0x30, 0x82]) + len(pit).to_bytes(2, "big") + pit if len(pit) > 127 else bytes([0x30, len(pit)]) + pit
        )
    assert not fits(pit)
    assert not fits(b"\x30\x80" * 100_000)


def test_what_others_write_passes() -> None:
    """Forty certificates and lists: keys and serials begin with every bit."""
    firm = Firm()
    for _ in range(20):
        der.check(firm.hire().der)
        der.check(firm.publish(firm.at))
    der.check(firm.root)


@settings(max_examples=200)
@given(st.integers(), st.binary(max_size=300), st.text(max_size=50), st.lists(st.integers(), max_size=5))
def test_what_asn1crypto_writes_passes(number: int, content: bytes, text: str, some: list[int]) -> None:
    class Numbers(core.SetOf):
        _child_spec = core.Integer

    values = [core.Integer(number), core.OctetString(content), core.UTF8String(text), Numbers(some)]
    whole = b"".join(value.dump() for value in values)
    der.check(core.OctetString(whole).dump())
    for value in values:
        der.check(value.dump())


@settings(max_examples=200)
@given(st.binary(max_size=80))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    fits(content)
