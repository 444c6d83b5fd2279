"""A real mail server on this machine that keeps what it is given, or refuses it."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

TAKEN = "250 OK"


@dataclass
class MailBox:
    """What the server took; `answers` are said first to the recipients of an e-mail."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    signed_in: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return TAKEN

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.content)
        self.taken.append(message)
        return TAKEN

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _how: str, given: Any
    ) -> AuthResult:
        self.signed_in.append(given.login)
        return AuthResult(success=given.password == b"right", handled=False)

    def said(self) -> list[str]:
        """The text of every e-mail, in the order in which they came."""
        return [message.get_content() for message in self.taken]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def open_mail_box() -> Iterator[MailBox]:
    """A mail server that listens on this machine until the block ends."""
    box = MailBox(free_port())
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        loop=asyncio.new_event_loop(),
        authenticator=box.authenticate,
        auth_require_tls=False,
    )
    server.start()
    try:
        yield box
    finally:
        server.stop()
        server.loop.close()
