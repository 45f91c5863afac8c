"""All settings in one tree, read once: from the environment, and from `.env` beside it, which gives way to it.

Secrets are `SecretStr`, so that neither a log line nor an error shows them; what is wrong is told by the setting's
name, never by its value. docs/settings.md describes each one, and a test keeps it complete.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict
from sqlalchemy.engine import URL, make_url

from bot import shapes
from bot.limits import PaceSettings
from bot.shapes import wrong
from bot.trouble import Exit, Trouble
from locales import keys
from locales.translator import Text

TELEGRAM = "https://api.telegram.org"


class SmsGateway(enum.StrEnum):
    """Through what SMS leave; there is no default, so that nobody forgets to choose."""

    LOG = "log"  # lines in DATA_DIR/sms.log, on a trial database only
    SANDBOX = "sandbox"  # the phones of the sandbox, on a demo database only


class SmtpTls(enum.StrEnum):
    """How the line to the mail server is closed to others."""

    STARTTLS = "starttls"  # it begins in clear and must turn
    TLS = "tls"  # from the first byte on
    NONE = "none"  # never; to this machine only


class LogFormat(enum.StrEnum):
    """How a log line looks."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(enum.StrEnum):
    """The least important line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


Place = Annotated[Path, AfterValidator(shapes.absolute)]


class Settings(PaceSettings):
    """The tree. Paths are absolute once read; a relative one counts from the working directory."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(shapes.token)] | None = None
    bot_api_url: Annotated[str, AfterValidator(shapes.web)] = TELEGRAM
    data_dir: Place = Field(default=Path("data"), validate_default=True)
    database_url: Annotated[SecretStr, AfterValidator(shapes.database)] | None = None
    keys_file: Place = Field(default=Path("keys/kabinet.keys"), validate_default=True)
    sms_gateway: SmsGateway | None = None
    sandbox_url: Annotated[SecretStr, AfterValidator(shapes.own_web)] | None = None
    smtp_host: Annotated[str, AfterValidator(shapes.host)] | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_tls: SmtpTls = SmtpTls.STARTTLS
    smtp_ca: Place | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: Annotated[str, AfterValidator(shapes.mail)] | None = None
    tsa_url: Annotated[SecretStr, AfterValidator(shapes.stamps)] | None = None
    tsa_roots: Annotated[Path, AfterValidator(shapes.absolute)] | None = None
    webhook_url: Annotated[str, AfterValidator(shapes.web)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(shapes.webhook_secret)] | None = None
    webhook_listen: Annotated[str, AfterValidator(shapes.listen)] = "127.0.0.1:8081"
    public_url: Annotated[str, AfterValidator(shapes.web)] | None = None
    public_listen: Annotated[str, AfterValidator(shapes.listen)] = "127.0.0.1:8082"
    health_listen: Annotated[str, AfterValidator(shapes.listen)] | None = None
    metrics_token: Annotated[SecretStr, AfterValidator(shapes.metrics_token)] | None = None
    idle_minutes: int = Field(default=10, ge=1, le=1440)
    keep_letters_days: int = Field(default=30, ge=1, le=3650)
    keep_talks_days: int = Field(default=30, ge=1, le=3650)
    demo_port: int = Field(default=8080, ge=0, le=65535)
    log_format: LogFormat = LogFormat.CONSOLE
    log_level: LogLevel = LogLevel.INFO

    @model_validator(mode="after")
    def _keys_apart(self) -> Settings:
        if self.keys_file.is_relative_to(self.data_dir):
            raise wrong("keys-inside")
        return self

    @model_validator(mode="after")
    def _webhook_whole(self) -> Settings:
        if self.webhook_url is None:
            return self
        if self.webhook_secret is None:
            raise wrong("no-webhook-secret")
        if self.bot_token is not None and self.bot_token.get_secret_value() in unquote(self.webhook_url):
            raise wrong("webhook-token")
        return self

    @model_validator(mode="after")
    def _mail_whole(self) -> Settings:
        if self.smtp_host is None:
            return self
        if self.mail_from is None:
            raise wrong("no-mail-from")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise wrong("smtp-half")
        if self.smtp_tls is SmtpTls.NONE and not shapes.is_loopback(self.smtp_host):
            raise wrong("smtp-plain")
        return self

    @model_validator(mode="after")
    def _stamps_judged(self) -> Settings:
        """Whose stamps nobody can judge is asked for none."""
        if self.tsa_url is not None and self.tsa_roots is None:
            raise wrong("no-tsa-roots")
        return self

    @model_validator(mode="after")
    def _metrics_closed(self) -> Settings:
        """Figures are read on this machine, or by whoever knows the token."""
        away = self.health_listen is not None and not shapes.is_loopback(urlsplit(f"//{self.health_listen}").hostname)
        if away and self.metrics_token is None:
            raise wrong("no-metrics-token")
        return self

    @property
    def database(self) -> str:
        """SQLAlchemy's async URL of the database; it may hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return URL.create("sqlite+aiosqlite", database=str(self.data_dir / "kabinet.db")).render_as_string()

    @property
    def is_sqlite(self) -> bool:
        """The database is a file, which one process works on."""
        return make_url(self.database).get_backend_name() == "sqlite"

    @property
    def is_play(self) -> bool:
        """The messenger is the sandbox: whatever is said stays on this machine."""
        page = urlsplit(self.sandbox_url.get_secret_value() if self.sandbox_url else "")
        return bool(page.netloc) and page.netloc == urlsplit(self.bot_api_url).netloc

    def token(self) -> str:
        """The bot's token; Trouble when it is missing."""
        if self.bot_token is None:
            raise Trouble(keys.console_no_token(), code=Exit.USAGE)
        return self.bot_token.get_secret_value()

    def webhook_secrets(self) -> list[str]:
        """What the messenger may say to our webhook; the first is what we ask it to say."""
        return [] if self.webhook_secret is None else self.webhook_secret.get_secret_value().split(",")

    def secrets(self) -> list[str]:
        """What no log may show, whatever line it hides in."""
        held = [
            self.bot_token,
            self.database_url,
            self.sandbox_url,
            self.metrics_token,
            self.tsa_url,
            self.smtp_password,
        ]
        found = [secret.get_secret_value() for secret in held if secret is not None] + self.webhook_secrets()
        password = make_url(self.database).password
        return found + ([str(password)] if password else [])


