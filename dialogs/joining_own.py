"""«Электронные документы» of an employee: four steps with their days, and what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Start
from aiogram_dialog.widgets.text import Format, Multi
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import Stale
from cabinet.joining.rules import Stage
from cabinet.joining.service import Joinings, Standing
from dialogs import states
from dialogs.access import actor_of, press_of
from dialogs.widgets import Label, T, locale_of, toast
from locales import Text, formats, html_key, plain_key
from storage.joining import Joining, Way


@inject
async def getter(dialog_manager: DialogManager, joinings: FromDishka[Joinings], **_: Any) -> dict[str, Any]:
    """Where I stand, read anew at every showing."""
    found, locale = await joinings.mine(actor_of(dialog_manager)), locale_of(dialog_manager)
    joining = found.joining
    dialog_manager.dialog_data["step"] = joining.step if joining else 0
    ended = joining.ended_on if joining else None
    ends = ended is not None and found.stage is not Stage.ENDED
    whole = found.stage is Stage.AGREED and found.certificate is not None and not ends
    return {
        "lines": "\n".join(_lines(found, locale)),
        "stage": found.stage,
        "until": formats.long_date(found.introduction.answer_by, locale),
        "ended": formats.long_date(ended, locale) if ended else "",
        "ends": ends,
        "whole": whole,
        "next": not whole and not ends,
        "wished": found.stage is Stage.UNTOLD and not found.may_wish,
        "may_wish": found.may_wish,
        "signs": found.stage is Stage.AGREED,
    }


def _lines(found: Standing, locale: str) -> list[str]:
    joining = found.joining or Joining(
        employee_id=found.introduction.company_id, company_id=found.introduction.company_id
    )
    certificate = found.certificate.active_at if found.certificate else None
    agreed = "joining-own-numbered" if joining.agreed_at else "joining-own-agreement"
    steps: list[tuple[str, datetime | None, Way | None]] = [
        ("joining-own-notice", joining.notified_at, None),
        ("joining-own-consent", joining.consented_at, joining.consented_by),
        (agreed, joining.agreed_at, joining.agreed_by),
        ("joining-own-certificate", certificate, None),
    ]
    zone = ZoneInfo(found.zone)
    return [
        html_key(
            "joining-own-line",
            locale,
            {
                "done": int(at is not None),
                "what": plain_key(key, locale, {"number": joining.agreement or 0}),
                "when": _when(at, way, zone, locale),
            },
        )
        for key, at, way in steps
    ]


def _when(at: datetime | None, way: Way | None, zone: ZoneInfo, locale: str) -> str:
    if at is None:
        return plain_key("joining-own-yet", locale, {})
    day = formats.long_date(at.astimezone(zone).date(), locale)
    return day if way is None else plain_key("joining-own-way", locale, {"day": day, "way": way})


@inject
async def wish(callback: CallbackQuery, button: Button, manager: DialogManager, joinings: FromDishka[Joinings]) -> None:
    """«Хочу перейти»: an intention, no consent."""
    key = f"{press_of(manager)}:joining-wish"
    try:
        await joinings.wish(actor_of(manager), int(manager.dialog_data.get("step", 0)), key)
    except Stale as late:  # HR was quicker: the window shows how things stand
        await toast(callback, manager, Text(late.key))
    else:
        await toast(callback, manager, Text("joining-wish-toast"))


PREVIEW = {
    "lines": "✅ уведомление: 24 ноября 2026 г.\n▫️ согласие: пока нет\n"
    "▫️ соглашение о подписи: пока нет\n▫️ сертификат подписи: пока нет",
    "stage": Stage.NOTIFIED,
    "until": "25 декабря 2026 г.",
    "ended": "",
    "next": True,
    "may_wish": True,
    "signs": True,
}

own_joining_dialog = Dialog(
    Window(
        Multi(
            T("joining-own-title"),
            Format("{lines}"),
            T("joining-own-wished", when="wished"),
            T("joining-own-next", when="next"),
            T("joining-own-whole", when="whole"),
            T("joining-own-ends", when="ends"),
            sep="\n\n",
        ),
        Button(Label("joining-wish"), id="wish", on_click=wish, when="may_wish"),
        Start(Label("certificates-menu"), id="own_signature", state=states.Certificates.home, when="signs"),
        Start(Label("common-home"), id="own_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.OwnJoining.home,
        getter=getter,
        preview_data=PREVIEW,
    ),
)
