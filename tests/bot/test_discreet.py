"""What the messenger answered is in no error that goes to the log, and broken JSON is still known as such."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import GetMe, TelegramMethod

from bot.discreet import Discreet
from bot.retry import passing

SECRET = "ремарка-Ъ7Ж"


async def answered(original: Exception, data: Any) -> ClientDecodeError:
    """What comes out where a call ended in such an error."""

    async def call(bot: Bot, method: TelegramMethod[Any]) -> Any:
        raise ClientDecodeError("Failed to deserialize object", original, data)

    with pytest.raises(ClientDecodeError) as raised:
        await Discreet()(call, Bot("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"), GetMe())
    return raised.value


async def test_an_answer_of_a_wrong_shape_says_neither_itself_nor_its_values() -> None:
    error = await answered(TypeError(SECRET), {"result": {"text": SECRET}})
    assert SECRET not in f"{error!s}{error!r}{error.__cause__!r}"
    assert "TypeError of getMe" in str(error)
    assert not passing(error)


async def test_a_page_instead_of_json_passes_by_itself() -> None:
    error = await answered(json.JSONDecodeError("Expecting value", SECRET, 0), SECRET)
    assert SECRET not in f"{error!s}{error!r}"
    assert passing(error)
