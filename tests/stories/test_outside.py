"""What is seen from outside while people work: one id from a press to its last letter, and figures of nobody."""

from __future__ import annotations

import re

from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from prometheus_client.parser import text_string_to_metric_families as parsed

from bot.people_data import FIRMS
from tests.bot.running import until
from tests.stories.asking import STRAIGHT, all_handled, all_said, all_shown, asked, fill
from tests.stories.conftest import DESK
from tests.stories.process import LATE, Running, Yard

EMPLOYEE, OFFICER = 1007, 1003
COMMENT = "ремарка-Ъ7Ж"
NAMES = {word for firm in FIRMS for one in firm.people for word in (firm.name, one.last, one.first, one.phone[1:])}
PLAIN = re.compile(r"[A-Za-z_-][A-Za-z0-9_.:-]*|\d+(\.\d+)?|\+Inf|\dxx")
"""A label: a name of code, a border of a histogram, an outcome."""
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


async def test_figures_say_how_it_goes_and_nothing_of_anybody(yard: Yard) -> None:
    place = f"127.0.0.1:{unused_port()}"
    anna, officer, _ = yard.world.phone(EMPLOYEE), yard.world.phone(OFFICER), await yard.bot(HEALTH_LISTEN=place)
    number = await asked(yard)
    card = await officer.see(f"№ {number}", DESK)
    await officer.press("Принять", DESK, card["message_id"])
    await fill(anna)
    await anna.press("Комментарий")
    await anna.send(COMMENT)
    await anna.see(f"Комментарий: {COMMENT}")
    await anna.press("Отправить")
    await anna.see("принято")
    await until(lambda: all_handled(yard), LATE)
    async with ClientSession(f"http://{place}") as http:
        for path in ("/live", "/ready"):
            async with http.get(path) as answer:
                assert answer.status == 200, await answer.text()
        async with http.get("/metrics") as answer:
            said = await answer.text()

    samples = [one for family in parsed(said) for one in family.samples]
    found = {(one.name, tuple(sorted(one.labels.values()))): one.value for one in samples}
    assert [label for _, labels in found for label in labels if not PLAIN.fullmatch(label)] == []
    secrets = {COMMENT, anna.number, anna.number[1:], *NAMES}
    assert [secret for secret in secrets if secret in said] == []
    chats = {str(EMPLOYEE), str(OFFICER), DESK.removeprefix("group:")}
    assert not chats & {label for _, labels in found for label in labels}
    assert found["kabinet_updates_taken_total", ()] == found["kabinet_handling_lag_seconds_count", ()] > 8
    assert {"Leave:first", "Leave:summary", "desk.decide"} <= {labels[-1] for name, labels in found if "step" in name}
    assert found["kabinet_sends_total", ("ok", "sendMessage")] > 2
    assert found["kabinet_active", ("courier",)] == found["kabinet_processes", ()] == 1
    assert found["kabinet_inbox_open", ()] == 0
