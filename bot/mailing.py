"""Through what mail leaves, as the settings say: a server, a log in the demonstration, or nothing."""

from __future__ import annotations

from typing import Final

from bot.settings import Settings, SmtpTls
from bot.trouble import Exit, Trouble
from cabinet.ports import Mail
from gateways.mail import LogMail, NoMail, Server, SmtpMail, trusted
from locales import keys

PORTS: Final = {SmtpTls.STARTTLS: 587, SmtpTls.TLS: 465, SmtpTls.NONE: 25}


def gateway(settings: Settings) -> Mail:
    """The one way out for mail: of the demonstration nothing leaves the machine. Trouble: SMTP_CA holds no roots."""
    if settings.is_play:
        return LogMail(settings.data_dir / "mail.log")
    return smtp(settings) or NoMail()


def smtp(settings: Settings) -> SmtpMail | None:
    """The mail server of the settings; None where none is named. Trouble as above."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    tls, password = settings.smtp_tls, settings.smtp_password
    try:
        context = None if tls is SmtpTls.NONE else trusted(settings.smtp_ca)
    except OSError:
        raise Trouble(keys.console_smtp_ca_unread(path=str(settings.smtp_ca)), code=Exit.USAGE) from None
    server = Server(
        settings.smtp_host,
        settings.smtp_port or PORTS[tls],
        context,
        at_once=tls is SmtpTls.TLS,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
    )
    return SmtpMail(server, settings.mail_from)
