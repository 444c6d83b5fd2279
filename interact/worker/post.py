"""Handing e-mails to a mail server, and what went wrong when it did not take one."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from interact.config import WorkerConfig
from interact.core.clock import now
from interact.worker.wording import Text

SECONDS = 20
NEVER = 500  # from here on a mail server says that trying again is no use


class NotDelivered(Exception):
    """The mail server did not take an e-mail: what kind of fault, and for good or not.

    The kind never holds what the server said: servers repeat the address.
    """

    def __init__(self, kind: str, *, for_good: bool) -> None:
        self.kind, self.for_good = kind, for_good
        super().__init__(kind)


@contextmanager
def mail_server(config: WorkerConfig) -> Iterator[smtplib.SMTP]:
    """A connection to the mail server of this installation. Raises NotDelivered."""
    with _faults():
        server = _connect(config)
    try:
        with _faults():
            if config.mail_user:
                server.login(config.mail_user, config.mail_password)
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def hand_over(server: smtplib.SMTP, message: EmailMessage, address: str) -> None:
    """Give one e-mail to the mail server. Raises NotDelivered."""
    with _faults():
        server.send_message(message, to_addrs=[address])


def message_for(
    config: WorkerConfig, letter_id: UUID, address: str, text: Text
) -> EmailMessage:
    """An e-mail as it is sent. Sent again it has the same Message-ID, so that programs
    which read mail show it once."""
    host = urlsplit(config.public_url).hostname or "interact"
    message = EmailMessage()
    message["Subject"] = text.subject
    message["From"] = config.mail_sender
    message["To"] = address
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{letter_id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.body)
    return message


def _connect(config: WorkerConfig) -> smtplib.SMTP:
    host, port = config.mail_host, config.mail_port
    context = ssl.create_default_context()
    if config.mail_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    if config.mail_security == "starttls":
        try:
            server.starttls(context=context)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
    return server


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        raise _refused("SMTPRecipientsRefused", max(codes, default=0)) from None
    except smtplib.SMTPResponseException as refused:
        kind = type(refused).__name__
        login = isinstance(refused, smtplib.SMTPAuthenticationError)
        raise _refused(kind, 0 if login else refused.smtp_code) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise NotDelivered(type(fault).__name__, for_good=False) from None


def _refused(kind: str, code: int) -> NotDelivered:
    said = f"{kind} {code}" if code else kind
    return NotDelivered(said, for_good=code >= NEVER)
