"""Doing a form once, however often it is sent (0010)."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import Response, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from interact.access.submissions import (
    find_submission,
    keep_submission,
    wait_for_same,
)
from interact.core.db import Database
from interact.web.request import LOOKING, actor, db, transaction

SEE_OTHER = 303
REDIRECTS = frozenset({302, SEE_OTHER})


class SentBefore(Exception):
    """The same form was done while this request did it: this one is undone."""


def once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Answer a request in its transaction; a form sent again leads where it led.

    Whether it was sent before is looked up apart, so that slow work of the page, such
    as redrawing a photograph, is not done while holding the write lock.
    """
    token = _submission()
    led_to = _led_to(token) if token else None
    if led_to is None:
        try:
            return _done(view, token)
        except SentBefore:
            led_to = _led_to(token)
            if led_to is None:
                raise
    return redirect(led_to, SEE_OTHER)


def _done(
    view: Callable[[], ResponseReturnValue], token: UUID | None
) -> ResponseReturnValue:
    with transaction():
        if token and wait_for_same(db(), actor().person_id, token):
            raise SentBefore
        answer = make_response(view())
        if token and answer.status_code in REDIRECTS:
            _keep(token, answer)
    return answer


def _keep(token: UUID, answer: Response) -> None:
    """Remember where the form led, unless another request was quicker."""
    if find_submission(db(), actor().person_id, token) is not None:
        raise SentBefore
    keep_submission(db(), actor().person_id, token, answer.location or "/")
    try:
        db().flush()
    except IntegrityError:
        raise SentBefore from None


def _led_to(token: UUID | None) -> str | None:
    if token is None:
        return None
    database = cast(Database, current_app.extensions["database"])
    with database.reading() as session:
        return find_submission(session, actor().person_id, token)


def _submission() -> UUID | None:
    """The number of the form that was sent, if one was and somebody is signed in."""
    if request.method in LOOKING or not current_user.is_authenticated:
        return None
    try:
        return UUID(request.form.get("submission", ""))
    except ValueError:
        return None
