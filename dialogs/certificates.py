"""«Моя подпись»: a certificate from the first PIN to its end, for whoever takes part in electronic documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from aiogram_dialog.widgets.text import Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.certificates.keeping import Keeping
from cabinet.certificates.rules import WAITS
from cabinet.certificates.service import Certificates, Shown
from cabinet.errors import CabinetError
from cabinet.people.chats import Chats
from cabinet.ports import local_day
from dialogs import states
from dialogs.access import actor_of, given, press_of
from dialogs.certificates_pin import WINDOWS, change, create, reissue
from dialogs.gate import Gated
from dialogs.secret import notice_of, say, say_refusal
from dialogs.widgets import Label, Says, T, locale_of
from locales import html_key, plain_key


@inject
async def getter(
    dialog_manager: DialogManager, certificates: FromDishka[Certificates], chats: FromDishka[Chats], **_: Any
) -> dict[str, Any]:
    """How things stand, read anew at every showing."""
    actor = actor_of(dialog_manager)
    mine, owner = await certificates.mine(actor), await chats.owner(actor)
    active, waiting = mine.active, mine.waiting
    works = active is not None and not active.locked and not active.over
    return {
        "notice": notice_of(dialog_manager),
        "active": active is not None and works,
        "locked": active is not None and active.locked,
        "over": active is not None and active.over and not active.locked,
        "waiting": waiting is not None,
        "nothing": active is None and waiting is None,
        "has": active is not None,
        "any": active is not None or waiting is not None,
        "makes_first": active is None and waiting is None,
        "makes_anew": active is not None and waiting is None,
        **_days(active, waiting, owner.company.zone),
    }


def _days(active: Shown | None, waiting: Shown | None, zone: str) -> dict[str, Any]:
    shown = active or waiting
    return {
        "since": local_day(shown.begins, zone) if shown else None,
        "until": local_day(shown.ends, zone) if shown else None,
        "serial": active.serial if active else "",
        "fingerprint": active.fingerprint if active else "",
        "asked": waiting.fingerprint if waiting else "",
        "act": (waiting.act if waiting else None) or "",
        "by": local_day(waiting.begins + WAITS, zone) if waiting else None,
    }


@inject
async def revoke(callback: CallbackQuery, button: Button, manager: DialogManager, keeping: FromDishka[Keeping]) -> None:
    """«Да, отозвать»."""
    try:
        await keeping.revoke_mine(actor_of(manager), f"{press_of(manager)}:revoke")
    except CabinetError as refusal:
        say_refusal(manager, refusal)
    else:
        say(manager, "certificates-revoked")
    await manager.switch_to(states.Certificates.home)


async def give(manager: DialogManager) -> None:
    """«Скачать»: certificate and root, for whoever checks signatures elsewhere."""
    own, root = await (await given(manager, Certificates)).files(actor_of(manager))
    callback, locale = manager.event, locale_of(manager)
    assert isinstance(callback, CallbackQuery)  # noqa: S101  only buttons lead here
    assert callback.bot is not None and callback.message is not None  # noqa: S101,PT018  a press has its bot and chat
    for name, data in (("own", own), ("root", root)):
        file = BufferedInputFile(data, plain_key(f"certificates-file-{name}", locale, {}))
        caption = html_key(f"certificates-caption-{name}", locale, {})
        await callback.bot.send_document(callback.message.chat.id, file, caption=caption)
    manager.show_mode = ShowMode.DELETE_AND_SEND


PREVIEW = {
    "notice": None,
    "active": True,
    "waiting": True,
    "has": True,
    "any": True,
    "makes_first": True,
    "makes_anew": True,
    "since": date(2026, 11, 24),
    "until": date(2028, 2, 23),
    "serial": "3F:A0:11:7C",
    "fingerprint": "3F:A0:11:7C:52:9D",
    "asked": "9D:52:7C:11:A0:3F",
    "act": 3,
    "by": date(2026, 12, 1),
}

certificates_dialog = Dialog(
    Window(
        Multi(
            Says("notice", when="notice"),
            T("certificates-title"),
            T("certificates-none", when="nothing"),
            T("certificates-active", when="active"),
            T("certificates-locked", when="locked"),
            T("certificates-over", when="over"),
            T("certificates-waiting", when="waiting"),
            sep="\n\n",
        ),
        Gated(Label("certificates-create"), id="create", then=create, when="makes_first"),
        Gated(Label("certificates-details"), id="details", state=states.Certificates.details, when="has"),
        Row(
            Gated(Label("certificates-change"), id="change", then=change, when="active"),
            Gated(Label("certificates-reissue"), id="reissue", then=reissue, when="active"),
        ),
        Gated(Label("certificates-forgotten"), id="forgotten", then=create, when="makes_anew"),
        Gated(Label("certificates-revoke"), id="revoke", state=states.Certificates.revoke, when="any"),
        Start(Label("common-home"), id="home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Certificates.home,
        getter=getter,
        preview_data=PREVIEW,
        preview_add_transitions=[
            SwitchTo(Label("certificates-create"), id="to_sms", state=states.Certificates.sms),
            SwitchTo(Label("certificates-change"), id="to_old", state=states.Certificates.old),
            SwitchTo(Label("certificates-details"), id="to_details", state=states.Certificates.details),
            SwitchTo(Label("certificates-revoke"), id="to_revoke", state=states.Certificates.revoke),
        ],
    ),
    Window(
        T("certificates-about"),
        Gated(Label("certificates-download"), id="download", then=give),
        SwitchTo(Label("common-back"), id="details_back", state=states.Certificates.home),
        state=states.Certificates.details,
        getter=getter,
        preview_data=PREVIEW,
    ),
    Window(
        T("certificates-revoke-sure"),
        Button(Label("certificates-revoke-yes"), id="revoke_yes", on_click=revoke),
        SwitchTo(Label("common-back"), id="revoke_back", state=states.Certificates.home),
        state=states.Certificates.revoke,
        getter=getter,
        preview_data=PREVIEW,
    ),
    *WINDOWS,
)
