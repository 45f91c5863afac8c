"""The HR group while one officer is slow: nobody else waits for him."""

from __future__ import annotations

from datetime import date

from bot.people_data import MAIN
from bot.rows import row_id
from storage.requests import Verb
from tests.bot.running import until
from tests.stories.asking import all_handled, asked, steps
from tests.stories.conftest import DESK
from tests.stories.process import LATE, Yard

OFFICER, SECOND = 1003, 1004
MARIA = row_id(MAIN, "0002")


async def test_a_slow_press_of_one_officer_holds_up_no_other(yard: Yard) -> None:
    maria, elena = yard.world.phone(OFFICER), yard.world.phone(SECOND)
    await yard.bot("slow")
    slow = yard.home / "slow"
    slow.write_text(str(MARIA), encoding="ascii")
    first, others = await asked(yard), [await asked(yard, first=date(2027, month, 1)) for month in (2, 3, 4)]
    card = (await maria.see(f"№ {first}", DESK))["message_id"]
    await maria.press("Принять", DESK, card, wait=False)
    for number in others:
        mine = (await elena.see(f"№ {number}", DESK))["message_id"]
        answer = await elena.press("Принять", DESK, mine)
        assert answer is not None
        assert answer.text.startswith("Принято к исполнению")
    await elena.send("/start")
    await elena.see("Ждут Вас")
    assert await steps(yard, first) == [Verb.SUBMIT]
    slow.unlink()
    await until(lambda: all_handled(yard), LATE)
    assert [await steps(yard, number) for number in (first, *others)] == [[Verb.SUBMIT, Verb.ACCEPT]] * 4
