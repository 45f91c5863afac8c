"""The code pad: what was tapped lies sealed for two minutes, as tokens that only this process can turn into digits.

Every press is one short transaction that reads and writes under the writer's lock, so that ten presses in a second keep
all ten digits. A press that comes again (an update handled twice, because the process died in it) counts once: it shows
the same pad, and takes the same digits.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.errors import Stale
from cabinet.ports import Clock
from signing import pad as disguise
from storage.chats import Pad, PadPurpose
from storage.engine import Database
from storage.sealed import ring

LIVES: Final = timedelta(minutes=2)
"""How long tapped digits are kept after the last of them."""
SHOWN: Final = timedelta(hours=24)
"""How long a pad on a screen can be used at all."""
LONGEST: Final = 8
TAKEN: Final = -1
"""``Pad.pressed`` of a showing that is over; the last of its tokens is empty, with the press that took the digits.

Any other empty token stands with the press that erased last.
"""
_SHOWINGS = uuid.UUID("0f0b6d0e-7b0e-4a53-9a52-5f9a3c1d7c44")


@dataclass(frozen=True)
class Shown:
    """One showing: its id, and the tokens of the digits 0–9 for the buttons."""

    pad_id: uuid.UUID
    tokens: tuple[str, ...]


class Pads:
    """Pads of a chat; ``chat`` is its channel and address as one text."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def show(self, chat: str, purpose: PadPurpose, press: str) -> Shown:
        """A new showing; the chat's earlier ones for the same purpose end with what was tapped on them."""
        pad_id = uuid.uuid5(_SHOWINGS, f"{chat}:{purpose}:{press}")
        async with self._db.write() as session:
            pad = await session.get(Pad, pad_id)
            if pad is None:
                earlier = delete(Pad).where(Pad.chat == chat, Pad.purpose == purpose, Pad.pressed != TAKEN)
                await session.execute(earlier)
                expires_at = self._clock.now() + LIVES
                pad = Pad(id=pad_id, chat=chat, purpose=purpose, nonce=disguise.new_nonce(), expires_at=expires_at)
                session.add(pad)
        return Shown(pad.id, _tokens(pad))

    async def shown(self, chat: str, pad_id: uuid.UUID) -> Shown | None:
        """A showing that is on a screen already; None once it ended."""
        async with self._db.read() as session:
            pad = await session.get(Pad, pad_id)
        there = pad is not None and pad.chat == chat and pad.pressed != TAKEN
        return Shown(pad.id, _tokens(pad)) if pad is not None and there else None

    async def press(self, chat: str, pad_id: uuid.UUID, token: str, press: str, most: int = LONGEST) -> int:
        """A digit was tapped: how many there are now; beyond ``most`` nothing is added. Stale: not of this showing."""
        async with self._db.write() as session:
            pad = await self._own(session, chat, pad_id, press)
            if disguise.digit_of(token, pad.nonce, ring().secret("pad")) is None:
                raise Stale
            tapped = self._tapped(pad)
            if pad.pressed == TAKEN:
                return len(_digits(tapped))
            if len(_digits(tapped)) < most and all(seen != press for seen, _ in tapped):
                self._keep(pad, [*tapped, (press, token)])
            return pad.pressed

    async def erase(self, chat: str, pad_id: uuid.UUID, press: str) -> int:
        """«⌫»: drop the last digit; how many are left. Stale."""
        async with self._db.write() as session:
            pad = await self._own(session, chat, pad_id)
            tapped = self._tapped(pad)
            if (press, "") not in tapped:
                self._keep(pad, [(press, ""), *_digits(tapped)[:-1]])
            return pad.pressed

    async def take(self, chat: str, pad_id: uuid.UUID, press: str) -> str:
        """The digits that were tapped; the showing ends, so that only ``press`` can have them. Stale."""
        async with self._db.write() as session:
            pad = await self._own(session, chat, pad_id, press)
            tapped = self._tapped(pad)
            if pad.pressed != TAKEN:
                self._keep(pad, [*tapped, (press, "")])
                pad.pressed = TAKEN
            digits = [disguise.digit_of(token, pad.nonce, ring().secret("pad")) for _, token in _digits(tapped)]
        return "".join(str(digit) for digit in digits)

    async def sweep(self) -> None:
        """Erase what was tapped and not taken in time, and pads that nobody will use any more."""
        now = self._clock.now()
        async with self._db.write() as session:
            await session.execute(delete(Pad).where(Pad.expires_at <= now, Pad.pressed == TAKEN))
            old = update(Pad).where(Pad.expires_at <= now, Pad.tokens_sealed.is_not(None))
            await session.execute(old.values(tokens_sealed=None, pressed=0))
            await session.execute(delete(Pad).where(Pad.expires_at <= now - SHOWN))

    async def _own(self, session: AsyncSession, chat: str, pad_id: uuid.UUID, press: str | None = None) -> Pad:
        """The chat's showing, locked. Stale when it is another chat's, or over by another press."""
        pad = await session.get(Pad, pad_id, with_for_update=True)
        if pad is None or pad.chat != chat:
            raise Stale
        if pad.pressed == TAKEN and [by for by, _ in self._tapped(pad)[-1:]] != [press]:
            raise Stale
        return pad

    def _tapped(self, pad: Pad) -> list[tuple[str, str]]:
        """(press, token) of what was tapped in time."""
        if pad.tokens is None or pad.expires_at <= self._clock.now():
            return []
        return [(press, token) for press, token in json.loads(pad.tokens)]

    def _keep(self, pad: Pad, tapped: list[tuple[str, str]]) -> None:
        pad.tokens = json.dumps(tapped) if tapped else None
        pad.pressed, pad.expires_at = len(_digits(tapped)), self._clock.now() + LIVES


def _digits(tapped: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was tapped without the presses that erased and took."""
    return [(press, token) for press, token in tapped if token]


def _tokens(pad: Pad) -> tuple[str, ...]:
    return disguise.tokens(pad.nonce, ring().secret("pad"))
