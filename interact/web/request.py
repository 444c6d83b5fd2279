"""What belongs to this request: its transaction, its session and its actor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, cast
from uuid import UUID

from flask import Request, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.submissions import find_submission, keep_submission
from interact.audit.actions import is_checkpoint_due, sign_checkpoint
from interact.audit.rules import LogBroken
from interact.core.db import Database

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})

# Checking a passphrase takes a fifth of a second: not while holding the write lock.
SLOW_TO_CHECK = frozenset({"sign_in.new", "sign_in.training"})
SEE_OTHER = 303
REDIRECTS = frozenset({302, SEE_OTHER})


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
    looking = request.method in LOOKING or request.endpoint in SLOW_TO_CHECK
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


def once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Do a form once: sent again, it leads where it led the first time."""
    token = _submission()
    if token is None:
        return view()
    led_to = find_submission(db(), actor().person_id, token)
    if led_to is not None:
        return redirect(led_to, SEE_OTHER)
    answer = make_response(view())
    if answer.status_code in REDIRECTS:
        keep_submission(db(), actor().person_id, token, answer.location)
    return answer


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


def db() -> Session:
    """The session of this request."""
    return cast(Session, g.db)


def actor() -> Actor:
    """Who is acting, and for which agency."""
    return cast(Actor, current_user.actor)


def _submission() -> UUID | None:
    """The number of the form that was sent, if one was and somebody is signed in."""
    if request.method in LOOKING or not current_user.is_authenticated:
        return None
    try:
        return UUID(request.form.get("submission", ""))
    except ValueError:
        return None
