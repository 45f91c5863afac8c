"""What is said of a signature inside a file, in the chat and by `kabinet verify`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.verify import _row, _sentences
from cabinet.checking import Finding, brought, findings
from dialogs.checks import _told
from locales import plain_key
from signing.verdicts import Problem, Since, Stamp, Trust, Verdict
from tests.signing.pdf import appended, blank, drop_fields, signed, swap_page
from tests.signing.pki import LONG, Firm


@pytest.fixture(scope="module")
def found() -> Mapping[str, Finding]:
    """The first signature of each file."""
    firm = Firm(at=datetime.now(UTC) - timedelta(hours=2))
    once = signed(blank(), firm.hire())
    files = {
        "one.pdf": once,
        "two.pdf": signed(once, firm.hire(), "Signature2"),
        "swapped.pdf": appended(once, swap_page),
        "dropped.pdf": appended(once, drop_fields),
    }
    every = findings(brought(files), Trust((firm.root,), tuple(firm.lists)))
    return {one.file: one for one in reversed(every)}


def chat(one: Finding) -> str:
    return _told(one, "ru", ZoneInfo("Europe/Moscow"))[0]


def console(one: Finding) -> list[str]:
    return [plain_key(said.key, "ru", said.args) for said in _sentences([one])]


@pytest.mark.parametrize(
    ("file", "good", "said", "unsaid"),
    [
        ("one.pdf", True, "После неё файл не менялся.", "добавили"),
        ("two.pdf", True, "После неё в файл добавили другую подпись", "не менялся"),
        ("swapped.pdf", False, "не то, что было подписано", "не менялся"),
        ("dropped.pdf", False, "Подпись внутри файла не прочитать", "отсоединённой"),
    ],
)
def test_where_it_stands_and_what_became_of_the_file(
    found: Mapping[str, Finding], file: str, good: bool, said: str, unsaid: str
) -> None:
    one = found[file]
    for told in (chat(one), "\n".join(console(one))):
        assert said in told
        assert unsaid not in told
        assert f"{file}: подпись {'действительна' if good else 'недействительна'}".casefold() in told.casefold()
        assert ("в поле «Signature1»" in told) is (file != "dropped.pdf")
        assert (LONG in told) is (file != "dropped.pdf")
        assert "нет: пришлите" not in told
    assert _row(one)["field"] == one.field
    assert _row(one)["since"] == one.verdict.since


def test_a_changed_file_is_bad_even_where_its_algorithm_is_unknown(found: Mapping[str, Finding]) -> None:
    one = found["one.pdf"]
    unknown = replace(one, verdict=replace(one.verdict, problems=(Problem.ALGORITHM,)))
    assert "❔" in chat(unknown)
    changed = replace(one.verdict, problems=(Problem.LATER, Problem.ALGORITHM), since=Since.CHANGED)
    assert "❌" in chat(replace(one, verdict=changed))
    assert "НЕДЕЙСТВИТЕЛЬНА" in console(replace(one, verdict=changed))[0]


def test_a_stamp_that_counts_is_told(found: Mapping[str, Finding]) -> None:
    one, at = found["one.pdf"], datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
    for problems in ((), (Problem.FOREIGN,)):
        stamped = replace(one, verdict=replace(one.verdict, stamp=Stamp(at, None, problems)))
        assert ("Метка времени доказывает: подпись была уже" in chat(stamped)) is (not problems)
        assert ("12:05" in chat(stamped)) is (not problems)
        assert (_row(stamped)["stamp"] == at.isoformat()) is (not problems)


def test_every_problem_has_its_sentence() -> None:
    for problem in Problem:
        told = chat(Finding("a.sgn", "a.pdf", Verdict((problem,))))
        assert "check-" not in told
