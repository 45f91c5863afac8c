"""The composition root: the parts of the running bot in their order, and how they start and stop together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

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

from bot.discreet import Discreet
from bot.fsm import ChatIsolation, TalkStorage
from bot.intake import ApiTrouble
from bot.late import LateAnswers
from bot.leadership import sole
from bot.limits import Limits
from bot.middlewares import SameAgain, VisibleText, WhoMiddleware
from bot.pace import Pace
from bot.parts import PartDied, together
from bot.providers import container as wired
from bot.roles import EVERYTHING, Crew, parts
from bot.settings import Settings
from bot.share import Share
from bot.slots import Slots
from bot.steps import Steps
from bot.trouble import Exit, Trouble
from bot.wire import TimedSession
from cabinet.figures import ProcessRole
from cabinet.people.chats import Chats
from cabinet.ports import Clock
from dialogs import DIALOGS
from dialogs.live import LiveMessages
from dialogs.offers import listed
from handlers import LAST, ROUTERS
from locales import Text, keys, plain_key
from storage.engine import Database

log = structlog.get_logger(__name__)


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
    session.middleware(Slots())
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
    roles: Collection[ProcessRole] = EVERYTHING,
    ready: Callable[[], None] = lambda: None,
    limits: Limits | None = None,
) -> int:
    """Run until cancelled, then finish what is in hand. ``overrides`` of the wiring and other limits are for tests.

    ``ready`` is called once the process works, or stands by for another one. Raises Trouble where it cannot.
    """
    bot = make_bot(settings, limits, database)
    made = wired(settings, database, bot, *overrides)
    try:
        crew = Crew(settings, database, bot, made, partial(_dispatcher, database, made), partial(introduce, bot), ready)
        with sole(database):
            await together(await parts(crew, roles))
    except PartDied as died:
        raise _trouble(died) from died
    finally:
        await made.close()
        await bot.session.close()
    return 0


async def _dispatcher(database: Database, made: AsyncContainer) -> Dispatcher:
    return make_dispatcher(database, await made.get(Clock), await made.get(Chats), made)


def _trouble(died: PartDied) -> Trouble:
    while isinstance(died.__cause__, PartDied):
        died = died.__cause__
    cause = died.__cause__
    if isinstance(cause, Trouble):
        return cause
    if isinstance(cause, ApiTrouble):
        return Trouble(Text(f"console-api-{cause.fault.name.casefold()}"), code=Exit.UNREACHABLE)
    log.error("a part died", part=str(died), exc_info=cause)
    return Trouble(keys.console_part_died(part=str(died)), code=Exit.FAILED)


async def introduce(bot: Bot) -> None:
    """Tell the messenger everybody's commands; the groups are offered none but /desk to type. It works without, too."""
    desk = BotCommand(command="desk", description=plain_key("command-desk", "ru", {}))
    try:
        await bot.set_my_commands(listed([], "ru"), scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands([desk], scope=BotCommandScopeDefault())
    except TelegramAPIError as error:
        log.warning("the commands could not be told", error=type(error).__name__)
