"""What people do again and again in stories, said once."""

from __future__ import annotations

import asyncio
import re

from sandbox.client import Phone
from tests.stories.conftest import CODE, Town


async def tap(phone: Phone, digits: str, done: str = "Готово") -> None:
    """Tap digits on the pad, then the key that takes them."""
    for digit in digits:
        await phone.press(digit)
    await phone.press(done)


async def activate(town: Town, person: int = 1001, key: str | None = None, code: str = CODE) -> Phone:
    """From the link to the menu."""
    phone = town.world.phone(person)
    seen = len(await town.world.sms(phone.number))
    await phone.start(key or town.key)
    await phone.see("Код придёт")
    await phone.send(sms_code(await phone.sees_sms(count=seen + 1)))
    await phone.see("Придумайте код входа")
    await tap(phone, code)
    await phone.see("ещё раз")
    await tap(phone, code)
    await phone.see("кодовое слово")
    await phone.press((await phone.buttons())[0][0])
    await phone.see("Отпуск:")
    return phone


def sms_code(text: str) -> str:
    """The six digits in an SMS."""
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found.group(0)


async def ask_leave(phone: Phone, first: str = "21", last: str = "27", months: int = 1) -> str:
    """The shortest way, beginning at the menu; returns the number of the request."""
    await phone.press("Отпуск")
    await phone.press("Ежегодный")
    for _ in range(months):
        await phone.press("›")
    await phone.press(first)
    await phone.see("Последний день")
    await phone.press(last)
    await phone.press("Отправить")
    receipt = await phone.see("принято")
    found = re.search(r"№ (\d+)", receipt["text"])
    assert found, receipt
    return found.group(1)


async def later(town: Town, **delta: float) -> None:
    """Move the clock and let the courier look."""
    town.clock.forward(**delta)
    await asyncio.sleep(1.2)


async def undo_over(town: Town) -> None:
    """The undo of the newest decision is over for sure, whether its card was confirmed or not."""
    await later(town, seconds=61)
