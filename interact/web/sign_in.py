"""Signing in and out. Every page is closed unless it is named here."""

from dataclasses import dataclass
from typing import TypedDict, cast
from uuid import uuid4

from flask import (
    Blueprint,
    Flask,
    Request,
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
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from interact.access.actor import Actor
from interact.agencies.queries import TrainingPerson, list_training_people
from interact.config import Config
from interact.core.clock import now
from interact.core.db import Database
from interact.core.errors import RuleBroken
from interact.joining.sessions import Credentials, actor_of, sign_in, sign_out
from interact.keys.sessions import SessionStore, SignIn
from interact.keys.webauthn_checks import Site
from interact.web.forms import InteractForm, said
from interact.web.request import actor, db, network
from interact.web.throttled import throttled

PUBLIC = {
    "static",
    "sign_in.new",
    "sign_in.training",
    "passkeys.ask",
    "passkeys.use",
    "check.show",
    "joining.show",
    "joining.accept",
    "recovery.index",
    "recovery.passphrase",
    "recovery.agency",
    "health.show",
    "health.metrics",
}

blueprint = Blueprint("sign_in", __name__)


class CookieFlags(TypedDict):
    """What a browser is told to do with the session cookie."""

    secure: bool
    httponly: bool
    samesite: str
    path: str


@dataclass(frozen=True)
class SignedIn:
    """What Flask-Login needs to know about the one who is signed in."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.actor.membership_id)


class SignInForm(InteractForm):
    email = EmailField(
        _l("E-mail address"),
        widget=GovTextInput(),
        validators=[InputRequired(_l("Enter your e-mail address"))],
    )
    passphrase = PasswordField(
        _l("Passphrase"),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter your passphrase"))],
    )
    code = StringField(
        _l("Code from your authenticator app, if you use one"),
        widget=GovTextInput(),
        default="",
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Sign in with e-mail address and passphrase."""
    form = SignInForm()
    if form.validate_on_submit():
        typed = Credentials(
            str(form.email.data), str(form.passphrase.data), form.code.data or ""
        )
        try:
            return enter(typed)
        except RuleBroken as refusal:
            form.form_errors.append(said(refusal))
    return show_sign_in(form)


@blueprint.post("/sign-in/training")
def training() -> ResponseReturnValue:
    """Sign in as one of the fictional people of a training installation."""
    if not _config().training:
        raise NoSuchPage
    chosen = request.form.get("person", "")
    people = {str(person.id): person for person in list_training_people(db())}
    if chosen not in people:
        raise NoSuchPage
    return enter(Credentials(people[chosen].email, _config().training_passphrase))


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this session."""
    sign_out(db(), actor())
    _store().end(request.cookies.get(cookie_name(), ""))
    return _forget(redirect(url_for("sign_in.new"), 303))


@blueprint.post("/sign-out/everywhere")
def leave_everywhere() -> ResponseReturnValue:
    """End all sessions of this person, on every device."""
    sign_out(db(), actor(), "all sessions")
    _store().end_all(actor().person_id)
    flash(_("You are signed out everywhere."))
    return _forget(redirect(url_for("sign_in.new"), 303))


@blueprint.post("/stay")
def stay() -> ResponseReturnValue:
    """Keep the session alive: being asked is enough."""
    return "", 204


def register(app: Flask) -> None:
    """Close every page that is not named in PUBLIC."""
    login = LoginManager(app)
    login.session_protection = None
    login.request_loader(load_signed_in)
    app.before_request(ask_to_sign_in)


def load_signed_in(asked: Request) -> SignedIn | None:
    """Who the session cookie belongs to. Flask's own signed cookie says nothing."""
    cookie = asked.cookies.get(cookie_name(), "")
    if "asked_who" in g:
        return None  # asking failed: this is for the page that says so
    g.asked_who = True
    found = _store().find(cookie, now()) if cookie else None
    if found is None:
        return None
    g.session_found = found
    database = cast(Database, current_app.extensions["database"])
    with database.reading() as session:
        who = actor_of(session, found.sign_in, _trace(found.prefix))
    return SignedIn(who) if who else None


def ask_to_sign_in() -> ResponseReturnValue | None:
    """Send whoever is not signed in to the sign-in page."""
    if request.endpoint in PUBLIC or current_user.is_authenticated:
        return None
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        pass  # a script asks: the page it runs in says so, once
    elif request.method == "POST":
        flash(_("Your session has ended. Sign in again; then go back to your page."))
    elif request.cookies.get(cookie_name()):
        flash(_("Your session has ended, perhaps for new keys of your agency."))
    return redirect(url_for("sign_in.new"), 303)


def cookie_name() -> str:
    """`__Host-` ties the cookie to this host over TLS; it does not work without."""
    secure = _config().public_url.startswith("https:")
    return "__Host-interact" if secure else "interact"


def show_sign_in(form: SignInForm) -> ResponseReturnValue:
    """The sign-in page with what was typed, but for the passphrase."""
    passkeys = Site.of(_config().public_url).takes_passkeys
    page = render_template(
        "sign_in/new.html", form=form, people=_people(), passkeys=passkeys
    )
    return page, (422 if form.errors else 200)


def enter(typed: Credentials) -> Response:
    """Let a person in with what they typed, and give their browser a session."""
    with throttled(typed.account):
        who = sign_in(db(), typed, _trace(""))
    unlocked = SignIn(
        who.person_id, who.membership_id, who.auth_level, who.keyring.pack()
    )
    _store().end(request.cookies.get(cookie_name(), ""))
    answer = redirect(url_for("home.show"), 303)
    return give_cookie(answer, _store().start(unlocked, now()))


def give_cookie(answer: Response, cookie: str) -> Response:
    """Have the browser keep the cookie of a session until it is closed."""
    answer.set_cookie(cookie_name(), cookie, **_kept_to_us())
    return answer


def _forget(answer: Response) -> Response:
    answer.delete_cookie(cookie_name(), **_kept_to_us())
    return answer


def _kept_to_us() -> CookieFlags:
    """Only this host is sent the cookie, and no script reads it."""
    return {
        "secure": cookie_name().startswith("__Host-"),
        "httponly": True,
        "samesite": "Strict",
        "path": "/",
    }


def _people() -> list[TrainingPerson]:
    return list_training_people(db()) if _config().training else []


def _trace(prefix: str) -> dict[str, str]:
    return {
        "session": prefix,
        "network": network(),
        "request": uuid4().hex[:12],
    }


def _config() -> Config:
    return cast(Config, current_app.extensions["config"])


def _store() -> SessionStore:
    return cast(SessionStore, current_app.extensions["session_store"])
