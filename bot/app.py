"""The composition root: the parts of the running bot in their order, and how they start and stop together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from aiogram_dialog import setup_dialogs
from dishka import AsyncContainer, Provider
from dishka.integrations.aiogram import setup_dishka

from bot.broadcasting import Broadcasting
from bot.courier import Courier
from bot.discreet import Discreet
from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import ApiTrouble, Intake
from bot.late import LateAnswers
from bot.limits import Limits
from bot.middlewares import SameAgain, VisibleText, WhoMiddleware
from bot.pace import Pace
from bot.providers import container as wired
from bot.schedule import schedule
from bot.settings import Settings
from bot.share import Share
from bot.steps import Steps
from bot.trouble import Exit, Trouble
from bot.wire import TimedSession
from cabinet.documents.service import Documents
from cabinet.people.chats import Chats
from cabinet.people.pads import Pads
from cabinet.ports import Clock
from cabinet.requests.replacements import Replacements
from cabinet.upkeep import Upkeep
from dialogs import DIALOGS
from dialogs.live import LiveMessages
from handlers import LAST, ROUTERS
from handlers.errors import apologise
from locales import Text, plain_key
from storage.engine import Database

log = structlog.get_logger(__name__)

COMMANDS = ("start", "leave", "requests", "tasks", "settings", "help", "cancel")


def make_bot(settings: Settings, limits: Limits | None = None, database: Database | None = None) -> Bot:
    """The bot's client: HTML by default, our pace, orjson on the wire, late answers forgiven.

    ``database``: a PostgreSQL keeps the pace of all processes together.
    """
    server = TelegramAPIServer.from_base(settings.bot_api_url)
    session = TimedSession(api=server, json_loads=orjson.loads, json_dumps=lambda value: orjson.dumps(value).decode())
    session.middleware(Discreet())
    session.middleware(LateAnswers())
    share = Share(database) if database is not None and not database.is_sqlite else None
    session.middleware(Pace(limits or Limits.of(settings), share))
    return Bot(settings.token(), session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def make_dispatcher(database: Database, clock: Clock, chats: Chats, parts: AsyncContainer) -> Dispatcher:
    """Storage, isolation, visible text, who-is-it, routers, dialogs, injection, steps: in this order."""
    isolation = ChatIsolation()
    dispatcher = Dispatcher(storage=TalkStorage(database, clock), events_isolation=isolation)
    dispatcher.update.outer_middleware(SameAgain())
    dispatcher.update.outer_middleware(VisibleText())
    dispatcher.update.outer_middleware(WhoMiddleware(chats))
    dispatcher.include_routers(*ROUTERS, *DIALOGS, LAST)
    setup_dialogs(dispatcher, events_isolation=isolation, message_manager=LiveMessages())
    setup_dishka(parts, dispatcher, auto_inject=True)
    Steps().over(dispatcher)
    return dispatcher


async def serve(
    settings: Settings,
    database: Database,
    *overrides: Provider,
    ready: Callable[[], None] = lambda: None,
    limits: Limits | None = None,
) -> int:
    """Run until cancelled, then finish what is in hand. ``overrides`` of the wiring and other limits are for tests.

    ``ready`` is called once the messenger lets us poll. Raises Trouble where it does not.
    """
    bot = make_bot(settings, limits, database)
    parts = wired(settings, database, bot, *overrides)
    try:
        return await _run(database, bot, parts, ready)
    finally:
        await parts.close()
        await bot.session.close()


async def _run(database: Database, bot: Bot, parts: AsyncContainer, ready: Callable[[], None]) -> int:
    clock, chats = await parts.get(Clock), await parts.get(Chats)
    dispatcher = make_dispatcher(database, clock, chats, parts)
    intake = Intake(database, bot, dispatcher, clock, aside=lambda update, number: apologise(bot, update, number))
    courier = await parts.get(Courier)
    await _allowed(intake)
    await courier.take_over()  # polling is allowed to one process at a time, so the former one is dead
    ready()
    await introduce(bot)
    await dispatcher.emit_startup(bot=bot, dispatcher=dispatcher)
    jobs = schedule(
        await parts.get(Replacements), await parts.get(Pads), await parts.get(Documents), await parts.get(Upkeep)
    )
    jobs.start()
    try:
        await _together(intake, courier, await parts.get(Broadcasting))
    finally:
        jobs.shutdown(wait=False)
        await dispatcher.emit_shutdown(bot=bot, dispatcher=dispatcher)
    return 0


async def _allowed(intake: Intake) -> None:
    """One sentence where the messenger does not let us poll."""
    try:
        await intake.check()
    except ApiTrouble as trouble:
        raise Trouble(Text(f"console-api-{trouble.fault.name.casefold()}"), code=Exit.UNREACHABLE) from trouble


async def _together(*parts: Intake | Courier | Broadcasting) -> None:
    running = [asyncio.ensure_future(part.run()) for part in parts]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for part in parts:
            part.stop()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*running)


async def introduce(bot: Bot) -> None:
    """Tell the messenger our commands; the groups are offered none but /desk to type. It works without, too."""
    private = [BotCommand(command=name, description=plain_key(f"command-{name}", "ru", {})) for name in COMMANDS]
    desk = BotCommand(command="desk", description=plain_key("command-desk", "ru", {}))
    try:
        await bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands([desk], scope=BotCommandScopeDefault())
    except TelegramAPIError as error:
        log.warning("the commands could not be told", error=type(error).__name__)
