"""«Открыть»: from a card, a letter or a link straight to the thing it tells of, in the private chat."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode, StartMode
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.requests.service import Requests, allowed
from dialogs import states
from dialogs.access import actor_of, given, short, unshort
from dialogs.live import kept
from storage.requests import Verb

router = Router(name="opening")


class OpenPress(CallbackData, prefix="o"):
    """«Открыть» in a private chat."""

    request: str

    @classmethod
    def of(cls, request_id: uuid.UUID) -> OpenPress:
        """The press that opens one request."""
        return cls(request=short(request_id))


@router.callback_query(OpenPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def open_here(
    callback: CallbackQuery,
    callback_data: OpenPress,
    actor: Actor | None,
    requests: FromDishka[Requests],
    dialog_manager: DialogManager,
) -> None:
    """«Открыть» leads straight to the thing: one's own request, or a task."""
    if actor is None:
        raise NotAllowed
    with kept(callback):
        await open_request(actor, unshort(callback_data.request), requests, dialog_manager)
    await callback.answer()


def leads(way: str) -> Callable[[DialogManager, str], Awaitable[None]]:
    """What a link of a card opens in private; see handlers/start."""

    async def follow(manager: DialogManager, payload: str) -> None:
        requests = await given(manager, Requests)
        await open_request(actor_of(manager), unshort(payload), requests, manager, way)

    return follow


LINKS = {f"{way}-": leads(way) for way in ("open", "do", str(Verb.RETURN), str(Verb.DECLINE))}
"""Prefixes of the links that cards carry."""


async def open_request(
    actor: Actor, request_id: uuid.UUID, requests: Requests, manager: DialogManager, way: str = "open"
) -> None:
    """Start the conversation about one request; ``way`` is open, do (execute), return or decline (own words)."""
    view = await requests.view(actor, request_id)
    await manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    if view.request.employee_id == actor.employee_id:
        await manager.start(states.Requests.card, data={"id": str(request_id)}, show_mode=ShowMode.SEND)
        return
    may = allowed(actor, view.request)
    state = states.Tasks.card
    if way == "do" and Verb.COMPLETE in may:
        state = states.Tasks.order_number
    if way in (Verb.RETURN, Verb.DECLINE) and Verb(way) in may:
        state = states.Tasks.reason
    data = {"id": str(request_id), "verb": way, "step": view.request.step}
    await manager.start(state, data=data, show_mode=ShowMode.SEND)
