"""A mail server on this machine that keeps what the worker hands it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from interact.core.clock import now

HERE = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """An e-mail as it arrived: when (UTC), to whom, its head and its text."""

    at: datetime
    to: str
    head: dict[str, str]
    text: str

    def whole(self) -> str:
        """All of it that somebody on its way can read."""
        return "\n".join([*(f"{k}: {v}" for k, v in self.head.items()), "", self.text])


@dataclass
class MailBox:
    """What the server took, in the order in which it came."""

    port: int
    mails: list[Mail] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """What aiosmtpd calls for each e-mail."""
        message = message_from_bytes(envelope.content, policy=default)
        head = {name: str(said) for name, said in message.items()}
        to, text = ", ".join(envelope.rcpt_tos), message.get_content()
        self.mails.append(Mail(now(), to, head, text))
        return "250 OK"


@contextmanager
def open_mail_box() -> Iterator[MailBox]:
    """A mail server that listens on this machine until the block ends."""
    box = MailBox(_free_port())
    server = Controller(box, hostname=HERE, port=box.port)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])
