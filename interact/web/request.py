"""What belongs to this request: its transaction, its session and its actor."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, cast

from flask import Request, current_app, g, request
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.audit.actions import is_checkpoint_due, sign_checkpoint
from interact.audit.rules import LogBroken
from interact.core.db import Database
from interact.keys.throttling import network_of

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})

# Checking a passphrase takes a fifth of a second: not while holding the write lock.
SLOW_TO_CHECK = frozenset(
    {"sign_in.new", "sign_in.training", "passkeys.use", "step_up.new"}
)

# These are sent by POST so that names do not stand in an address, or because they take
# long; they only look.
ONLY_LOOKS = frozenset({"cases.search", "history.check", "sharing.preview"})


class InMemoryRequest(Request):
    """A request whose uploads stay in memory: a temporary file would be in clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit if the block ends, roll back if it raises.

    A request that only looks reads a snapshot; what it looked at is recorded before
    its answer leaves (0004).
    """
    database = cast(Database, current_app.extensions["database"])
    looks = SLOW_TO_CHECK | ONLY_LOOKS
    looking = request.method in LOOKING or request.endpoint in looks
    with database.reading() if looking else database.writing() as session:
        g.db = session
        yield session


@contextmanager
def separate_transaction() -> Iterator[Session]:
    """A transaction of its own, for what must be kept though the request failed."""
    database = cast(Database, current_app.extensions["database"])
    with database.writing() as session:
        yield session


def limit_texts() -> None:
    """Only files make a request large; a form of texts alone is taken apart whole."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def sign_log_when_due() -> None:
    """Sign what the audit log says by now, once a minute while it grows.

    What was asked for is done by then: that signing failed is for the operators.
    """
    database = cast(Database, current_app.extensions["database"])
    try:
        with database.reading() as session:
            due = is_checkpoint_due(session)
        if due:
            with database.writing() as session:
                sign_checkpoint(session)
    except (DBAPIError, LogBroken) as failure:
        reason = getattr(failure, "orig", failure)
        current_app.logger.critical("The audit log was not signed: %s", reason)


def network() -> str:
    """Where the request came from, as far as the proxy in front of us says."""
    try:
        return network_of(request.remote_addr or "")
    except ValueError:
        return "unknown"


def db() -> Session:
    """The session of this request."""
    return cast(Session, g.db)


def actor() -> Actor:
    """Who is acting, and for which agency."""
    return cast(Actor, current_user.actor)
