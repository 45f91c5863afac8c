"""Codes, keys, pads and numbers, without a database."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from cabinet.errors import Invalid
from cabinet.people import rules
from signing import codes, pad
from storage.people import Employee

SECRET, OTHER = b"s" * 32, b"o" * 32


def test_a_key_has_more_than_64_random_bits_and_no_look_alikes() -> None:
    assert len(codes.KEY_ALPHABET) ** codes.KEY_LENGTH > 2**64
    assert not set(codes.KEY_ALPHABET) & set("01OILBSZ")
    made = {codes.new_key() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.looks_like_key(key) for key in made)


@pytest.mark.parametrize(
    "typed",
    [
        "ACEH-KMPT-XY83-852",
        "aceh kmpt xy83 852",
        "АСЕН-КМРТ-ХУ83-852",  # the keyboard stood on Russian
        "  acehkmptxyвзbsz ",  # В, З, B, S and Z were read where 8, 3, 8, 5 and 2 are printed
        "ACEH–KMPT—XY83‑852",
    ],
)
def test_a_key_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.key_digest(typed, SECRET) == codes.key_digest("ACEHKMPTXY83852", SECRET)


def test_a_key_digest_depends_on_the_secret() -> None:
    assert codes.key_digest("ACEHKMPTXY83852", SECRET) != codes.key_digest("ACEHKMPTXY83852", OTHER)


@pytest.mark.parametrize(
    "text", ["", "привет", "ACEH-KMPT-XY83", "ACEH-KMPT-XY83-8521", "1" * 15, "🙂" * 15, "A" * 10**5]
)
def test_other_texts_do_not_look_like_keys(text: str) -> None:
    assert not codes.looks_like_key(text)


def test_an_sms_code_is_good_for_one_attempt_only() -> None:
    attempt = uuid.uuid4()
    mac = codes.code_mac("012345", attempt, SECRET)
    assert codes.code_matches(mac, "012345", attempt, SECRET)
    assert not codes.code_matches(mac, "012345", uuid.uuid4(), SECRET)
    assert not codes.code_matches(mac, "012346", attempt, SECRET)
    assert not codes.code_matches(mac, "012345", attempt, OTHER)
    assert {len(codes.new_code()) for _ in range(500)} == {6}


def test_an_access_code_opens_its_own_chat_with_its_own_pepper_only() -> None:
    stored = codes.access_hash("4831", "telegram:1", SECRET)
    assert "4831" not in stored
    assert codes.access_matches(stored, "4831", "telegram:1", SECRET)
    assert not codes.access_matches(stored, "4832", "telegram:1", SECRET)
    assert not codes.access_matches(stored, "4831", "telegram:2", SECRET)
    assert not codes.access_matches(stored, "4831", "telegram:1", OTHER)
    assert not codes.access_matches("nonsense", "4831", "telegram:1", SECRET)


@pytest.mark.parametrize(
    "code",
    [
        "0000",
        "1111",
        "1234",
        "4321",
        "7890",
        "1212",
        "1221",
        "2580",
        "1985",
        "2003",
        "1122",
        "121212",
        "123123",
        "112233",
        "123321",
        "654321",
        "31121985",
        "19851231",
        "311285",
    ],
)
def test_weak_access_codes_are_known(code: str) -> None:
    assert codes.is_weak(code)


@pytest.mark.parametrize("code", ["4831", "739164", "90275", "5803", "86204973", "4827193"])
def test_others_are_not_weak(code: str) -> None:
    assert not codes.is_weak(code)


def _anna() -> Employee:
    anna = Employee(company_id=uuid.uuid4(), number="1", last_name="С", first_name="А", hired_on=date(2020, 1, 1))
    anna.phone, anna.born = "+79161234567", "1987-04-25"
    return anna


@pytest.mark.parametrize("code", ["4567", "1234567", "79161234", "250487", "25041987", "0425"])
def test_own_phone_and_birth_date_are_weak(code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.checked_access(code, _anna())
    assert refusal.value.key == "error-invalid-access-weak"


@pytest.mark.parametrize("code", ["", "483", "483159260", "48a1", "４８３１"])
def test_an_access_code_has_four_to_eight_digits(code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.checked_access(code, _anna())
    assert refusal.value.key == "error-invalid-access-form"


def test_waits_grow_to_an_hour_and_end_in_a_lock() -> None:
    held = [rules.hold_after(failures, locks=True) for failures in range(1, 15)]
    assert [hold.wait for hold in held[:4]] == [None] * 4
    waits = [hold.wait for hold in held[4:12]]
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=1)
    assert waits == sorted(waits, key=lambda wait: wait or timedelta())
    assert [hold.locked for hold in held[12:]] == [True, True]
    assert not rules.hold_after(1_000, locks=False).locked
    assert rules.hold_after(1_000, locks=False).wait == timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("012345", "012345"),
        ("012 345", "012345"),
        ("Код для кабинета: 012-345. Никому не говорите", "012345"),
        ("01234", None),
        ("0123456", None),
        ("012345 и 678901", None),
        ("нет", None),
        ("٠١٢٣٤٥", None),
        ("9" * 100_000, None),
    ],
)
def test_a_code_is_found_in_what_was_pasted(text: str, code: str | None) -> None:
    assert rules.code_in(text) == code


@pytest.mark.parametrize("word", ["", "ёж", "а" * 25, "<b>слово</b>", "123456", "сло\u202eво", "🙂🙂🙂"])
def test_a_code_word_is_a_word(word: str) -> None:
    with pytest.raises(Invalid):
        rules.checked_word(word)


def test_a_code_word_is_trimmed() -> None:
    assert rules.checked_word("  рыжий   кот ") == "рыжий кот"


def test_access_ends_on_the_day_of_the_dismissal() -> None:
    anna = _anna()
    assert rules.works(anna, date(2026, 11, 24))
    anna.dismissed_on = date(2026, 11, 24)
    assert rules.works(anna, date(2026, 11, 23))
    assert not rules.works(anna, date(2026, 11, 24))


def test_the_pad_hides_its_digits_from_whoever_lacks_the_key() -> None:
    nonce = pad.new_nonce()
    shown = pad.tokens(nonce, SECRET)
    assert len(set(shown)) == 10
    assert [pad.digit_of(token, nonce, SECRET) for token in shown] == list(range(10))
    assert all(pad.digit_of(token, nonce, OTHER) is None for token in shown)
    assert all(pad.digit_of(token, pad.new_nonce(), SECRET) is None for token in shown)
    assert pad.digit_of("5", nonce, SECRET) is None
    assert pad.digit_of("пять", nonce, SECRET) is None


def test_words_are_drawn_the_same_for_the_same_attempt() -> None:
    pool, one, two = [f"word{number}" for number in range(200)], uuid.uuid4(), uuid.uuid4()
    assert codes.lot(pool, one, SECRET, 3) == codes.lot(pool, one, SECRET, 3)
    assert len(set(codes.lot(pool, one, SECRET, 3))) == 3
    assert codes.lot(pool, one, SECRET, 3) != codes.lot(pool, two, SECRET, 3)
