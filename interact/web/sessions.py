"""A person's own sessions: which there are, until when, and ending them."""

from typing import cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.config import Config
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.joining.sessions import sign_out
from interact.keys.sessions import Found, SessionStore
from interact.web.request import actor, db
from interact.web.sign_in import cookie_name

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/my-sessions")
def index() -> ResponseReturnValue:
    """The sessions of this person, what a session is, and how to end it."""
    config = cast(Config, current_app.extensions["config"])
    return render_template(
        "sessions/index.html",
        sessions=_store().list_alive(actor().person_id, now()),
        here=this_session().prefix,
        idle_minutes=config.idle_minutes,
        absolute_hours=config.absolute_hours,
    )


@blueprint.post("/my-sessions/<name>/end")
def end(name: str) -> ResponseReturnValue:
    """End one session, on whatever device it is."""
    if not _store().end_one(actor().person_id, name):
        raise NotFound
    sign_out(db(), actor(), name)
    flash(_("The session is ended."))
    return redirect(url_for("sessions.index"), 303)


@blueprint.post("/my-sessions/end-others")
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    cookie = request.cookies.get(cookie_name(), "")
    if _store().end_others(actor().person_id, cookie):
        sign_out(db(), actor(), "all other sessions")
    flash(_("You are signed in here only."))
    return redirect(url_for("sessions.index"), 303)


def this_session() -> Found:
    """The session of this request, in which somebody is signed in."""
    return cast(Found, g.session_found)


def register(app: Flask) -> None:
    """Tell every page when the session ends however much it is used."""
    app.context_processor(_given)


def _given() -> dict[str, object]:
    found = cast(Found | None, g.get("session_found"))
    return {"session_ends_at": found.ends_at if found else None}


def _store() -> SessionStore:
    return cast(SessionStore, current_app.extensions["session_store"])
