"""What is seen from outside while people work: one id through the log, from a press to the last letter it leaves."""

from __future__ import annotations

import re

from tests.bot.running import until
from tests.stories.asking import STRAIGHT, all_handled, all_said, all_shown, asked
from tests.stories.conftest import DESK
from tests.stories.process import LATE, Running, Yard

OFFICER = 1003
LINE = re.compile(r"\[info +\] (?P<event>\w+) .*?(?P<fields>\w+=.*)$")


def lines(bot: Running, event: str, **fields: str) -> list[dict[str, str]]:
    """What the process logged of an event, with these fields."""
    found = [match for line in bot.err.splitlines() if (match := LINE.search(line)) and match["event"] == event]
    told = [dict(re.findall(r"(\w+)=(\S+)", match["fields"])) for match in found]
    return [one for one in told if fields.items() <= one.items()]


async def test_from_a_press_to_its_card_and_its_notice_all_lines_bear_one_id(yard: Yard) -> None:
    artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = await officer.see(f"№ {number}", DESK)
    await until(lambda: all_shown(yard), LATE)
    await officer.press("Принять", DESK, card["message_id"])
    await officer.see("исполняет Иванова М. П.", DESK)
    yard.clock.forward(seconds=61)
    await artyom.see("принято к исполнению")
    for settled in (all_handled, all_said, all_shown):
        await until(lambda settled=settled: settled(yard), LATE)

    (press,) = lines(bot, "handled", step="desk.decide")
    assert re.fullmatch(r"[0-9a-f]{12}", press["trace"])
    assert float(press["ms"]) > 0
    assert lines(bot, "shown", at="desk", trace=press["trace"])
    assert [line["kind"] for line in lines(bot, "sent", trace=press["trace"])] == ["notice"]
    others = {line["trace"] for line in lines(bot, "handled")} - {press["trace"]}
    assert not any(lines(bot, "sent", trace=other) for other in others)
