"""An answer to a button press may come too late, after a restart or a cut line: then nobody waits for it any more.

The messenger takes one for about 15 seconds. What the press did stands all the same and is seen on the screen, so the
refusal must not make the update fail, be handled again and be put aside.
"""

from __future__ import annotations

from typing import cast

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = structlog.get_logger(__name__)

_TOO_OLD = "query is too old"


class LateAnswers(BaseRequestMiddleware):
    """Counts an answer that came too late as given."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Call; an AnswerCallbackQuery that is refused as too old gives True."""
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as error:
            if not isinstance(method, AnswerCallbackQuery) or _TOO_OLD not in error.message:
                raise
            log.info("a press was answered too late")
            return cast("Response[TelegramType]", True)  # a middleware gives the result itself, whatever its type says
