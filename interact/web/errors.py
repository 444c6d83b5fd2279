"""Turns refusals into pages, and records them."""

import time
from typing import cast
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
)

from interact.agencies.queries import get_agency
from interact.audit.actions import record, record_refusal, take_looks
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event, LogBroken
from interact.core.clock import now
from interact.core.db import PENDING
from interact.core.errors import (
    CannotOpen,
    InteractError,
    NotFound,
    NotPermitted,
    RecordNotKept,
    RuleBroken,
)
from interact.core.words import mark
from interact.joining.comparing_rules import FingerprintDiffers
from interact.joining.partners import note_changed_partner
from interact.joining.rules import IdentityChanged
from interact.web.request import actor, separate_transaction


class AtTheSameMoment(RuleBroken):
    message = mark(
        "Somebody else changed the same thing at the same moment. Nothing of yours was "
        "kept. Go back and send it again."
    )


STATUS: dict[type[InteractError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    RuleBroken: 409,
    CannotOpen: 500,
    RecordNotKept: 503,
    LogBroken: 503,
}

NOT_FOUND = 404

# Somebody tried what is not theirs, or something stored was changed from outside.
RECORDED = (NotFound, NotPermitted, CannotOpen, IdentityChanged, FingerprintDiffers)

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
    app.register_error_handler(IntegrityError, at_once)
    app.register_error_handler(StaleDataError, at_once)
    app.register_error_handler(HTTPException, http_error)


def refuse(refusal: InteractError) -> tuple[str, int]:
    """A page for a refusal; of some it is recorded that they were made.

    What was looked at before is recorded, whatever was refused: a refusal, too, says
    something of it. Where that cannot be recorded, the page says so and nothing else.
    """
    if not isinstance(refusal, RecordNotKept):
        refusal = _recorded(refusal)
    if isinstance(refusal, NotFound):
        _take_as_long()
    if isinstance(refusal, RecordNotKept):
        _tell_operators(refusal.__cause__)
    if isinstance(refusal, LogBroken):
        current_app.logger.critical("The audit log is not the one that was signed.")
    status = next(
        (code for kind, code in STATUS.items() if isinstance(refusal, kind)), 500
    )
    sentence = _(refusal.message) % refusal.values
    changed = isinstance(refusal, IdentityChanged) and refusal.values.get("partner_id")
    page = render_template(
        "refused.html", sentence=sentence, status=status, changed=changed
    )
    return page, status


def not_kept(failure: OperationalError) -> tuple[str, int]:
    """The database is full, locked or away: nothing is shown and nothing is done."""
    refusal = RecordNotKept()
    refusal.__cause__ = failure
    return refuse(refusal)


def at_once(failure: IntegrityError | StaleDataError) -> tuple[str, int]:
    """Two people did what can be done once: the database let one of them."""
    cause = getattr(failure, "orig", failure)
    kind = type(cause).__name__  # what it says may hold what was written
    current_app.logger.error("The database refused a change: %s", kind)
    return refuse(AtTheSameMoment())


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
    page = render_template("refused.html", sentence=sentence, status=code, changed=None)
    return page, code


def keep_refusal(session: Session, refusal: InteractError) -> None:
    """Record that somebody was refused; of a partner's other keys tell both DPOs.

    Of something stored that does not open the DPO is told, once a day and page.
    """
    record_refusal(session, actor(), refusal, _asked())
    if isinstance(refusal, CannotOpen):
        _tell_of_change(session)
    if isinstance(refusal, IdentityChanged):
        partner_id = cast(UUID, refusal.values["partner_id"])
        note_changed_partner(session, actor(), get_agency(session, partner_id))


def _tell_of_change(session: Session) -> None:
    agencies = [actor().agency_id]
    page_today = uuid5(NAMESPACE_URL, f"{now():%Y-%m-%d} {_asked()}")
    event = Event.STORED_CHANGED
    if tell_dpos(session, agencies, event, once=page_today.bytes):
        record(session, actor(), event, asked=_asked())


def _asked() -> str:
    """The address that was asked for, without what lets somebody in."""
    head, invited, _token = request.path.partition("/join/")
    return head + invited


def _take_as_long() -> None:
    """Let no page that is not found be quicker than another: a case that exists takes a
    little longer to refuse, because the DPO of its lead is told as well."""
    least = current_app.config["NOT_FOUND_SECONDS"]
    time.sleep(max(0.0, least - (time.perf_counter() - g.get("begun", 0.0))))


def _recorded(refusal: InteractError) -> InteractError:
    """The refusal, recorded in its own transaction; or that this was not possible."""
    looks = take_looks(g.db) if "db" in g else []
    to_keep = isinstance(refusal, RECORDED) and current_user.is_authenticated
    if not looks and not to_keep:
        return refusal
    try:
        with separate_transaction() as session:
            session.info[PENDING] = looks
            if to_keep:
                keep_refusal(session, refusal)
    except RecordNotKept as failure:
        return failure
    except DBAPIError as failure:
        not_kept = RecordNotKept()
        not_kept.__cause__ = failure
        return not_kept
    return refusal


def _tell_operators(failure: BaseException | None) -> None:
    """Why nothing could be recorded, without what was to be written."""
    reason = getattr(failure, "orig", failure)
    current_app.logger.error("Nothing could be recorded: %s", reason)
