"""How each setting has to look: the value as it is used, or why it cannot be.

A refusal tells the reason, by which its sentence is found, and never the value: it may be a secret with a slip in it.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


def wrong(reason: str) -> PydanticCustomError:
    """What a setting is refused with; ``reason`` finds the sentence."""
    return PydanticCustomError("wrong", "{reason}", {"reason": reason})


def absolute(path: Path) -> Path:
    """The same place, whatever the working directory is later."""
    return path.expanduser().resolve()


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine, seen from itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def web(value: str) -> str:
    """An https address, or a plain one of this machine: a token never travels in clear."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong("url")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise wrong("plain-http")
    return value.rstrip("/")


def host(value: str) -> str:
    """A host alone, without a port."""
    if not re.fullmatch(r"[A-Za-z0-9._:-]+", value):
        raise wrong("host")
    return value


def mail(value: str) -> str:
    """One address, as servers write it to each other."""
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
        raise wrong("mail")
    return value


def stamps(value: SecretStr) -> SecretStr:
    """Where a time stamping authority answers: plain too, since it signs what it says, but then without a password."""
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong("stamps")
    if parts.scheme == "http" and parts.username is not None and not is_loopback(parts.hostname):
        raise wrong("stamps")
    return value


def own_web(value: SecretStr) -> SecretStr:
    """An address of this machine."""
    if not is_loopback(urlsplit(value.get_secret_value()).hostname):
        raise wrong("plain-http")
    return SecretStr(web(value.get_secret_value()))


def driven(value: str) -> URL:
    """The URL with the async driver that we use."""
    url = make_url(value)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return url.set(drivername=driver[url.drivername.split("+")[0]])


def database(value: SecretStr) -> SecretStr:
    """SQLAlchemy's URL of a file or of a PostgreSQL database."""
    try:
        url = driven(value.get_secret_value())
    except (ArgumentError, KeyError) as error:
        raise wrong("database") from error
    if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise wrong("database")
    return SecretStr(url.render_as_string(hide_password=False))


def token(value: SecretStr) -> SecretStr:
    """A bot's token: its id, a colon, its secret."""
    number, _, secret = value.get_secret_value().partition(":")
    if not number.isdigit() or not secret or not secret.isascii() or any(sign.isspace() for sign in secret):
        raise wrong("token")
    return value


def webhook_secret(value: SecretStr) -> SecretStr:
    """One secret, or two during a change; shaped as the Bot API's ``secret_token``, but never short."""
    parts = [part.strip() for part in value.get_secret_value().split(",")]
    if len(parts) > 2 or not all(re.fullmatch(r"[A-Za-z0-9_-]{16,256}", part) for part in parts):
        raise wrong("webhook-secret")
    return SecretStr(",".join(parts))


def listen(value: str) -> str:
    """``host:port``; an IPv6 host stands in brackets."""
    try:
        parts = urlsplit(f"//{value}")
        whole = parts.netloc == value and parts.hostname is not None and parts.port is not None
    except ValueError:
        whole = False
    if not whole:
        raise wrong("listen")
    return value


def metrics_token(value: SecretStr) -> SecretStr:
    """A token that stands in a header and is not soon guessed."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,256}", value.get_secret_value()):
        raise wrong("metrics-token")
    return value
