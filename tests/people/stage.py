"""The real dispatcher with the conversations of this room; behind them a menu of our own, with things to guard."""

from __future__ import annotations

from aiogram import Bot, Dispatcher
from aiogram_dialog import Dialog, DialogManager, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Start, SwitchTo
from aiogram_dialog.widgets.text import Const
from dishka import Provider, Scope, make_async_container
from dishka.integrations.aiogram import inject_router, setup_dishka

from bot.fsm import ChatIsolation, TalkStorage
from bot.middlewares import WhoMiddleware
from cabinet.joining.service import Joinings
from cabinet.people.access_codes import AccessCodes
from cabinet.people.activation import Activations
from cabinet.people.attempts import Attempts
from cabinet.people.chats import Chats
from cabinet.people.doors import Doors
from cabinet.people.pads import Pads
from dialogs import states
from dialogs.access import actor_of
from dialogs.access_code import access_code_dialog
from dialogs.activation import activation_dialog
from dialogs.gate import Gated, gate_dialog
from dialogs.settings import settings_dialog
from handlers import errors, start
from handlers.groups import GroupWords
from tests.people.phone import Messenger, Phone, make_bot
from tests.people.room import Room

done: list[str] = []
"""Deeds that were done behind the gate, by personnel."""


async def deed(manager: DialogManager) -> None:
    """Something personal."""
    done.append(str(actor_of(manager).employee_id))


menu = Dialog(
    Window(
        Const("ГЛАВНОЕ"),
        Gated(Const("Тайное"), id="secret", state=states.Menu.switch),
        Gated(Const("Дело"), id="deed", then=deed),
        Gated(Const("Важное дело"), id="grave", then=deed, always=True),
        Start(Const("Настройки"), id="settings", state=states.Settings.home),
        state=states.Menu.home,
    ),
    Window(Const("ТАЙНОЕ"), SwitchTo(Const("Назад"), id="back", state=states.Menu.home), state=states.Menu.switch),
)
ROUTERS = (errors.router, start.router, menu, activation_dialog, gate_dialog, access_code_dialog, settings_dialog)


def dispatcher(room: Room) -> Dispatcher:
    """All of it anew, as after a restart."""
    services = (room.activations, room.attempts, room.access, room.doors, room.chats, room.pads)
    made = dict(zip((Activations, Attempts, AccessCodes, Doors, Chats, Pads), services, strict=True))
    made |= {GroupWords: GroupWords(), Joinings: Joinings(room.db, room.clock)}
    provider = Provider(scope=Scope.APP)
    for what in made:
        provider.from_context(provides=what)
    isolation = ChatIsolation()
    fresh = Dispatcher(storage=TalkStorage(room.db, room.clock), events_isolation=isolation)
    fresh.update.outer_middleware(WhoMiddleware(room.chats))
    for router in ROUTERS:
        router._parent_router = None  # one dispatcher a test, the same routers
    fresh.include_routers(*ROUTERS)
    setup_dialogs(fresh, events_isolation=isolation)
    setup_dishka(make_async_container(provider, context=made), fresh)
    inject_router(fresh)
    return fresh


class Stage:
    """Phones to hold, and the room's services beside them."""

    def __init__(self, room: Room) -> None:
        self.room, self.messenger = room, Messenger()
        self.bot: Bot = make_bot(self.messenger)
        self.dispatcher = dispatcher(room)
        done.clear()

    def phone(self, user: int) -> Phone:
        """A person's phone."""
        return Phone(self, self.messenger, self.bot, user)

    def restart(self) -> None:
        """The bot is started anew over the same database."""
        self.dispatcher = dispatcher(self.room)
