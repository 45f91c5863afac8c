"""Several processes over one PostgreSQL, seen by the people: none of them notices who serves them, comes or goes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from storage.requests import Verb
from tests.bot.running import until
from tests.cluster import SHAPE
from tests.outage import without_database
from tests.stories.asking import STRAIGHT, all_handled, all_shown, asked, steps, told
from tests.stories.chaos import AGAIN, Work, at_rest, books, by_way_of_the_manager, days, straight
from tests.stories.conftest import CODE, DESK
from tests.stories.crowd import Cluster, hook
from tests.stories.hands import SECOND_OFFICER
from tests.stories.process import LATE
from tests.stories.test_at_once import one_winner, request_of, together

pytestmark = pytest.mark.timeout(600)
EMPLOYEE, OFFICER = 1007, 1003
TOLD = "принято к исполнению"
TAKEN_OVER = 10
"""Seconds until another process does what a killed one did."""


async def leader(cluster: Cluster, lock: str) -> str:
    """The name of the process that does what one does at a time, once one does."""

    def leading() -> list[str]:
        return [
            name
            for name, one in cluster.crowd.processes.items()
            if one.alive and re.findall(rf"(leading|not leading any more) .*lock={lock}", one.err)[-1:] == ["leading"]
        ]

    await until(leading, LATE)
    [name] = leading()
    return name


async def work_while(cluster: Cluster, deed: Callable[[], Awaitable[None]]) -> Work:
    """People ask and decide for as long as ``deed`` takes, and finish."""
    work, doing, calendars = Work(), asyncio.ensure_future(deed()), (days(), days())
    while not doing.done() or not work.wanted:
        await asyncio.gather(
            straight(cluster, work, next(calendars[0])), by_way_of_the_manager(cluster, work, next(calendars[1]))
        )
    await doing
    await at_rest(cluster)
    return work


@pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])
async def test_a_rolling_restart_is_noticed_by_nobody(cluster: Cluster, hooked: bool) -> None:
    """Each process is asked to end and started anew, one after the other, while people work."""
    cluster.hooked = hook() if hooked else {}
    await cluster.world.faults(webhook_pause=0.2)
    await cluster.bot()

    async def roll() -> None:
        for name in SHAPE:
            assert await cluster.crowd.processes[name].stop() == 0
            await cluster.start(name)

    work = await work_while(cluster, roll)
    await books(cluster, work, allowed=0)
    for one in cluster.bots:
        assert "Traceback" not in one.err


async def test_a_killed_courier_and_a_killed_schedule_are_followed_at_once(cluster: Cluster) -> None:
    anna, artyom, officer = (cluster.world.phone(who) for who in (EMPLOYEE, STRAIGHT, OFFICER))
    await cluster.bot()
    await asyncio.gather(*(cluster.start(name) for name in ("courier-2", "schedule-2")))
    number, slow = await asked(cluster), await asked(cluster, EMPLOYEE)
    card = (await officer.see(f"№ {number} ", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await until(lambda: all_shown(cluster), LATE)
    for role in ("courier", "schedule"):
        name = await leader(cluster, role)
        await cluster.crowd.processes.pop(name).kill()
    cluster.clock.forward(days=4)  # the letter falls due, and the manager of the other request was silent for too long
    await artyom.see(TOLD, timeout=TAKEN_OVER)
    await until(lambda: reassigned(cluster, slow), TAKEN_OVER)
    await at_rest(cluster)
    await anna.see(f"№ {slow}")
    assert await artyom.count(TOLD) == 1
    assert cluster.crowd.alive


async def reassigned(cluster: Cluster, number: int) -> bool:
    """Somebody else has it now."""
    return Verb.REASSIGN in await steps(cluster, number)


async def test_a_killed_poller_is_followed_and_every_press_counts_once(cluster: Cluster) -> None:
    officer = cluster.world.phone(OFFICER)
    await cluster.bot()
    for month in (2, 3):
        number = await asked(cluster, first=date(2027, month, 1))
        card = (await officer.see(f"№ {number} ", DESK))["message_id"]
        await cluster.crowd.processes.pop(await leader(cluster, "poll")).kill()
        answer = await officer.press("Принять", DESK, card)
        assert answer is not None
        assert answer.text.startswith("Принято к исполнению")
        await until(lambda: all_handled(cluster), LATE)
        assert await steps(cluster, number) == [Verb.SUBMIT, Verb.ACCEPT]
    assert await told(cluster, "Принято к исполнению") == 2


async def test_postgresql_is_restarted_while_people_work(cluster: Cluster) -> None:
    """Once in good order and once as after a crash; nobody dies of it, nothing is lost, nothing happens twice."""
    await cluster.bot()

    async def restart() -> None:
        for how in ("fast", "immediate"):
            await asyncio.sleep(1)
            async with without_database(cluster.url, how):
                await asyncio.sleep(2)

    work = await work_while(cluster, restart)
    await books(cluster, work, allowed=2 * AGAIN)
    assert cluster.crowd.alive


async def test_of_two_officers_whose_presses_two_workers_have_one_wins(cluster: Cluster) -> None:
    """Six requests, both officers at once, every second time one accepts while the other declines."""
    await cluster.bot()
    numbers = [await asked(cluster, first=date(2027, 1, 11) + timedelta(weeks=week)) for week in range(6)]
    await until(lambda: all_shown(cluster), LATE)
    for place, number in enumerate(numbers):
        words = ("accept", "accept" if place % 2 else "decline")
        request = await request_of(cluster, number)
        answers = await together(cluster, request, words, turned=place % 4 > 1)
        await one_winner(cluster, request, dict(zip((OFFICER, SECOND_OFFICER), words, strict=True)), answers)
    served = [name for name, one in cluster.crowd.processes.items() if "step=desk" in one.err]
    assert len(served) > 1, "one worker had all presses: this was no story of several"


async def test_a_pad_pressed_faster_than_it_is_answered_keeps_every_digit(cluster: Cluster) -> None:
    """Whichever workers have the presses, they come one after the other."""
    anna = cluster.world.phone(EMPLOYEE)
    await cluster.bot()
    await anna.send("/requests")
    await anna.see("Мои заявки")
    await anna.press("№")
    await anna.press("Подробности")
    await anna.see("Введите код входа")
    for digit in CODE:
        await anna.press(digit, wait=False)
    await anna.press("Готово")
    await anna.see("История")
