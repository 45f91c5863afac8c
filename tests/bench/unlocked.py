"""What our side alone shows: signing with a PIN, without the pad. The bare side loads nothing of the house."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from aiogram_dialog import DialogManager

from cabinet.access import Actor
from cabinet.certificates.service import Certificates
from cabinet.errors import WrongPin
from dialogs.access import given
from tests.bench.shown import ANSWER

PAGE = bytes(50_000)


def signer() -> Router:
    """/sign unlocks with the PIN behind it, signs a page, and says that it is over."""
    router = Router(name="signer")

    @router.message(Command("sign"))
    async def sign(
        message: Message, command: CommandObject, dialog_manager: DialogManager, actor: Actor, press: str
    ) -> None:
        certificates = await given(dialog_manager, Certificates)
        with suppress(WrongPin):
            await certificates.unlock_and_sign(actor, command.args or "", [PAGE], press)
        await message.answer(ANSWER)

    return router
