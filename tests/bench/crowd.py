"""People at the instant API: a hundred of them at once, each doing the next thing as soon as he was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.bench.api import Account, Json
from tests.bench.shown import BUTTONS, FIRST

LATE = 60
"""Seconds after which an answer will not come any more."""


@dataclass
class Person:
    """One private chat, and the window that stands in it."""

    id: int
    message: Json | None = None
    pressed: str | None = None
    """The press that is not answered yet."""
    seen: int = 0
    """How much of its answer has come: the edit and the end of the clock."""
    asked: float = 0.0


class Crowd:
    """``people`` private chats of one bot. ``check`` raises when nobody can answer any more."""

    def __init__(self, account: Account, people: int = 100, check: Callable[[], None] = lambda: None) -> None:
        self.account, self._check = account, check
        self.button = ""
        self.people = {FIRST + place: Person(FIRST + place) for place in range(people)}
        self.took: list[float] = []
        """Seconds from each press to the last part of its answer."""
        self._left = 0
        self._open: set[int] = set()
        self._quiet = asyncio.Event()
        self._next: Callable[[Person], None] = self._press
        account.hear = self._hear

    async def open(self, dialog: str) -> None:
        """Everybody opens a dialog by its command and waits for the window; its button is pressed from now on."""
        self.button = BUTTONS[dialog]
        await self._run(len(self.people), lambda person: self._write(person, f"/{dialog}"))

    async def press(self, presses: int) -> list[float]:
        """So many presses in all, each person's next one after his last was answered; seconds each took."""
        return await self._run(presses, self._press)

    async def write(self, texts: int) -> list[float]:
        """So many messages in all, each person's next one after the answer; seconds each took."""
        return await self._run(texts, lambda person: self._write(person, "сколько у меня дней"))

    def say(self, text: str) -> None:
        """The first person writes something that is not answered."""
        self._write(next(iter(self.people.values())), text)

    def write_as(self, stranger: int, text: str) -> None:
        """Somebody who is none of these people writes something; his answer is nothing to them."""
        self._write(Person(stranger), text)

    async def press_at(self, rate: float, seconds: float) -> list[float]:
        """Presses at a steady rate a second by one person after the other, whoever is slow; seconds each took."""
        self.took, self._left = [], 0
        everybody = list(self.people.values())
        for place in range(int(rate * seconds)):
            person = everybody[place % len(everybody)]
            if person.pressed is None:
                self._quiet.clear()
                self._open.add(person.id)
                self._press(person)
            await asyncio.sleep(1 / rate)
        await self._end()
        return self.took

    async def _run(self, deeds: int, deed: Callable[[Person], None]) -> list[float]:
        self.took, self._next = [], deed
        first = list(self.people.values())[:deeds]
        self._left = deeds - len(first)
        self._quiet.clear()
        self._open = {person.id for person in first}
        for person in first:
            deed(person)
        await self._end()
        return self.took

    async def _end(self) -> None:
        heard, done = time.monotonic(), 0
        while self._open:
            self._check()
            if len(self.took) > done:
                heard, done = time.monotonic(), len(self.took)
            assert time.monotonic() - heard < LATE, f"{len(self._open)} people wait in vain"
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._quiet.wait()

    def _done(self, person: Person) -> None:
        self.took.append(time.monotonic() - person.asked)
        person.pressed = None
        if self._left:
            self._left -= 1
            asyncio.get_running_loop().call_soon(self._next, person)
            return
        self._open.discard(person.id)
        if not self._open:
            self._quiet.set()

    def _user(self, person: Person) -> Json:
        return {"id": person.id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}

    def _write(self, person: Person, text: str) -> None:
        person.asked, person.pressed = time.monotonic(), None
        body: Json = {
            "message_id": self.account.new_id(),
            "from": self._user(person),
            "chat": {"id": person.id, "type": "private", "first_name": "Анна"},
            "date": int(time.time()),
            "text": text,
        }
        if text.startswith("/"):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        self.account.come("message", body)

    def _press(self, person: Person) -> None:
        assert person.message is not None
        rows = person.message["reply_markup"]["inline_keyboard"]
        data = next(one["callback_data"] for row in rows for one in row if self.button in one["text"])
        person.asked, person.seen = time.monotonic(), 0
        person.pressed = f"{person.id}{self.account.new_id():08}"
        body = {
            "id": person.pressed,
            "from": self._user(person),
            "message": person.message,
            "chat_instance": str(person.id),
            "data": data,
        }
        self.account.come("callback_query", body)

    def _hear(self, method: str, params: Json, result: Any) -> None:
        if method == "answerCallbackQuery":
            self._part(self.people[int(params["callback_query_id"][:-8])])
        elif method in ("sendMessage", "editMessageText"):
            person = self.people.get(int(params["chat_id"]))
            if person is None:
                return
            if "reply_markup" in result:
                person.message = result
            if method == "sendMessage" and person.id in self._open and person.pressed is None:
                self._done(person)
            elif method == "editMessageText":
                self._part(person)

    def _part(self, person: Person) -> None:
        person.seen += 1
        if person.pressed is not None and person.seen == 2:
            self._done(person)
