"""From a key to the menu: key → SMS code → access code, twice → code word.

A key comes by link (handlers/start) or is typed here. A second employment in a chat that has an access code keeps that
code: after the SMS code it is asked for, and nothing is chosen.
"""

from __future__ import annotations

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Start, SwitchTo

from cabinet.errors import CabinetError
from cabinet.people.activation import Activations
from cabinet.people.attempts import Attempts, View
from cabinet.people.refusals import AttemptOver
from dialogs import states
from dialogs.access import given, press_of
from dialogs.choosing import Choosing
from dialogs.gate import Gated
from dialogs.secret import CHANNEL, address_of, notice_of, paragraphs, refresh_who, say, say_refusal, typed
from dialogs.sms_code import PREVIEW, SmsCode, attempt_data, attempt_of, send
from dialogs.widgets import Label
from dialogs.words import word_window
from signing.codes import looks_like_key


async def begin(manager: DialogManager, key: str) -> None:
    """Show a key, whatever conversation runs here; where it is refused, the screen for keys says why.

    A stranger's screen is replaced by one new message; whoever is in may have a receipt on his, which stays.
    """
    stranger = manager.middleware_data.get("actor") is None
    manager.show_mode = ShowMode.DELETE_AND_SEND if stranger else ShowMode.SEND
    activations, attempts = await given(manager, Activations), await given(manager, Attempts)
    try:
        shown = await activations.present(CHANNEL, address_of(manager), key, f"{press_of(manager)}:present")
        view = await attempts.view(shown.attempt_id)
    except CabinetError as refusal:
        data: dict[str, Any] = {"notice": [refusal.key, refusal.args_]}
        await manager.start(states.Activation.key, data=data, mode=StartMode.RESET_STACK)
        return
    data = {"attempt": shown.attempt_id.hex, "send": not view.verified}
    await manager.start(_next(view), data=data, mode=StartMode.RESET_STACK)


def _next(view: View) -> State:
    """The screen of an attempt that has come so far."""
    if not view.verified:
        return states.Activation.code
    return states.Activation.confirm if view.known else states.Activation.choose


async def on_start(data: Any, manager: DialogManager) -> None:
    """Begun with an attempt: its code leaves. Begun with a refusal: the screen says it."""
    if not isinstance(data, dict):
        return
    if "notice" in data:
        manager.dialog_data["notice"] = data["notice"]
    if "attempt" in data:
        manager.dialog_data["attempt"] = data["attempt"]
    if data.get("send"):
        await send(manager)


async def key_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whether a menu lies behind this screen."""
    return {"notice": notice_of(dialog_manager), "bound": dialog_manager.middleware_data.get("actor") is not None}


async def on_key(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """A key was typed, or something else was sent instead."""
    text = await typed(message, manager)
    if looks_like_key(text):
        await begin(manager, text)
    else:
        say(manager, "activation-no-key")


async def proved(manager: DialogManager) -> None:
    """The phone is proven: an access code is chosen, or the one that is there is asked for."""
    await manager.switch_to(_next(await (await given(manager, Attempts)).view(attempt_of(manager))))


async def chosen(manager: DialogManager) -> None:
    """The access code was entered twice."""
    await manager.switch_to(states.Activation.word)


async def over(manager: DialogManager) -> None:
    """The attempt took too long: begin with the key."""
    await manager.switch_to(states.Activation.key)


async def join(manager: DialogManager) -> None:
    """Another employment joins this chat."""
    await finish(manager, None)


async def finish(manager: DialogManager, word: str | None) -> None:
    """Bind, and open the menu."""
    activations = await given(manager, Activations)
    try:
        await activations.finish(attempt_of(manager), word, f"{press_of(manager)}:activate")
    except AttemptOver as refusal:
        say_refusal(manager, refusal)
        await over(manager)
    except CabinetError as refusal:
        say_refusal(manager, refusal)
    else:
        await refresh_who(manager)
        await manager.start(states.Menu.home, mode=StartMode.RESET_STACK)


def to_key(place: str) -> SwitchTo:
    """«Отмена»: back to the screen for keys."""
    return SwitchTo(Label("common-cancel"), id=place, state=states.Activation.key)


activation_dialog = Dialog(
    Window(
        paragraphs("activation-key"),
        Start(Label("common-home"), id="key_home", state=states.Menu.home, mode=StartMode.RESET_STACK, when="bound"),
        MessageInput(on_key),
        state=states.Activation.key,
        getter=key_getter,
        preview_data={"notice": None, "bound": False},
        preview_add_transitions=[SwitchTo(Label("common-next"), id="to_code", state=states.Activation.code)],
    ),
    SmsCode("sms", proved, over).window(
        states.Activation.code, "activation-code", states.Activation.choose, to_key("sms_leave")
    ),
    *Choosing(states.Activation.choose, states.Activation.repeat, "first", chosen, way=to_key, back=over).windows(
        SwitchTo(Label("common-next"), id="to_word", state=states.Activation.word)
    ),
    word_window(
        states.Activation.word,
        "first",
        "activation-word",
        attempt_of,
        finish,
        to_key("word_leave"),
        leads=Start(Label("common-home"), id="to_menu", state=states.Menu.home),
    ),
    Window(
        paragraphs("activation-join", when="live"),
        Gated(Label("activation-join-yes"), id="join", then=join, when="live"),
        to_key("join_leave"),
        state=states.Activation.confirm,
        getter=attempt_data,
        preview_data=PREVIEW,
        preview_add_transitions=[Start(Label("common-home"), id="joined", state=states.Menu.home)],
    ),
    on_start=on_start,
)
