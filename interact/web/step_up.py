"""Asking again who somebody is, before what cannot be undone.

The pages that open such a form ask for it, so that nothing is typed in vain. Whoever
takes longer over the form than the grace is asked when they send it: what they typed is
carried over, and sent on once they have shown who they are.
"""

from datetime import timedelta
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from interact.config import Config
from interact.core.clock import now
from interact.core.db import Database
from interact.core.errors import RuleBroken
from interact.joining.stepping_up import (
    Factors,
    factors_of,
    show_again,
    show_passkey_again,
)
from interact.keys.challenges import Purpose
from interact.keys.sessions import SessionStore
from interact.web.ceremonies import shown
from interact.web.forms import InteractForm, said
from interact.web.request import LOOKING, actor, db
from interact.web.sessions import this_session
from interact.web.sign_in import cookie_name, give_cookie
from interact.web.throttled import throttled

FRESH_FOR = timedelta(minutes=5)
# How long a form that was opened in time may be filled in before it is sent.
GRACE = timedelta(minutes=15)

# What lets others in, takes information out, or cannot be undone.
STEP_UP = frozenset(
    {
        "account.app",
        "agencies.accept",
        "alerts.document",
        "alerts.pass_on",
        "emergencies.new",
        "erasing.new",
        "history.evidence",
        "leaving.change",
        "leaving.end",
        "leading.answer",
        "leading.offer",
        "requests.answer",
        "restricting.change",
        "members.confirm",
        "passkeys.new",
        "passkeys.remove",
        "platform.new",
        "platform.resume",
        "platform.suspend",
        "recovery.codes",
        "recovery.readmit",
        "recovery.vouch",
        "sharing.new",
        "sharing.withdraw",
    }
)

PREFIX = "step_up-"
ANSWER = frozenset({"response", "secret"})
SEE_OTHER = 303
SAME_FORM_AGAIN = 307

blueprint = Blueprint("step_up", __name__)


class StepUpForm(InteractForm):
    passphrase = PasswordField(_l("Passphrase"), widget=GovPasswordInput(), default="")
    code = StringField(
        _l("Code from your authenticator app"), widget=GovTextInput(), default=""
    )


class Onward(NamedTuple):
    """Where somebody was going, and the form they were sending, if they were."""

    address: str
    carried: list[tuple[str, str]] | None = None


@blueprint.route("/step-up", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show again who one is; then on to where one was going."""
    onward = _onward()
    form = StepUpForm(prefix=PREFIX)
    if form.validate_on_submit():
        try:
            with throttled(str(actor().person_id)):
                level = _show(form)
        except RuleBroken as refusal:
            form.form_errors.append(said(refusal))
        else:
            code = SEE_OTHER if onward.carried is None else SAME_FORM_AGAIN
            return mark(redirect(onward.address, code), level)
    return _page(form, onward, factors_of(db(), actor().person_id)), (
        422 if form.errors else 200
    )


def register(app: Flask) -> None:
    """Have the pages of STEP_UP ask again."""
    app.before_request(ask_again)


def ask_again() -> ResponseReturnValue | None:
    """Ask who is long past their second factor, if what they do needs it to be new."""
    if request.endpoint not in STEP_UP or not current_user.is_authenticated:
        return None
    if _is_in_time():
        return None
    factors = _factors()
    if _config().training and not factors:
        return None
    address = request.full_path.removesuffix("?")
    if request.method in LOOKING:
        return redirect(url_for("step_up.new", next=address), SEE_OTHER)
    form = StepUpForm(formdata=None, prefix=PREFIX)
    return _page(form, Onward(address, _carried()), factors), 403


def mark(answer: Response, level: str) -> Response:
    """Let the step-up of this session count from now on: its cookie becomes another.

    `level` says how they showed who they are, as in `Actor.auth_level`.
    """
    cookie = _store().step_up(request.cookies.get(cookie_name(), ""), now(), level)
    return give_cookie(answer, cookie) if cookie else answer


def _is_in_time() -> bool:
    stepped_up_at = this_session().stepped_up_at
    if stepped_up_at is None:
        return False
    opened_by_a_page = request.url_rule and "GET" in (request.url_rule.methods or ())
    sends_it = request.method not in LOOKING and opened_by_a_page
    return now() - stepped_up_at <= FRESH_FOR + (GRACE if sends_it else timedelta(0))


def _show(form: StepUpForm) -> str:
    """How they showed who they are: with a passkey, or what they typed."""
    if request.form.get("response"):
        answered = shown(Purpose.PRESENCE, actor().person_id)
        return show_passkey_again(db(), actor(), answered)
    return show_again(db(), actor(), form.passphrase.data or "", form.code.data or "")


def _page(form: StepUpForm, onward: Onward, factors: Factors) -> str:
    minutes = int(FRESH_FOR.total_seconds() / 60)
    return render_template(
        "step_up/new.html", form=form, onward=onward, factors=factors, minutes=minutes
    )


def _onward() -> Onward:
    """Where they were going, if it is a page that asks again; else the desk."""
    carries = PREFIX + "carried" in request.form
    asked = request.form.get(PREFIX + "next") or request.args.get("next", "")
    if not _asks_again(asked, "POST" if carries else "GET"):
        return Onward(url_for("home.show"))
    if not carries:
        return Onward(asked)
    return Onward(asked, _carried())


def _carried() -> list[tuple[str, str]]:
    """What was typed elsewhere; a passkey's answer is good once and not sent on."""
    fields = request.form.items(multi=True)
    return [
        (name, value)
        for name, value in fields
        if not name.startswith(PREFIX) and name not in ANSWER
    ]


def _asks_again(address: str, method: str) -> bool:
    """Whether an address is one of ours, of a page that asks again."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return False
    if address.startswith("//") or parts.path.startswith("//"):
        return False  # a browser would take what follows for a host
    if "\\" in address or not address.isprintable():
        return False
    try:
        endpoint, _values = current_app.url_map.bind("").match(parts.path, method)
    except HTTPException:
        return False
    return endpoint in STEP_UP


def _factors() -> Factors:
    database = cast(Database, current_app.extensions["database"])
    with database.reading() as session:
        return factors_of(session, actor().person_id)


def _config() -> Config:
    return cast(Config, current_app.extensions["config"])


def _store() -> SessionStore:
    return cast(SessionStore, current_app.extensions["session_store"])
