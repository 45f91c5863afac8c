"""Commands: the global ones everywhere, the others by role; each shows only what its caller may see."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.broadcasts.service import Broadcasts
from cabinet.errors import NotAllowed
from cabinet.requests.desks import Desks
from dialogs import states
from dialogs.access import row_of
from dialogs.live import kept
from dialogs.offers import OF_ROLE
from handlers.groups import GroupWords
from locales import plain_key
from storage.people import RoleName

router = Router(name="commands")
PRIVATE = F.chat.type == ChatType.PRIVATE
GROUP = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})
WAYS: dict[str, State | None] = {
    "leave": states.Leave.kind,
    "requests": states.Requests.list,
    "tasks": states.Tasks.list,
    "undelivered": states.Undelivered.list,
    "broadcast": states.Broadcasts.list,
    "troubles": states.Troubles.list,
    "settings": states.Settings.home,
    "help": states.Help.home,
    "cancel": None,
}
"""Command → where it leads; None is the menu alone."""


class DeskPress(CallbackData, prefix="k"):
    """«Посмотреть» of a letter that asks to confirm an HR group."""

    desk: str


class TroublesPress(CallbackData, prefix="t"):
    """«Показать» of a letter that tells of a trouble."""


class BroadcastPress(CallbackData, prefix="b"):
    """«Показать» of a letter that tells of the end of a broadcast."""

    broadcast: str


class CertificatesPress(CallbackData, prefix="cs"):
    """«Показать» of a letter about a signature: the reader's own, or whose identity he is to confirm."""

    mine: bool


class JoiningPress(CallbackData, prefix="j"):
    """«Показать» of a letter that tells of a step of joining КЭДО."""


@router.message(PRIVATE, Command(*WAYS))
async def go(message: Message, command: object, actor: Actor | None, dialog_manager: DialogManager) -> None:
    """A command leads to its conversation, the menu lying beneath it."""
    name = (message.text or "").split()[0].split("@")[0].removeprefix("/").casefold()
    if actor is None:
        await stranger(name, dialog_manager)
        return
    if name in OF_ROLE:
        actor.need(OF_ROLE[name])
    way = WAYS.get(name)
    if way is None:
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
        return
    await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(way, show_mode=ShowMode.SEND)


async def stranger(name: str, manager: DialogManager) -> None:
    """Before activation every way leads to the key, but help helps."""
    if name == "help":
        await manager.start(states.Help.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
        return
    await manager.start(states.Activation.key, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


@router.message(GROUP, Command("desk"))
async def link_desk(
    message: Message,
    actor: Actor | None,
    press: str,
    locale: str,
    desks: FromDishka[Desks],
    words: FromDishka[GroupWords],
) -> None:
    """/desk inside a group asks to make it the HR desk; nothing is shown here before it is confirmed in private."""
    if message.sender_chat is not None:
        await words.answer(message, plain_key("desk-anonymous", locale, {}))
        return
    if actor is None:
        raise NotAllowed
    public = message.chat.username is not None
    title = message.chat.title or ""
    who = await desks.ask(actor, "telegram", str(message.chat.id), title, public, f"{press}:desk")
    names = ", ".join(one.short_name for one in who)
    await message.answer(
        plain_key("desk-asked", locale, {"who": names}) if who else plain_key("desk-again", locale, {})
    )


@router.message(PRIVATE, Command("desk"))
async def desk_in_private(message: Message, locale: str) -> None:
    """The command works inside the group only."""
    await message.answer(plain_key("desk-in-group", locale, {}))


@router.message(GROUP, Command(*WAYS, "start"))
async def private_only(message: Message, locale: str, words: FromDishka[GroupWords]) -> None:
    """Nothing personal in a group: the way is the private chat."""
    await words.answer(message, plain_key("error-private-only", locale, {}))


@router.message(F.migrate_to_chat_id)
async def group_moved(message: Message, desks: FromDishka[Desks]) -> None:
    """The group became a supergroup; the desk goes with it."""
    await desks.moved(Actor.system("messenger"), "telegram", str(message.chat.id), str(message.migrate_to_chat_id))


@router.callback_query(DeskPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def look_at_desk(
    callback: CallbackQuery, callback_data: DeskPress, actor: Actor | None, dialog_manager: DialogManager
) -> None:
    """From the letter to the question."""
    if actor is None:
        raise NotAllowed
    with kept(callback):
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
        await dialog_manager.start(states.Desk.confirm, data={"desk": callback_data.desk}, show_mode=ShowMode.SEND)
    await callback.answer()


@router.callback_query(TroublesPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def look_at_troubles(callback: CallbackQuery, actor: Actor | None, dialog_manager: DialogManager) -> None:
    """From the letter to the list."""
    if actor is None:
        raise NotAllowed
    actor.need(RoleName.ADMIN)
    with kept(callback):
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
        await dialog_manager.start(states.Troubles.list, show_mode=ShowMode.SEND)
    await callback.answer()


@router.callback_query(JoiningPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def look_at_joining(callback: CallbackQuery, actor: Actor | None, dialog_manager: DialogManager) -> None:
    """From the letter to where one stands."""
    if actor is None:
        raise NotAllowed
    with kept(callback):
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
        await dialog_manager.start(states.OwnJoining.home, show_mode=ShowMode.SEND)
    await callback.answer()


@router.callback_query(CertificatesPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def look_at_certificates(
    callback: CallbackQuery, callback_data: CertificatesPress, actor: Actor | None, dialog_manager: DialogManager
) -> None:
    """From the letter to «Моя подпись», or to the list of those who wait."""
    if actor is None:
        raise NotAllowed
    state = states.Certificates.home if callback_data.mine else states.Identities.list
    with kept(callback):
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
        await dialog_manager.start(state, show_mode=ShowMode.SEND)
    await callback.answer()


@router.callback_query(BroadcastPress.filter(), F.message.chat.type == ChatType.PRIVATE)
async def look_at_broadcast(
    callback: CallbackQuery,
    callback_data: BroadcastPress,
    actor: Actor | None,
    broadcasts: FromDishka[Broadcasts],
    dialog_manager: DialogManager,
) -> None:
    """From the letter to its figures."""
    if actor is None:
        raise NotAllowed
    await broadcasts.progress(actor, row_of(callback_data.broadcast))  # whoever may not see it is told so here
    with kept(callback):
        await dialog_manager.start(states.Menu.home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
        data = {"id": callback_data.broadcast}
        await dialog_manager.start(states.Broadcasts.progress, data=data, show_mode=ShowMode.SEND)
    await callback.answer()
