"""What `kabinet retry` takes for a number: it is heard on the phone and typed with whatever keyboard is on."""

from __future__ import annotations

import pytest

from bot.commands.troubles import number_of
from bot.trouble import Exit, Trouble


@pytest.mark.parametrize(
    "typed",
    ["К-5E59", "к-5e59", "K-5E59", "k5e59", "К5Е59", " 5e59 ", "5Е59", "К 5E59"],  # as people type
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert number_of(typed) == "К-5E59"


@pytest.mark.parametrize("typed", ["foo", "", "К-", "К-555", "К-55555", "M-5559", "5559 5559", "К-55G9"])
def test_what_is_no_number_is_told_what_one_looks_like(typed: str) -> None:
    with pytest.raises(Trouble) as refused:
        number_of(typed)
    assert refused.value.code is Exit.USAGE
