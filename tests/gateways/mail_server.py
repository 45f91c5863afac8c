"""A mail server on loopback (aiosmtpd): keeps what it took, refuses on order, has a certificate of its own."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateways.mail import Server, SmtpMail

SENDER, USER, PASSWORD = "kabinet@example.test", "kabinet", "hush hush"


def certificate(folder: Path) -> Path:
    """A PEM file with a self-signed certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.test")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "mail.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Office:
    """What it says; ``refuse_*``: an answer in place of «250 OK»; ``silent``: seconds before it answers to a text."""

    refuse_sender: str = ""
    refuse_recipient: str = ""
    refuse_data: str = ""
    silent: float = 0.0
    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)
    """Of each letter: whether the line was closed to others."""

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 # so called by aiosmtpd
        if not self.refuse_sender:
            envelope.mail_from = address
        return self.refuse_sender or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 # so called by aiosmtpd
        if not self.refuse_recipient:
            envelope.rcpt_tos.append(address)
        return self.refuse_recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 # so called by aiosmtpd
        await asyncio.sleep(self.silent)
        if not self.refuse_data:
            self.envelopes.append(envelope)
            self.closed.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        return self.refuse_data or "250 OK"

    def letters(self) -> list[EmailMessage]:
        """What it took, read as a mail program does."""
        return [message_from_bytes(one.content, policy=policy.default) for one in self.envelopes]

    def client(self, context: ssl.SSLContext | None = None, **more: Any) -> SmtpMail:
        """Somebody who mails here."""
        patience = more.pop("patience", 10.0)
        return SmtpMail(Server("127.0.0.1", self.port, context, **more), SENDER, patience)


def _may(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@asynccontextmanager
async def served(
    office: Office, pem: Path | None = None, *, at_once: bool = False, login: bool = False
) -> AsyncIterator[Office]:
    """The server, running: in clear, with STARTTLS that it insists on, or with TLS ``at_once``."""
    context = None
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    loop = asyncio.get_running_loop()
    starts = None if at_once else context
    more: dict[str, Any] = {"tls_context": starts, "require_starttls": starts is not None, "hostname": "mail.test"}
    if login:
        more |= {"authenticator": _may, "auth_required": True, "auth_require_tls": starts is not None}
    made = await loop.create_server(
        lambda: SMTP(office, loop=loop, **more), "127.0.0.1", 0, ssl=context if at_once else None
    )
    office.port = made.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        made.close()
        await made.wait_closed()
