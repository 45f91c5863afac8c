"""«Подтвердить личность» of HR: a person with a document, an act with the fingerprint, and the decision."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import date
from operator import itemgetter
from typing import Any

from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.kbd import Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.access import Actor
from cabinet.certificates.confirming import Confirming
from cabinet.errors import CabinetError
from cabinet.people.chats import Chats
from cabinet.ports import local_day
from dialogs import states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import Gated
from dialogs.secret import notice_of, say, say_refusal
from dialogs.widgets import Label, Pager, Says, T, locale_of
from locales import html_key, plain_key

Deed = Callable[[Actor, uuid.UUID, str], Awaitable[None]]


@inject
async def list_getter(dialog_manager: DialogManager, confirming: FromDishka[Confirming], **_: Any) -> dict[str, Any]:
    """Whoever waits, the longest first."""
    found = await confirming.waiting(actor_of(dialog_manager))
    return {
        "notice": notice_of(dialog_manager),
        "items": [(one.certificate.id.hex, f"{one.name} · {one.number}") for one in found],
        "empty": not found,
        "some": bool(found),
    }


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    manager.dialog_data["id"] = row_of(item).hex
    await manager.switch_to(states.Identities.case)


@inject
async def case_getter(
    dialog_manager: DialogManager, confirming: FromDishka[Confirming], chats: FromDishka[Chats], **_: Any
) -> dict[str, Any]:
    """The one that was picked, as long as it waits for this actor."""
    actor = actor_of(dialog_manager)
    owner, found = await chats.owner(actor), await confirming.waiting(actor)
    one = next((one for one in found if one.certificate.id == _picked(dialog_manager)), None)
    dialog_manager.dialog_data["who"] = one.name if one else ""
    return {
        "notice": notice_of(dialog_manager),
        "waits": one is not None,
        "done": one is None,
        "name": one.name if one else "",
        "number": one.number if one else "",
        "act": (one.certificate.act if one else None) or "",
        "on": local_day(one.made_at, owner.company.zone) if one else None,
        "fingerprint": one.certificate.fingerprint if one else "",
    }


def _picked(manager: DialogManager) -> uuid.UUID:
    return row_of(manager.dialog_data["id"])


async def give_act(manager: DialogManager) -> None:
    """«Акт»: to be printed and signed by hand."""
    data = await (await given(manager, Confirming)).act(actor_of(manager), _picked(manager))
    callback, locale = manager.event, locale_of(manager)
    assert isinstance(callback, CallbackQuery)  # noqa: S101  only buttons lead here
    assert callback.bot is not None and callback.message is not None  # noqa: S101,PT018  a press has its bot and chat
    file = BufferedInputFile(
        data, plain_key("certificates-file-act", locale, {"who": manager.dialog_data.get("who", "")})
    )
    caption = html_key("certificates-caption-act", locale, {})
    await callback.bot.send_document(callback.message.chat.id, file, caption=caption)
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def confirm(manager: DialogManager) -> None:
    """«Личность подтверждена»."""
    await _decided(manager, (await given(manager, Confirming)).confirm, "confirmed")


async def refuse(manager: DialogManager) -> None:
    """«Да, отказать»."""
    await _decided(manager, (await given(manager, Confirming)).refuse, "refused")


async def _decided(manager: DialogManager, deed: Deed, result: str) -> None:
    try:
        await deed(actor_of(manager), _picked(manager), f"{press_of(manager)}:identity-{result}")
    except CabinetError as refusal:
        say_refusal(manager, refusal)
    else:
        say(manager, f"certificates-{result}")
    await manager.switch_to(states.Identities.list)


PREVIEW = {
    "notice": None,
    "items": [("a", "Смирнова Анна Сергеевна · 0022")],
    "some": True,
    "waits": True,
    "name": "Смирнова Анна Сергеевна",
    "number": "0022",
    "act": 3,
    "on": date(2026, 11, 24),
    "fingerprint": "3F:A0:11:7C:52:9D",
}

identities_dialog = Dialog(
    Window(
        Multi(
            Says("notice", when="notice"),
            T("certificates-list-title"),
            T("certificates-list-empty", when="empty"),
            T("certificates-list-hint", when="some"),
            sep="\n\n",
        ),
        Pager(
            Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
            id="turn",
        ),
        Start(Label("common-home"), id="list_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Identities.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_case", state=states.Identities.case)],
    ),
    Window(
        Multi(
            Says("notice", when="notice"),
            T("certificates-case", when="waits"),
            T("certificates-case-done", when="done"),
            sep="\n\n",
        ),
        Gated(Label("certificates-act"), id="act", then=give_act, when="waits"),
        Row(
            Gated(Label("certificates-confirm"), id="confirm", then=confirm, when="waits"),
            SwitchTo(Label("certificates-refuse"), id="to_refuse", state=states.Identities.refuse, when="waits"),
        ),
        SwitchTo(Label("common-back"), id="case_back", state=states.Identities.list),
        state=states.Identities.case,
        getter=case_getter,
        preview_data=PREVIEW,
    ),
    Window(
        T("certificates-refuse-sure"),
        Gated(Label("certificates-refuse-yes"), id="refuse", then=refuse),
        SwitchTo(Label("common-back"), id="refuse_back", state=states.Identities.case),
        state=states.Identities.refuse,
        getter=case_getter,
        preview_data=PREVIEW,
    ),
)
