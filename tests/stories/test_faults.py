"""Trouble around the running bot, which is a real process: the line, the messenger, the database, the disk, a mistake.

Whatever it is, people are answered when it is over, nothing is lost, and nothing happens twice.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import cast
from bot.people_data import MAIN
from storage.inbox import Update
from storage.journal import Entry
from storage.outbox import Letter, LetterState
from storage.requests import Verb
from tests.bot.running import until
from tests.conftest import START
from tests.stories import process
from tests.stories.asking import STRAIGHT, all_handled, all_said, all_shown, asked, complete, fill, steps, told
from tests.stories.conftest import CODE, DESK
from tests.stories.process import LATE, Yard
from tests.stories.steps import sms_code

pytestmark = pytest.mark.timeout(600)
EMPLOYEE, OFFICER, OUTSIDER = 1007, 1003, 1010
TOLD = "принято к исполнению"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def test_a_line_that_is_cut_for_seconds_loses_nothing(yard: Yard) -> None:
    artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await until(lambda: all_shown(yard), LATE)
    await yard.world.faults(unreachable=100_000)
    await officer.press("Принять", DESK, card, wait=False)
    await until(lambda: decided(yard, number), LATE)
    await asyncio.sleep(3)
    yard.clock.forward(seconds=61)  # the letter falls due while nothing leaves
    await asyncio.sleep(2)
    assert await artyom.count(TOLD) == 0
    await yard.world.faults(unreachable=0)
    yard.clock.forward(seconds=301)  # the longest pause between two tries
    await artyom.see(TOLD)
    await officer.see("исполняет Иванова М. П.", DESK)
    await until(lambda: all_handled(yard), LATE)
    assert await told(yard, "Принято к исполнению") == 1
    await until(lambda: all_said(yard), LATE)
    assert await artyom.count(TOLD) == 1
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]
    assert bot.process.exitcode is None


async def decided(yard: Yard, number: int) -> bool:
    """Somebody has decided on the request."""
    return len(await steps(yard, number)) > 1


async def test_after_a_429_nothing_leaves_before_its_time_and_nothing_is_lost(yard: Yard) -> None:
    artyom, officer = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER)
    await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await until(lambda: all_shown(yard), LATE)
    await yard.world.faults(retry_after={"seconds": 3, "count": 1, "method": "sendMessage"})
    yard.clock.forward(seconds=61)  # the letter and the card without «Вернуть»
    await artyom.see(TOLD)
    await until(lambda: all_shown(yard), LATE)
    await until(lambda: all_said(yard), LATE)
    calls = await yard.world.calls()
    refusal = next(call for call in calls if call["status"] == 429)
    counted = re.compile(r"(?!sendChatAction)(send|edit)[A-Z]")
    later = [call["at"] - refusal["at"] for call in calls if call["n"] > refusal["n"] and counted.match(call["method"])]
    on_the_line = 0.5  # what had left before the refusal was read is past holding back
    assert min(after for after in later if after > on_the_line) >= 3
    assert await artyom.count(TOLD) == 1


async def test_whoever_blocked_the_bot_misses_his_letters_until_he_unblocks_it(yard: Yard) -> None:
    artyom, officer = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER)
    await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await artyom.block()
    await officer.press("Принять", DESK, card)
    yard.clock.forward(seconds=61)
    await until(lambda: all_said(yard), LATE)
    async with yard.db.read() as session:
        letter = (await session.scalars(select(Letter).where(Letter.topic == "request-accept"))).all()[-1]
    assert (letter.state, letter.reason) == (LetterState.DEAD, "blocked")
    await artyom.block(False)
    await complete(yard, number)
    yard.clock.forward(seconds=61)
    await artyom.see("выполнено: приказ № 12-к")
    assert await artyom.count(TOLD) == 0


async def test_the_messenger_dies_and_comes_back(planted: Path, tmp_path: Path, no_proxy: None) -> None:
    home = process.copied(planted, tmp_path / "demo")
    messenger = process.sandbox(home, 0)
    url = (await messenger.says("\n")).removeprefix("sandbox ready ").strip()
    port = int(url.split(":")[2].split("/")[0])
    async with process.opened(home, url, START) as yard:
        artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
        number = await asked(yard)
        card = (await officer.see(f"№ {number}", DESK))["message_id"]
        await until(lambda: all_shown(yard), LATE)
        await messenger.kill()
        await asyncio.sleep(2)
        messenger = process.sandbox(home, port)
        assert url in await messenger.says("\n")
        answer = await officer.press("Принять", DESK, card)
        assert answer is not None
        assert answer.text.startswith("Принято к исполнению")
        yard.clock.forward(seconds=61)
        await artyom.see(TOLD)
        assert bot.process.exitcode is None
    assert await messenger.stop() == 0


async def test_a_press_waits_while_another_process_writes_and_is_answered_then(yard: Yard) -> None:
    officer = yard.world.phone(OFFICER)
    await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await until(lambda: all_shown(yard), LATE)
    with yard.locked():
        pressed = asyncio.ensure_future(officer.press("Принять", DESK, card))
        await asyncio.sleep(5)
        assert not pressed.done()
    answer = await pressed
    assert answer is not None
    assert answer.text.startswith("Принято к исполнению")
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_invite_and_unlock_work_beside_the_running_bot(yard: Yard) -> None:
    anna, outsider, bot = yard.world.phone(EMPLOYEE), yard.world.phone(OUTSIDER), await yard.bot()
    part = next(part for part in cast.PARTS if part.chat == OUTSIDER)
    invited, _ = await asyncio.gather(yard.command("invite", part.number, "--company", MAIN, "--json"), fill(anna))
    assert (invited.process.exitcode, invited.err) == (0, "")
    await outsider.start("key-" + json.loads(invited.out)["key"])
    await outsider.see("Код придёт")
    assert sms_code(await outsider.sees_sms())

    await anna.send("/requests")
    await anna.see("Мои заявки")
    await anna.press("№")
    await anna.press("Подробности")
    await anna.see("Введите код входа")
    await wrong_code(anna)
    await anna.see("Осталось 4 попытки")
    number = next(part.number for part in cast.PARTS if part.chat == EMPLOYEE)
    unlocked = await yard.command("unlock", number, "--company", MAIN)
    assert (unlocked.process.exitcode, unlocked.err) == (0, "")
    for left in (4, 3):
        await wrong_code(anna)
        await anna.see(f"Осталось {left} попытки")
    assert bot.process.exitcode is None
    async with yard.db.read() as session:
        verbs = set(await session.scalars(select(Entry.verb).where(Entry.actor == "console")))
    assert {"invite", "unlock"} <= verbs


async def wrong_code(phone: process.PatientPhone) -> None:
    """A code that is not the right one."""
    for digit in reversed(CODE):
        await phone.press(digit)
    await phone.press("Готово")


async def test_a_mistake_of_ours_has_a_number_and_the_lane_goes_on(yard: Yard) -> None:
    anna, officer, bot = yard.world.phone(EMPLOYEE), yard.world.phone(OFFICER), await yard.bot("poison")
    await fill(anna)
    answer = await anna.press("Замещающий")
    assert answer is not None
    assert answer.alert
    assert "введённое сохранено" in answer.text
    found = re.search(r"К-[0-9A-F]{4}", answer.text)
    assert found is not None
    assert found.group() in bot.err
    assert "ZeroDivisionError" in bot.err
    await anna.press("Отправить")
    await anna.see("принято")
    await officer.send("/start")
    await officer.see("Ждут Вас")
    async with yard.db.read() as session:
        assert [one for one in await session.scalars(select(Update.trouble)) if one] == [found.group()]


async def test_a_full_disk_is_said_and_the_draft_stays(yard: Yard) -> None:
    anna, full = yard.world.phone(EMPLOYEE), yard.home / "full"
    await yard.bot("full-disk")
    full.touch()
    await fill(anna)
    await anna.press("Приложить файл")
    await anna.upload("справка.pdf", PDF, "application/pdf")
    await anna.see("Сейчас файл не записать")
    await anna.press("Готово")
    await anna.see("Файлы: нет")
    full.unlink()
    await anna.press("Приложить файл")
    await anna.upload("справка.pdf", PDF, "application/pdf")
    await anna.sees_button("справка.pdf")
    full.touch()
    await anna.press("Готово")
    await anna.see("Файлы: 1")
    await anna.press("Отправить")  # its paper cannot be printed: the request stands
    await anna.see("принято")
    await anna.press("Открыть")
    await anna.press("Подробности")
    await anna.see("Введите код входа")
    for digit in CODE:
        await anna.press(digit)
    await anna.press("Готово")
    await anna.see("История")
    refused = await anna.press("Заявление (PDF)")
    assert refused is not None
    assert refused.text.startswith("Сейчас файл не записать")
    full.unlink()
    await anna.press("Заявление (PDF)")
    await anna.see("Заявление №")
