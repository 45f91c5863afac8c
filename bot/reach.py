"""Asks Telegram who we are before anything else starts: a wrong token or a dead line is one sentence, no traceback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from bot.settings import Settings
from bot.trouble import Exit, Trouble
from locales import keys
from locales.translator import Text

PATIENCE = 10
"""Seconds until an answer counts as none."""
_BAD_TOKEN = (401, 404)


@dataclass(frozen=True)
class Me:
    """The bot as Telegram knows it; ``at`` is Telegram's clock."""

    id: int
    username: str
    at: datetime | None


async def me(settings: Settings) -> Me:
    """Call getMe. Raises Trouble: no token, token refused, no connection, no Telegram behind the address."""
    url = f"{settings.bot_api_url}/bot{settings.token()}/getMe"
    try:
        async with ClientSession(timeout=ClientTimeout(total=PATIENCE)) as http, http.get(url) as answer:
            if answer.status in _BAD_TOKEN:
                raise Trouble(keys.console_bad_token(), code=Exit.USAGE)
            card = await _card(answer, settings.bot_api_url)
            return Me(card["id"], card["username"], _date(answer.headers.get("Date")))
    except TimeoutError as error:
        raise _unreachable(settings, keys.console_no_answer()) from error
    except (ClientConnectorError, OSError, ClientError) as error:
        raise _unreachable(settings, keys.console_no_connection()) from error


def _unreachable(settings: Settings, why: Text) -> Trouble:
    return Trouble(keys.console_no_api(address=settings.bot_api_url, why=why), code=Exit.UNREACHABLE)


async def _card(answer: Any, address: str) -> dict[str, Any]:
    try:
        body = await answer.json(content_type=None)
        return {"id": int(body["result"]["id"]), "username": str(body["result"]["username"])}
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(keys.console_api_trouble(address=address, status=answer.status), code=Exit.UNREACHABLE) from error


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
