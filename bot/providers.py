"""What is made of what: the parts of the process, each once, in the order in which they stand on each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from aiogram import Bot
from dishka import AsyncContainer, Provider, Scope, from_context, make_async_container, provide

from bot import mailing, stamp_roots
from bot.broadcasting import Broadcasting
from bot.courier import Courier, CourierRules
from bot.derivation import Derivations
from bot.inspection import Inspection
from bot.limits import Limits
from bot.settings import Settings, SmsGateway
from cabinet.broadcasts.filling import Filling
from cabinet.broadcasts.service import Broadcasts
from cabinet.certificates import authority
from cabinet.certificates.confirming import Confirming
from cabinet.certificates.keeping import Keeping
from cabinet.certificates.making import Making
from cabinet.certificates.service import Certificates
from cabinet.checking import Inspector
from cabinet.checks.service import Checks
from cabinet.documents.service import Documents
from cabinet.joining.forms import JoiningForms
from cabinet.joining.service import Joinings
from cabinet.journal_tree import JournalTree
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import Leaves
from cabinet.people.access_codes import AccessCodes
from cabinet.people.activation import Activations
from cabinet.people.attempts import Attempts
from cabinet.people.chats import Chats
from cabinet.people.doors import Doors
from cabinet.people.invitations import Invitations
from cabinet.people.pads import Pads
from cabinet.ports import Clock, Derivation, Files, Mail, Sms, SystemClock, Timestamper
from cabinet.requests.decisions import Decisions
from cabinet.requests.desk_reach import DeskReach
from cabinet.requests.desks import Desks
from cabinet.requests.handing import Handing
from cabinet.requests.kinds import Kind
from cabinet.requests.replacements import Replacements
from cabinet.requests.service import Requests
from cabinet.signatures.copies import Copies
from cabinet.signatures.evidence import Evidence
from cabinet.signatures.links import Page
from cabinet.signatures.service import Signatures
from cabinet.signatures.stamping import Stamping
from cabinet.troubles import Troubles
from cabinet.undelivered import Undelivered
from cabinet.upkeep import Keep, Upkeep
from gateways.files import SealedFiles
from gateways.sms import LogSms, SandboxSms
from gateways.stamps import HttpStamps, NoStamps
from handlers.desk import DeskCards
from handlers.groups import GroupWords
from handlers.letters import Voice
from storage.engine import Database
from storage.sealed import seal, unseal

Kinds = Mapping[str, Kind]


class World(Provider):
    """The world outside: clock, blobs, SMS, mail. Tests override these, last."""

    scope = Scope.APP
    settings = from_context(Settings)
    database = from_context(Database)
    bot = from_context(Bot)

    @provide
    def clock(self) -> Clock:
        """The machine's clock."""
        return SystemClock()

    @provide
    def files(self, settings: Settings) -> Files:
        """Sealed blobs beside the database."""
        return blobs(settings)

    @provide
    def derivation(self) -> Iterator[Derivation]:
        """Processes of low priority for whatever needs a PIN; they end with this one."""
        made = Derivations(authority.secrets)
        yield made
        made.close()

    @provide
    def inspector(self) -> Inspector:
        """A limited process for what strangers made."""
        return Inspection()

    @provide
    def sms(self, settings: Settings) -> Sms:
        """The gateway that SMS_GATEWAY names."""
        if settings.sms_gateway is SmsGateway.SANDBOX and settings.sandbox_url is not None:
            return SandboxSms(settings.sandbox_url.get_secret_value())
        return LogSms(settings.data_dir / "sms.log")

    @provide
    def mail(self, settings: Settings) -> Mail:
        """The server of SMTP_HOST, or none."""
        return mailing.gateway(settings)

    @provide
    def timestamper(self, settings: Settings) -> Timestamper:
        """The authority of TSA_URL; the demonstration has none, as it sends nothing into the world."""
        if settings.tsa_url is None or settings.tsa_roots is None or settings.is_play:
            return NoStamps()
        return HttpStamps(settings.tsa_url.get_secret_value(), stamp_roots.read(settings.tsa_roots))


