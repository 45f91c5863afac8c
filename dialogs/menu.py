"""«Главное»: who I am here, what waits for me, how much leave I have, and the ways from here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.access import Actor
from cabinet.certificates.confirming import Confirming
from cabinet.certificates.service import Certificates
from cabinet.joining.service import Joinings
from cabinet.leave.service import Leaves
from cabinet.people.chats import Chats
from cabinet.requests.service import Requests
from cabinet.troubles import Troubles
from cabinet.undelivered import Undelivered
from dialogs import states
from dialogs.access import actor_of, press_of, row_of
from dialogs.offers import offer
from dialogs.secret import refresh_who
from dialogs.widgets import Label, T, locale_of
from locales import formats, html_key
from storage.people import RoleName
from storage.requests import State

OWN = {State.SIGNATURE: "menu-waits-unsigned", State.RETURNED: "menu-waits-returned"}
"""Own requests that are their owner's to go on with, and how the first screen says so."""


@inject
async def home_getter(
    dialog_manager: DialogManager, chats: FromDishka[Chats], requests: FromDishka[Requests],
    leaves: FromDishka[Leaves], undelivered: FromDishka[Undelivered],
    troubles: FromDishka[Troubles], joinings: FromDishka[Joinings],
    certificates: FromDishka[Certificates], confirming: FromDishka[Confirming], **_: Any,
) -> dict[str, Any]:  # fmt: skip
    """Everything of the first screen, read anew at every showing."""
    actor, locale = actor_of(dialog_manager), locale_of(dialog_manager)
    await offer(dialog_manager)
    me, tasks = await chats.owner(actor), len(await requests.tasks(actor))
    mine = Counter(view.request.state for view in await requests.mine(actor))
    balance = await leaves.balance(actor)
    waits = [html_key("menu-waits-tasks", locale, {"count": tasks})] if tasks else []
    waits += [html_key(key, locale, {"count": mine[state]}) for state, key in OWN.items() if mine[state]]
    return {
        "name": me.employee.greeting,
        "company": me.company.name,
        "waits": " · ".join(waits),
        "days": formats.days(balance.total, locale) if balance else "",
        "on": balance.day if balance else None,
        "has_balance": balance is not None,
        "decides": bool(actor.roles) or actor.manages or tasks > 0,
        "lost": await undelivered.count(actor) if actor.has(RoleName.HR) else 0,
        **await _electronic(actor, joinings, confirming),
        "administers": actor.has(RoleName.ADMIN),
        "aside": await troubles.count(actor) if actor.has(RoleName.ADMIN) else 0,
        "count": tasks,
        "several": me.several,
        "signs": await certificates.takes_part(actor),
        "unsigned": mine[State.SIGNATURE],
    }


async def _electronic(actor: Actor, joinings: Joinings, confirming: Confirming) -> dict[str, Any]:
    """What HR and the director have of electronic documents: joining, signatures of others, whom to identify."""
    if not actor.has(RoleName.HR, RoleName.DIRECTOR):
        return {"joins": False, "keeps": False, "identities": 0}
    joins = await joinings.introduced(actor)
    return {
        "joins": joins,
        "keeps": joins and actor.has(RoleName.HR),
        "identities": len(await confirming.waiting(actor)),
    }


@inject
async def switch_getter(dialog_manager: DialogManager, chats: FromDishka[Chats], **_: Any) -> dict[str, Any]:
    """The employments of this chat."""
    found = await chats.employments(actor_of(dialog_manager))
    return {"items": [(one.employee.id.hex, f"{one.company.name} · {one.employee.position}") for one in found]}


@inject
async def switch(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, chats: FromDishka[Chats]
) -> None:
    """The menu shows another employment from now on."""
    await chats.switch(actor_of(manager), row_of(item), f"{press_of(manager)}:switch")
    await refresh_who(manager)
    await manager.switch_to(states.Menu.home)


PREVIEW = {
    "name": "Анна Сергеевна",
    "company": "ООО «Пример»",
    "waits": "2 задачи",
    "days": "14 дней",
    "on": date(2026, 11, 24),
    "has_balance": True,
    "decides": True,
    "lost": 3,
    "joins": True,
    "keeps": True,
    "signs": True,
    "unsigned": 1,
    "identities": 1,
    "administers": True,
    "aside": 1,
    "count": 2,
    "several": True,
    "items": [("a", "ООО «Пример» · бухгалтер"), ("b", "ООО «Малое» · кассир")],
}

menu_dialog = Dialog(
    Window(
        T("menu-title"),
        T("menu-waits", when="waits"),
        T("menu-balance", when="has_balance"),
        Row(
            Start(Label("menu-leave"), id="leave", state=states.Leave.kind),
            Start(Label("menu-requests"), id="requests", state=states.Requests.list),
        ),
        Start(Label("signatures-menu"), id="signatures", state=states.Signatures.review, when="unsigned"),
        Start(Label("certificates-menu"), id="certificates", state=states.Certificates.home, when="signs"),
        Start(Label("menu-tasks"), id="tasks", state=states.Tasks.list, when="decides"),
        Row(
            Start(Label("certificates-identities"), id="identities", state=states.Identities.list, when="identities"),
            Start(Label("certificates-held"), id="held", state=states.Held.list, when="keeps"),
        ),
        Start(Label("menu-undelivered"), id="undelivered", state=states.Undelivered.list, when="lost"),
        Start(Label("joining-menu"), id="joining", state=states.Joining.home, when="joins"),
        Row(
            Start(Label("menu-broadcasts"), id="broadcasts", state=states.Broadcasts.list, when="administers"),
            Start(Label("menu-troubles"), id="troubles", state=states.Troubles.list, when="aside"),
        ),
        Row(
            Start(Label("menu-settings"), id="settings", state=states.Settings.home),
            Start(Label("menu-help"), id="help", state=states.Help.home),
        ),
        SwitchTo(Label("menu-switch"), id="to_switch", state=states.Menu.switch, when="several"),
        state=states.Menu.home,
        getter=home_getter,
        preview_data=PREVIEW,
    ),
    Window(
        T("menu-switch-title"),
        Column(Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=switch)),
        SwitchTo(Label("common-back"), id="switch_back", state=states.Menu.home),
        state=states.Menu.switch,
        getter=switch_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-home"), id="to_home", state=states.Menu.home)],
    ),
)
