"""«Подписи сотрудников» of HR: who has a certificate, what it is, and taking it back for a reason."""

from __future__ import annotations

import math
import uuid
from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.certificates.keeping import Keeping
from cabinet.certificates.rules import SAID
from cabinet.certificates.service import Shown
from cabinet.errors import CabinetError, NotFound, Stale
from cabinet.people.chats import Chats
from cabinet.ports import local_day
from dialogs import states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import Gated
from dialogs.searching import type_part
from dialogs.secret import notice_of, say, say_refusal
from dialogs.widgets import Label, Says, T, Turns, locale_of, way_home
from locales import formats, html_key, plain_key
from signing.authority import Reason

PAGE = 8
"""People on one page."""
turns = Turns(id="turn")


@inject
async def list_getter(dialog_manager: DialogManager, keeping: FromDishka[Keeping], **_: Any) -> dict[str, Any]:
    """One page of those who have a certificate, or of those whose name has what was typed."""
    part = str(dialog_manager.dialog_data.get("part", ""))
    found = await keeping.holding(actor_of(dialog_manager), part)
    pages = max(1, math.ceil(len(found) / PAGE))
    page = min(turns.turned(dialog_manager), pages - 1)
    return {
        "notice": notice_of(dialog_manager),
        "items": [(one.id.hex, f"{one.short_name} · {one.number}") for one in found[page * PAGE : (page + 1) * PAGE]],
        "part": part,
        "some": bool(found) and not part,
        "found": bool(found) and bool(part),
        "empty": not found and not part,
        "nobody": not found and bool(part),
        "page": page,
        "pages": pages,
    }


async def show_all(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Back from a search to all."""
    manager.dialog_data.pop("part", None)
    turns.set_widget_data(manager, 0)


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    picked = row_of(item)
    await (await given(manager, Keeping)).held(actor_of(manager), picked)  # refuses before anything is shown
    manager.dialog_data.update(id=picked.hex, reason=None)
    await manager.switch_to(states.Held.case)


def _picked(manager: DialogManager) -> uuid.UUID:
    return row_of(manager.dialog_data["id"])


@inject
async def case_getter(
    dialog_manager: DialogManager, keeping: FromDishka[Keeping], chats: FromDishka[Chats], **_: Any
) -> dict[str, Any]:
    """What the one who was picked has now, and why it would be taken back."""
    actor, locale = actor_of(dialog_manager), locale_of(dialog_manager)
    found = await keeping.held(actor, _picked(dialog_manager))
    zone = (await chats.owner(actor)).company.zone
    shown = [(_state(one), one) for one in (found.active, found.waiting) if one is not None]
    return {
        "name": found.name,
        "number": found.number,
        "rows": "\n\n".join(html_key("certificates-held-row", locale, _words(*one, zone, locale)) for one in shown),
        "has": bool(shown),
        "none": not shown,
        "reason": dialog_manager.dialog_data.get("reason") or "",
        "reasons": [(str(one), plain_key("certificates-reason-button", locale, {"reason": str(one)})) for one in SAID],
    }


def _state(one: Shown) -> str:
    if one.locked:
        return "locked"
    return "over" if one.over else "active" if one.confirmed else "waiting"


def _words(state: str, one: Shown, zone: str, locale: str) -> dict[str, Any]:
    begins, ends = (formats.day(local_day(at, zone), locale) for at in (one.begins, one.ends))
    return {"state": state, "serial": one.serial, "begins": begins, "ends": ends}


async def pick_reason(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """Why."""
    if item not in SAID:
        raise NotFound
    manager.dialog_data["reason"] = item
    await manager.switch_to(states.Held.sure)


async def revoke(manager: DialogManager) -> None:
    """«Да, отозвать»."""
    reason, keeping = manager.dialog_data.get("reason"), await given(manager, Keeping)
    if not reason:
        raise Stale
    try:
        await keeping.revoke(actor_of(manager), _picked(manager), Reason(reason), f"{press_of(manager)}:take-back")
    except CabinetError as refusal:
        say_refusal(manager, refusal)
    else:
        say(manager, "certificates-held-done")
    await manager.switch_to(states.Held.list)


PREVIEW = {
    "notice": None,
    "items": [("a", "Смирнова А. С. · 0022"), ("b", "Попов И. Н. · 0013")],
    "part": "попов",
    "some": True,
    "page": 0,
    "pages": 3,
    "name": "Смирнова Анна Сергеевна",
    "number": "0022",
    "rows": "<b>Действует</b>\nСрок: 24.11.2026 — 23.02.2028\nСерийный номер: <code>3F:A0:11:7C</code>",
    "has": True,
    "reason": "keyCompromise",
    "reasons": [("keyCompromise", "Ключ или ПИН-код у чужих"), ("cessationOfOperation", "Человек ушёл")],
}

held_dialog = Dialog(
    Window(
        Multi(
            Says("notice", when="notice"),
            T("certificates-held-title"),
            T("certificates-held-empty", when="empty"),
            T("certificates-held-hint", when="some"),
            T("certificates-held-found", when="found"),
            T("certificates-held-nobody", when="nobody"),
            sep="\n\n",
        ),
        MessageInput(type_part, content_types=[ContentType.TEXT]),
        Column(Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick)),
        turns,
        Button(Label("certificates-held-all"), id="all", on_click=show_all, when="part"),
        way_home("list_home"),
        state=states.Held.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_case", state=states.Held.case)],
    ),
    Window(
        Multi(
            T("certificates-held-case"),
            Format("{rows}", when="has"),
            T("certificates-held-none", when="none"),
            sep="\n\n",
        ),
        SwitchTo(Label("certificates-revoke"), id="to_reason", state=states.Held.reason, when="has"),
        SwitchTo(Label("common-back"), id="case_back", state=states.Held.list),
        state=states.Held.case,
        getter=case_getter,
        preview_data=PREVIEW,
    ),
    Window(
        T("certificates-held-why"),
        Column(
            Select(Format("{item[1]}"), id="why", item_id_getter=itemgetter(0), items="reasons", on_click=pick_reason)
        ),
        SwitchTo(Label("common-back"), id="reason_back", state=states.Held.case),
        state=states.Held.reason,
        getter=case_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-next"), id="to_sure", state=states.Held.sure)],
    ),
    Window(
        T("certificates-held-sure"),
        Gated(Label("certificates-revoke-yes"), id="take_back", then=revoke),
        SwitchTo(Label("common-back"), id="sure_back", state=states.Held.reason),
        state=states.Held.sure,
        getter=case_getter,
        preview_data=PREVIEW,
    ),
)
