"""Mail: over SMTP to one server (RFC 5321), into a log where nothing may leave, or not at all.

A repeated letter has the Message-ID of the first, so that servers and readers can tell. Nothing of a fault's text goes
on but its codes: servers repeat the address in it.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cabinet.ports import MailRefused
from gateways.lines import Lines

if TYPE_CHECKING:
    import aiosmtplib

PATIENCE: Final = 30.0
"""Seconds for the whole of a letter; a lease of the courier is longer."""
FAREWELL: Final = 1.0
_ADDRESS: Final = re.compile(r"[^\s\x00-\x20\x7f<>()\[\]\\@,;:\"]+@[^\s\x00-\x20\x7f<>()\[\]\\@,;:\"]+")
_ENHANCED: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
"""A status code of RFC 3463."""


@dataclass(frozen=True)
class Server:
    """A mail server. ``context``: None in clear; ``at_once``: TLS from the first byte, else by STARTTLS (RFC 3207)."""

    host: str
    port: int
    context: ssl.SSLContext | None
    at_once: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def trusted(roots: Path | None) -> ssl.SSLContext:
    """Who may be the server: whoever stands under the roots in a PEM file, or those of the system. OSError."""
    return ssl.create_default_context(cafile=roots)


class SmtpMail:
    """Mails as ``sender``, a connection for each letter: they are few."""

    there = True

    def __init__(self, server: Server, sender: str, patience: float = PATIENCE) -> None:
        self._server, self._sender, self._patience = server, sender, patience

    async def send(self, to: str, subject: str, text: str, dedupe: str) -> None:
        """Hand over one plain text in UTF-8. OSError: try again; MailRefused: for this address or letter, never."""
        await self._talk(self._message(to, subject, text, dedupe))

    async def greet(self) -> None:
        """Connect, log in and go. OSError tells what is wrong."""
        await self._talk(None)

    def _message(self, to: str, subject: str, text: str, dedupe: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(addr_spec=self._sender)
        message["To"] = _written(to)
        message["Subject"] = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
        message["Date"] = localtime()
        message["Message-ID"] = f"<{dedupe}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's machine answers
        message.set_content(text, cte="base64")
        return message

    @property
    def _domain(self) -> str:
        return self._sender.rpartition("@")[2]

    async def _talk(self, message: EmailMessage | None) -> None:
        import aiosmtplib  # only who mails loads it

        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host, port=server.port, username=server.user, password=server.password,
            local_hostname=self._domain, timeout=self._patience, tls_context=server.context,
            use_tls=server.at_once, start_tls=server.context is not None and not server.at_once,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()
                if message is not None:
                    await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _fault(error) from None
        finally:
            await _leave(client)


class LogMail:
    """Writes each letter as a line of JSON (at, to, subject, text, id) to a file that only its owner may read."""

    there = True

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)

    async def send(self, to: str, subject: str, text: str, dedupe: str) -> None:
        """Append one line, synced; OSError when the disk refuses."""
        await self._lines.append(to=to, subject=subject, text=text, id=dedupe)


class NoMail:
    """Nobody mails."""

    there = False

    async def send(self, to: str, subject: str, text: str, dedupe: str) -> None:
        """OSError."""
        raise OSError("there is no mail server")


def _written(address: str) -> Address:
    """An address as every server reads it, its domain in ASCII (RFC 5890). MailRefused for what is none.

    Faults of the library quote what they could not read: their text goes nowhere.
    """
    if not _ADDRESS.fullmatch(address):
        raise MailRefused("no address")
    name, _, domain = address.rpartition("@")
    try:
        plain = f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise MailRefused("no address in ASCII") from None
    if not _ADDRESS.fullmatch(plain):  # a wide «，» has become one that parts addresses
        raise MailRefused("no address")
    try:
        return Address(addr_spec=plain)
    except (MessageError, ValueError, LookupError):
        raise MailRefused("no address") from None


def _fault(error: Exception) -> Exception:
    """What the courier is told. Only what is said of a recipient or a text is about them: a password that is refused,
    or a sender, is a setting that somebody mends, and the letters wait for it."""
    import aiosmtplib

    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        enhanced = _ENHANCED.search(error.message)
        said = f"{error.code} {enhanced[0]}" if enhanced else f"{error.code}"
        final = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError) and error.code >= 500
        return MailRefused(said) if final else OSError(f"the mail server answered {said}")
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return OSError(f"the mail server is not trusted: {cause.verify_message}")
    if isinstance(cause, OSError):
        return OSError(f"the mail server cannot be reached: {type(cause).__name__}")
    return OSError(f"the mail server cannot be talked to: {error}")  # the library's own words


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say good-bye, which nobody waits for: what was taken stays taken."""
    with suppress(Exception):
        async with asyncio.timeout(FAREWELL):
            await client.quit()
    client.close()
