"""Parts live and end together: softly when asked once, at once when asked twice, and none without the others."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.parts import PartDied, softly, together

pytestmark = pytest.mark.usefixtures("log")


class Carrier:
    """Carries something that takes ``load`` seconds once it is stopped."""

    def __init__(self, load: float = 0.0) -> None:
        self._load, self._stop = load, asyncio.Event()
        self.told: list[str] = []

    async def run(self) -> None:
        self.told.append("run")
        await self._stop.wait()
        await asyncio.sleep(self._load)
        self.told.append("done")

    def stop(self) -> None:
        self.told.append("stop")
        self._stop.set()


async def dies() -> None:
    await asyncio.sleep(0.05)
    raise ZeroDivisionError


async def test_asked_once_it_finishes_what_is_in_hand() -> None:
    carrier = Carrier(0.1)
    task = asyncio.create_task(softly(carrier))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert carrier.told == ["run", "stop", "done"]


async def test_asked_twice_it_lets_go() -> None:
    carrier = Carrier(3600)
    task = asyncio.create_task(softly(carrier))
    for _ in range(2):
        await asyncio.sleep(0.01)
        task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert carrier.told == ["run", "stop"]


async def test_when_one_dies_the_others_finish_and_it_is_named() -> None:
    carrier = Carrier(0.1)
    with pytest.raises(PartDied, match="bad") as found:
        await together({"good": lambda: softly(carrier), "bad": dies})
    assert isinstance(found.value.__cause__, ZeroDivisionError)
    assert carrier.told == ["run", "stop", "done"]


async def test_cancelled_all_end() -> None:
    carriers = [Carrier(0.1), Carrier(0.2)]
    task = asyncio.create_task(together({"one": lambda: softly(carriers[0]), "two": lambda: softly(carriers[1])}))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert [carrier.told[-1] for carrier in carriers] == ["done", "done"]


async def test_of_its_error_only_the_caller_tells(log: list[MutableMapping[str, Any]]) -> None:
    with pytest.raises(PartDied):
        await together({"dies": dies, "lives": asyncio.Event().wait})
    with pytest.raises(PartDied):
        await together({"dies": dies})
    assert log == []