class Rooms(Provider):
    """The services of the rooms."""

    scope = Scope.APP

    pads = provide(Pads)
    chats = provide(Chats)
    attempts = provide(Attempts)
    invitations = provide(Invitations)
    leaves = provide(Leaves)
    requests = provide(Requests)
    decisions = provide(Decisions)
    handing = provide(Handing)
    replacements = provide(Replacements)
    desks = provide(Desks)
    desk_reach = provide(DeskReach)
    filling = provide(Filling)
    undelivered = provide(Undelivered)
    troubles = provide(Troubles)
    certificates = provide(Certificates)
    making = provide(Making)
    confirming = provide(Confirming)
    keeping = provide(Keeping)
    joinings = provide(Joinings)
    joining_forms = provide(JoiningForms)
    checks = provide(Checks)
    signatures = provide(Signatures)
    stamping = provide(Stamping)
    journal = provide(JournalTree)
    copies = provide(Copies)

    @provide
    def broadcasts(self, settings: Settings, db: Database, clock: Clock) -> Broadcasts:
        """The end of a broadcast is foreseen at its pace."""
        count, seconds = Limits.of(settings).copies()
        return Broadcasts(db, clock, count / seconds)

    @provide
    def idle(self, settings: Settings) -> timedelta:
        """How long a door stays open."""
        return timedelta(minutes=settings.idle_minutes)

    @provide
    def keep(self, settings: Settings) -> Keep:
        """How long what is kept."""
        letters, talks = settings.keep_letters_days, settings.keep_talks_days
        return Keep(letters=timedelta(days=letters), talks=timedelta(days=talks))

    @provide
    def upkeep(self, db: Database, clock: Clock, keep: Keep) -> Upkeep:
        """What cleans by age; elsewhere it may keep as long as it likes."""
        return Upkeep(db, clock, keep)

    doors = provide(Doors)
    access_codes = provide(AccessCodes)
    activations = provide(Activations)

    @provide
    def documents(self, db: Database, clock: Clock, files: Files, kinds: Kinds) -> Documents:
        """Documents see of a kind only that it can print."""
        return Documents(db, clock, files, kinds)

    @provide
    def page(self, settings: Settings) -> Page:
        """Where strangers are told what a copy is a copy of."""
        return Page(settings.public_url)

    @provide
    def evidence(self, db: Database, clock: Clock, files: Files, kinds: Kinds, certificates: Certificates) -> Evidence:
        """With the journal's word of each signing, once it is sealed."""
        return Evidence(db, clock, files, kinds, certificates, JournalTree(db, clock))

    @provide
    def kinds(self, clock: Clock) -> Kinds:
        """The kinds of requests, in the order of the menu."""
        return {kind.name: kind for kind in (LeaveKindOfRequest(clock),)}


class Speech(Provider):
    """What turns rows into messages and carries them."""

    scope = Scope.APP

    cards = provide(DeskCards)
    voice = provide(Voice)

    @provide
    def words(self) -> GroupWords:
        """What groups were told lately."""
        return GroupWords()

    @provide
    def courier(
        self, settings: Settings, db: Database, bot: Bot, sms: Sms, mail: Mail, clock: Clock, voice: Voice
    ) -> Courier:
        """The courier of this process."""
        return Courier(db, bot, sms, mail, clock, voice, rules=CourierRules(in_hand=settings.courier_in_hand))

    @provide
    def broadcasting(self, db: Database, filling: Filling) -> Broadcasting:
        """Makes the copies that the courier carries."""
        return Broadcasting(db, filling)


def blobs(settings: Settings) -> SealedFiles:
    """The blob store below DATA_DIR."""
    return SealedFiles(
        settings.data_dir / "files",
        lambda data, blob: seal(data, "file.data", blob),
        lambda data, blob: unseal(data, "file.data", blob),
    )


def container(settings: Settings, database: Database, bot: Bot, *overrides: Provider) -> AsyncContainer:
    """The wired process; ``overrides`` come last and win."""
    context = {Settings: settings, Database: database, Bot: bot}
    return make_async_container(World(), Rooms(), Speech(), *overrides, context=context)
