"""An answer of the messenger that fits no model is an error whose text holds all of it: what was just sent to somebody.

Errors go to the log, so what came is taken out of it before anybody sees it.
"""

from __future__ import annotations

import json

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

HIDDEN = "•••"


class Discreet(BaseRequestMiddleware):
    """Keeps of such an error which call it was and what kind of error."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Call. Raises ClientDecodeError without the data; JSON that was broken stays a JSONDecodeError beneath."""
        try:
            return await make_request(bot, method)
        except ClientDecodeError as error:
            cause: Exception = ValueError(f"{type(error.original).__name__} of {method.__api_method__}")
            if isinstance(error.original, json.JSONDecodeError):
                cause = json.JSONDecodeError(error.original.msg, "", 0)
            raise ClientDecodeError(error.message, cause, HIDDEN) from None
