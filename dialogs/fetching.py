"""Files that somebody sends: which one it is, and its bytes from the messenger."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message
from aiohttp import ClientError

from cabinet.documents.rules import LARGEST
from cabinet.errors import Invalid

SECONDS = 60
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SentFile:
    """``name``: what the sender calls it; None for a photo."""

    file_id: str
    name: str | None


def sent_file(message: Message) -> SentFile:
    """The file or photo of a message; Invalid file-none or file-too-big."""
    found = message.document or (message.photo[-1] if message.photo else None)
    if found is None:
        raise Invalid("file-none")
    if (found.file_size or 0) > LARGEST:
        raise Invalid("file-too-big", limit=LARGEST // MEGABYTE)
    return SentFile(found.file_id, message.document.file_name if message.document else None)


async def fetched(bot: Bot, file_id: str) -> bytes:
    """The bytes from the messenger; Invalid file-too-big or file-lost (the original is gone, or does not come)."""
    try:
        file = await bot.get_file(file_id)
        if (file.file_size or 0) > LARGEST:
            raise Invalid("file-too-big", limit=LARGEST // MEGABYTE)
        if file.file_path is None:
            raise Invalid("file-lost")
        data = await bot.download_file(file.file_path, timeout=SECONDS)
    except (TimeoutError, TelegramAPIError, ClientError, OSError) as error:
        raise Invalid("file-lost") from error
    return data.read() if data is not None else b""