def read(**overrides: object) -> Settings:
    """Read environment and `.env` once; ``overrides`` win. Trouble names every wrong setting in a sentence each."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # checked by pydantic itself
    except ValidationError as error:
        raise Trouble(*(_told(fault) for fault in error.errors()), code=Exit.USAGE) from None


_REASONS: dict[str, Callable[..., Text]] = {
    "url": keys.console_setting_url,
    "plain-http": keys.console_setting_plain_http,
    "database": keys.console_setting_database,
    "token": keys.console_setting_token,
    "webhook-secret": keys.console_setting_webhook_secret,
    "listen": keys.console_setting_listen,
    "host": keys.console_setting_host,
    "mail": keys.console_setting_mail,
    "stamps": keys.console_setting_stamps,
    "metrics-token": keys.console_setting_metrics_token,
}
_TOGETHER: dict[str, Callable[[], Text]] = {
    "keys-inside": keys.console_keys_inside,
    "no-webhook-secret": keys.console_no_webhook_secret,
    "webhook-token": keys.console_webhook_token,
    "no-mail-from": keys.console_no_mail_from,
    "smtp-half": keys.console_smtp_half,
    "smtp-plain": keys.console_smtp_plain,
    "no-tsa-roots": keys.console_no_tsa_roots,
    "no-metrics-token": keys.console_no_metrics_token,
}
"""What is wrong with two settings beside each other."""


def _told(fault: Any) -> Text:
    name = str(fault["loc"][0]).upper() if fault["loc"] else ""
    reason = fault.get("ctx", {}).get("reason", "")
    if reason in _TOGETHER:
        return _TOGETHER[reason]()
    if reason in _REASONS:
        return _REASONS[reason](name=name)
    if expected := fault.get("ctx", {}).get("expected"):
        return keys.console_setting_choice(name=name, choice=str(expected).replace("'", "").replace(" or ", ", "))
    return keys.console_setting_wrong(name=name)
