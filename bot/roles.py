"""Which parts a process has for the roles it plays, in order; what only one process may do stands under a lock.

worker: takes updates and handles them. courier: carries what lies in the outbox. schedule: what happens by the clock.
A process that plays them all shares the work with others like it, as several of one role do: one polls, one carries,
one keeps the clock, and whoever does not stands by.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from aiogram import Bot, Dispatcher
from dishka import AsyncContainer

from bot.beats import Beats
from bot.broadcasting import Broadcasting
from bot.courier import Courier
from bot.intake import Intake
from bot.leadership import Leadership, nobody
from bot.parts import Work, softly, together
from bot.public import Public
from bot.retry import steady
from bot.schedule import keep, schedule
from bot.settings import Settings
from bot.webhook import Webhook
from cabinet.certificates.keeping import Keeping
from cabinet.documents.service import Documents
from cabinet.figures import ProcessRole
from cabinet.journal_tree import JournalTree
from cabinet.people.pads import Pads
from cabinet.ports import Clock
from cabinet.requests.desk_reach import DeskReach
from cabinet.requests.replacements import Replacements
from cabinet.signatures.copies import Copies
from cabinet.signatures.stamping import Stamping
from cabinet.upkeep import Upkeep
from handlers.errors import apologise, no_room
from storage.engine import Database

EVERYTHING = tuple(ProcessRole)
"""The roles of a process that was told none."""
POLL = "poll"
"""What one of the workers does; a lock's name like those of roles."""


@dataclass
class Crew:
    """What the parts of one process are made of. ``ready`` hears once that it works, or stands by for another one."""

    settings: Settings
    database: Database
    bot: Bot
    made: AsyncContainer
    dispatcher: Callable[[], Awaitable[Dispatcher]]
    introduce: Callable[[], Awaitable[None]]
    ready: Callable[[], None]
    others: Callable[[str], Awaitable[bool]] = nobody
    """Whether another process of a role lives, as its beats say."""
    locks: dict[str, Leadership] = field(default_factory=dict)
    is_ready: bool = False

    def stands(self) -> None:
        """The process works, or stands by: said once."""
        if not self.is_ready:
            self.is_ready = True
            self.ready()

    def alone(self, name: str, work: Work, told: Callable[[bool], None]) -> Work:
        """``work`` in one process of all at a time; ``told`` hears whether it is this one."""
        others = partial(self.others, ProcessRole.WORKER if name == POLL else name)
        lock = self.locks[name] = Leadership(self.database, name, told=told, others=others)
        return partial(lock.run, work)

    def active(self, role: ProcessRole) -> bool:
        """Whether this process does the work of a role now, and does not only stand by for it."""
        return role not in self.locks or self.locks[role].active


async def parts(crew: Crew, roles: Collection[ProcessRole]) -> dict[str, Work]:
    """Name → work of everything that a process of these roles does."""
    beats = Beats(crew.database, await crew.made.get(Clock), {role: partial(crew.active, role) for role in roles})
    crew.others = beats.others
    found: dict[str, Work] = {"beats": beats.run}
    if crew.settings.health_listen is not None:
        found["health"] = await health(crew)
    if not crew.database.is_sqlite:
        found["hearing"] = crew.database.listen
    if ProcessRole.WORKER in roles:
        found |= await worker(crew)
        found |= await public(crew)

    def told(_leads: bool) -> None:
        beats.wake()
        if ProcessRole.WORKER not in roles:
            crew.stands()

    for role, maker in ((ProcessRole.COURIER, courier), (ProcessRole.SCHEDULE, clockwork)):
        if role in roles:
            found[role] = crew.alone(role, await maker(crew), told)
    return found


async def health(crew: Crew) -> Work:
    """What is said of the process over HTTP."""
    from bot.health import Health  # its figures stand on a library that nobody else needs

    return partial(softly, Health(crew.settings, crew.database, crew.bot, await crew.made.get(Clock)))


async def public(crew: Crew) -> dict[str, Work]:
    """The page for whoever finds a marked copy, where it has an address."""
    if crew.settings.public_url is None:
        return {}
    return {"public": partial(softly, Public(crew.settings, await crew.made.get(Copies)))}


async def worker(crew: Crew) -> dict[str, Work]:
    """Taking updates, and handling what anybody has taken."""
    dispatcher, clock = await crew.dispatcher(), await crew.made.get(Clock)
    aside, wait = partial(apologise, crew.bot), partial(no_room, crew.bot)
    intake = Intake(crew.database, crew.bot, dispatcher, clock, aside=aside, no_room=wait)

    async def handle() -> None:
        await dispatcher.emit_startup(bot=crew.bot, dispatcher=dispatcher)
        try:
            await softly(intake.worker)
        finally:
            await dispatcher.emit_shutdown(bot=crew.bot, dispatcher=dispatcher)

    if crew.settings.webhook_url is not None:
        webhook = Webhook(crew.settings, crew.bot, intake.take, intake.kinds)
        webhook.port.add_done_callback(lambda _: crew.stands())
        return {"updates": handle, "webhook": partial(softly, webhook)}

    async def poll() -> None:
        if not crew.is_ready:  # who stood by is told nothing any more: it goes on trying
            await intake.check()
        crew.stands()
        await crew.introduce()
        await softly(intake.poller)

    return {"updates": handle, POLL: crew.alone(POLL, poll, lambda leads: None if leads else crew.stands())}


async def courier(crew: Crew) -> Work:
    """Carrying; what a dead courier had in hand comes first."""
    carrier, broadcasting = await crew.made.get(Courier), await crew.made.get(Broadcasting)

    async def carry() -> None:
        await steady(carrier.take_over)
        if crew.settings.webhook_url is not None:  # else whoever polls does it
            await crew.introduce()
        await together({"letters": partial(softly, carrier), "broadcasts": partial(softly, broadcasting)})

    return carry


async def clockwork(crew: Crew) -> Work:
    """The jobs of the schedule."""
    replacements, pads = await crew.made.get(Replacements), await crew.made.get(Pads)
    documents, upkeep = await crew.made.get(Documents), await crew.made.get(Upkeep)
    reach, keeping = await crew.made.get(DeskReach), await crew.made.get(Keeping)
    stamping, journal = await crew.made.get(Stamping), await crew.made.get(JournalTree)

    async def tick() -> None:
        await keep(schedule(replacements, reach, pads, documents, keeping, stamping, upkeep, journal))

    return tick
