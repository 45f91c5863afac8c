"""«На доработку» and «Отклонить» in the officer's private chat: a ready reason, or own words."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Keyboard, Select, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.access import Actor
from cabinet.errors import Invalid, Stale
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, given, press_of
from dialogs.requests import request_id
from dialogs.widgets import Label, T, locale_of
from locales import plain_key
from storage.requests import Verb

REASONS = 3
WARNED = "error-invalid-decline-warn"
READY = {Verb.RETURN: "desk-reason-return", Verb.DECLINE: "desk-reason-decline"}


async def ask_reason(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A refusal needs words: ready ones or own ones."""
    verb = str(button.widget_id).removeprefix("why_")
    if verb == Verb.DECLINE:
        await (await given(manager, Decisions)).check_decline(actor_of(manager), request_id(manager))
    manager.dialog_data["verb"] = verb
    await manager.switch_to(states.Tasks.reason)


@inject
async def reason_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """The request and the ready reasons of the verb in hand."""
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    verb = Verb(dialog_manager.dialog_data["verb"])
    locale = locale_of(dialog_manager)
    ready = [(str(n), plain_key(f"{READY[verb]}-{n}", locale, {})) for n in range(1, REASONS + 1)]
    head = facts.headline(view, locale, who=True)
    return {"head": head, "ask": plain_key(f"task-ask-{verb}", locale, {}), "reasons": ready}


async def _decline(
    manager: DialogManager, decisions: Decisions, place: tuple[Actor, uuid.UUID, int, str], reason: str, *, sure: bool
) -> bool:
    """A refusal that the law warns of needs the same reason a second time. True: it was declined."""
    try:
        await decisions.decline(*place, reason=reason, sure=sure)
    except Invalid as refusal:
        if refusal.key != WARNED:
            raise
        manager.dialog_data["warned"] = reason
        words, event = plain_key(WARNED, locale_of(manager), refusal.args_), manager.event
        if isinstance(event, CallbackQuery | Message):
            await (event.answer(words, show_alert=True) if isinstance(event, CallbackQuery) else event.answer(words))
        return False
    return True


async def _refuse(manager: DialogManager, decisions: Decisions, reason: str) -> None:
    verb = Verb(manager.dialog_data["verb"])
    place = (actor_of(manager), request_id(manager), manager.dialog_data["step"], f"{press_of(manager)}:{verb}")
    if verb is Verb.RETURN:
        await decisions.send_back(*place, reason=reason)
    else:
        warned = manager.dialog_data.pop("warned", None) == reason
        if not await _decline(manager, decisions, place, reason, sure=warned):
            return
    await manager.switch_to(states.Tasks.card)


@inject
async def ready_reason(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, decisions: FromDishka[Decisions]
) -> None:
    """One of the ready reasons."""
    if item not in {str(number) for number in range(1, REASONS + 1)}:
        raise Stale
    verb = Verb(manager.dialog_data["verb"])
    await _refuse(manager, decisions, plain_key(f"{READY[verb]}-{item}", "ru", {}))


@inject
async def own_reason(
    message: Message, widget: MessageInput, manager: DialogManager, decisions: FromDishka[Decisions]
) -> None:
    """Own words, typed."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    await _refuse(manager, decisions, message.text or "")


PREVIEW = {
    "head": "<b>№ 214 · Ежегодный отпуск</b> · Смирнова А. С. · 3–16 июля",
    "ask": "Почему отклоняете?",
    "reasons": [("1", "Даты не по графику отпусков")],
}
TO_CARD: list[Keyboard] = [SwitchTo(Label("common-done"), id="to_card", state=states.Tasks.card)]

reason_window = Window(
    Format("{head}"),
    Format("{ask}"),
    T("task-reason-hint"),
    Column(
        Select(
            Format("{item[1]}"),
            id="ready",
            item_id_getter=itemgetter(0),
            items="reasons",
            on_click=ready_reason,
        )
    ),
    MessageInput(own_reason, content_types=[ContentType.TEXT]),
    SwitchTo(Label("common-back"), id="reason_back", state=states.Tasks.card),
    state=states.Tasks.reason,
    getter=reason_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_CARD,
)
