"""One person's phone for tests: what is done with it and what is seen on it; every error shows the screen.

Stands apart from ``client`` (which has the connection and makes the phones) only for length.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from aiohttp import FormData

from sandbox import screen
from sandbox.screen import Answer, Json, Refused, Unexpected

if TYPE_CHECKING:
    from sandbox.client import World


class Phone:
    """What one person does and sees; ``chat`` None is the private chat with the bot, else ``group:-1001``."""

    def __init__(self, world: World, person_id: int) -> None:
        self.world = world
        self.id = person_id
        person = next((row for row in world.screens.state["people"] if row["id"] == person_id), None)
        if person is None:
            raise Refused(f"there is no person {person_id} in the sandbox")
        self.name = person["first_name"]
        self.number: str = person["phone"]

    def key(self, chat: str | None = None) -> str:
        """The key of the chat meant."""
        return chat or f"private:{self.id}"

    # --- doing

    async def start(self, payload: str = "") -> int:
        """Open the bot's link; the id of the command's message."""
        return int((await self.world.post("api/start", {"as": self.id, "payload": payload}))["message_id"])

    async def send(self, text: str, chat: str | None = None, reply_to: int | None = None) -> int:
        """Write; the id of the (last) message."""
        order = {"as": self.id, "chat": self.key(chat), "text": text, "reply_to": reply_to}
        return int((await self.world.post("api/send", order))["message_id"])

    async def press(
        self,
        label: str,
        chat: str | None = None,
        message_id: int | None = None,
        wait: bool = True,
        timeout: float = 10,  # noqa: ASYNC109 - the word every test knows
    ) -> Answer | None:
        """Press the inline button with (else containing) ``label`` in the newest message that has one.

        A link to the bot opens it, other links and texts to copy return at once, a callback waits for its answer.

        Raises:
            Unexpected: no such button, or no answer in time.
        """
        await self.world.sync()
        found = screen.find_button(self._now(chat), label, message_id)
        if found is None:
            raise await self._unexpected(f"no button {label!r}", chat)
        message, button = found
        if "callback_data" in button:
            return await self.press_data(button["callback_data"], chat, message["message_id"], wait, False, timeout)
        if "copy_text" in button:
            return Answer(button["copy_text"]["text"], False)
        return await self.follow(button.get("url", ""))

    async def press_data(
        self,
        data: str,
        chat: str | None,
        message_id: int,
        wait: bool = True,
        forge: bool = True,
        timeout: float = 10,  # noqa: ASYNC109 - the word every test knows
    ) -> Answer | None:
        """Press with any data, as a hostile app can; None if not waited for."""
        order = {
            "as": self.id,
            "chat": self.key(chat),
            "message_id": message_id,
            "data": data,
            "forge": forge,
        }
        callback_id = (await self.world.post("api/press", order))["callback_id"]
        if not wait:
            return None
        answer = await self.world.wait(lambda: self.world.screens.answers.get(callback_id), timeout)
        if answer is None:
            raise await self._unexpected(f"the bot did not answer the press of {data!r} in {timeout} s", chat)
        return Answer(answer["text"], answer["alert"], answer["url"])

    async def follow(self, url: str) -> Answer:
        """Open a link: one to the bot starts it with its payload."""
        parts = urlsplit(url)
        if parts.path.strip("/").lower() == self.world.screens.state["bot"]["username"].lower():
            await self.start(parse_qs(parts.query).get("start", [""])[0])
        return Answer("", False, url)

    async def tap(self, label: str) -> int:
        """Tap a button of the reply keyboard: sends its text, or the own contact where it asks for it.

        Raises:
            Unexpected: there is no such button.
        """
        await self.world.sync()
        rows = screen.keys(self.world.screens.chats.get(self.key(), {}))
        every = [button for row in rows for button in row]
        button = screen.match(every, label)
        if button is None:
            raise await self._unexpected(f"no key {label!r}")
        return await self.contact() if button.get("request_contact") else await self.send(button["text"])

    async def upload(
        self,
        name: str,
        data: bytes,
        mime: str,
        chat: str | None = None,
        caption: str = "",
        photo: bool = False,
    ) -> int:
        """Send a file (or a picture as a photo); the id of its message."""
        form = FormData({"as": str(self.id), "chat": self.key(chat), "caption": caption}, quote_fields=False)
        if photo:
            form.add_field("photo", "1")
        form.add_field("file", BytesIO(data), filename=name, content_type=mime)
        return int((await self.world.post("api/upload", form))["message_id"])

    async def contact(self, of: int | None = None, forwarded: bool = False) -> int:
        """Share a contact card: the own one, or that of person ``of``."""
        order = {"as": self.id, "chat": self.key(), "of": of, "forwarded": forwarded}
        return int((await self.world.post("api/contact", order))["message_id"])

    async def delete(self, message_id: int, chat: str | None = None) -> None:
        """Delete an own message."""
        await self.world.post("api/delete", {"as": self.id, "chat": self.key(chat), "message_id": message_id})

    async def edit(self, message_id: int, text: str, chat: str | None = None) -> None:
        """Correct an own text."""
        order = {"as": self.id, "chat": self.key(chat), "message_id": message_id, "text": text}
        await self.world.post("api/edit", order)

    async def block(self, blocked: bool = True) -> None:
        """Block or unblock the bot."""
        await self.world.post("api/block", {"as": self.id, "blocked": blocked})

    # --- seeing

    async def messages(self, chat: str | None = None) -> list[Json]:
        """Everything in the chat, oldest first."""
        await self.world.sync()
        return self.world.screens.messages(self.key(chat))

    async def last(self, chat: str | None = None) -> Json:
        """The newest message.

        Raises:
            Unexpected: the chat is empty.
        """
        found = await self.messages(chat)
        if not found:
            raise await self._unexpected("nothing there", chat)
        return found[-1]

    async def buttons(self, chat: str | None = None) -> list[list[str]]:
        """Labels of the newest message that has an inline keyboard, row by row; empty if none has."""
        found = await self.messages(chat)
        return next((rows for message in reversed(found) if (rows := screen.buttons(message))), [])

    async def keyboard(self) -> list[list[str]]:
        """Labels of the reply keyboard in force."""
        await self.world.sync()
        return [[key["text"] for key in row] for row in screen.keys(self.world.screens.chats[self.key()])]

    async def see(self, substring: str, chat: str | None = None, timeout: float = 10, after: int = 0) -> Json:  # noqa: ASYNC109 - as above
        """Wait until a message contains ``substring``; the newest that does. ``after``: only with a greater id.

        Raises:
            Unexpected: it did not come; the message shows the screen.
        """
        found = await self.world.wait(lambda: screen.find(self._now(chat), substring, after), timeout)
        if found is None:
            raise await self._unexpected(f"{substring!r} did not appear in {timeout} s", chat)
        return found

    async def not_see(self, substring: str, chat: str | None = None, during: float = 0.3) -> None:
        """Watch for a while that no message contains ``substring``.

        Raises:
            Unexpected: one does.
        """
        await self.world.sync()
        if await self.world.wait(lambda: screen.find(self._now(chat), substring), during) is not None:
            raise await self._unexpected(f"{substring!r} should not be there", chat)

    async def sees_sms(self, timeout: float = 10, count: int = 1) -> str:  # noqa: ASYNC109 - as above
        """The newest SMS, once there are ``count`` of them.

        Raises:
            Unexpected: they did not come.
        """
        found = await self.world.wait(lambda: self._sms(count), timeout)
        if found is None:
            raise Unexpected(f"{self.number} has {len(self._all_sms())} SMS, not {count}: {self._all_sms()}")
        return found

    async def download(self, message: Json) -> bytes:
        """The bytes of a message's document or photo."""
        file = message.get("document") or message["photo"]
        return await self.world.read(file["url"])

    def screen(self, chat: str | None = None) -> str:
        """The end of the chat in words."""
        return screen.described(self.name, self.world.screens.chats.get(self.key(chat), {}))

    async def _unexpected(self, what: str, chat: str | None = None) -> Unexpected:
        """The error: what is missing, the screen, and what Telegram refused lately (often the cause)."""
        return Unexpected("\n".join([what, self.screen(chat), *await self.world.refusals()]))

    def _now(self, chat: str | None) -> list[Json]:
        return self.world.screens.messages(self.key(chat))

    def _sms(self, count: int) -> str | None:
        found = self._all_sms()
        return found[-1] if len(found) >= count else None

    def _all_sms(self) -> list[str]:
        return [row["text"] for row in self.world.screens.state["sms"] if row["to"] == self.number]
