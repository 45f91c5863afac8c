"""What HR reads of a case that cannot go again: why not, and never a reason of another kind of letter."""

from __future__ import annotations

import pytest

from cabinet.undelivered import Case, Lost, Sort
from dialogs.undelivered import case_data
from locales import html_key
from storage.company import Company
from storage.outbox import Why
from storage.people import Employee
from tests.conftest import START

FIRM = Company(inn="7700000001", name="ООО «Пример»")
ANNA = Employee(company_id=FIRM.id, number="0022", last_name="Смирнова", first_name="Анна", hired_on=START.date())


@pytest.mark.parametrize(
    ("sorts", "hint"),
    [
        ([Sort.NOTE], "unkept"),
        ([Sort.NOTE, Sort.ALERT], "unkept"),
        ([Sort.ALERT], "late"),
        ([Sort.MAIL], "unkept"),
        ([Sort.BROADCAST], "lost"),
        ([Sort.NOTE, Sort.BROADCAST], "lost"),
    ],
)
def test_why_it_cannot_go_again(sorts: list[Sort], hint: str) -> None:
    letters = [Lost(sort, Why.REFUSED, START) for sort in sorts]
    hints = case_data(Case(ANNA, FIRM, False, len(letters), letters), "ru")["hints"]
    ends = {name: html_key(f"undelivered-hint-{name}", "ru", {}) for name in ("unkept", "late", "lost")}
    assert [name for name, text in ends.items() if text in hints] == [hint]
