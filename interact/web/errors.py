"""Turns refusals into pages, and records them."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
)

from interact.audit.actions import record_refusal
from interact.core.errors import (
    CannotOpen,
    InteractError,
    NotFound,
    NotPermitted,
    RecordNotKept,
    RuleBroken,
)
from interact.core.words import mark
from interact.web.request import actor, separate_transaction

STATUS: dict[type[InteractError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    RuleBroken: 409,
    CannotOpen: 500,
    RecordNotKept: 503,
}

SENTENCES: dict[int, str] = {
    400: mark(
        "This page was open for too long, or was sent twice. Go back, reload it "
        "and try again."
    ),
    404: NotFound.message,
    405: mark("This page cannot be used that way. Go back and try again."),
    413: mark("What you sent is too large. Choose a smaller file or shorten the text."),
}


def register(app: Flask) -> None:
    """Have every refusal and every known failure shown as a plain page."""
    app.register_error_handler(InteractError, refuse)
    app.register_error_handler(OperationalError, not_kept)
    app.register_error_handler(HTTPException, http_error)


def refuse(refusal: InteractError) -> tuple[str, int]:
    """A page for a refusal; one of access is recorded in its own transaction."""
    status = next(
        (code for kind, code in STATUS.items() if isinstance(refusal, kind)), 500
    )
    if isinstance(refusal, NotFound | NotPermitted) and current_user.is_authenticated:
        _record(refusal)
    sentence = _(refusal.message) % refusal.values
    return render_template("refused.html", sentence=sentence, status=status), status


def not_kept(_failure: OperationalError) -> tuple[str, int]:
    """The database is full, locked or away: nothing is shown and nothing is done."""
    return refuse(RecordNotKept())


def http_error(failure: HTTPException) -> tuple[str, int]:
    """A page for what HTTP itself refuses: wrong address, too large, stale token."""
    if isinstance(failure, InternalServerError):
        return refuse(InteractError())
    if failure.code == NOT_FOUND:
        return refuse(NotFound())
    code = failure.code or BadRequest.code
    if isinstance(failure, RequestEntityTooLarge):
        code = 413
    sentence = _(SENTENCES.get(code, SENTENCES[400]))
    return render_template("refused.html", sentence=sentence, status=code), code


NOT_FOUND = 404


def _record(refusal: InteractError) -> None:
    with separate_transaction() as session:
        record_refusal(session, actor(), refusal, request.path)
