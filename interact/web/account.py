"""A person's own account: their passphrase, their authenticator app, their code."""

from contextlib import AbstractContextManager
from typing import cast

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput
from wtforms import PasswordField
from wtforms.validators import InputRequired

from interact.joining.accounts import (
    NewPassphrase,
    change_passphrase,
    find_account,
    make_code,
    set_factor,
)
from interact.keys.sessions import SessionStore
from interact.web.account_forms import AppForm, NewPassphraseForm
from interact.web.forms import InteractForm
from interact.web.inputs import LineField
from interact.web.request import actor, db
from interact.web.sign_in import cookie_name
from interact.web.throttled import throttled

blueprint = Blueprint("account", __name__, url_prefix="/account")


class ProofForm(InteractForm):
    old = PasswordField(
        _l("Your passphrase"),
        description=_l("The one you sign in with now"),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter your passphrase"))],
    )


class PassphraseForm(NewPassphraseForm, ProofForm):
    """The passphrase that was, and the one that is to be."""


class OwnAppForm(AppForm, ProofForm):
    """The passphrase, and a code of the app that is being set up."""

    code = LineField(
        _l("The six digits your app shows now"),
        validators=[InputRequired(_l("Enter the six digits your app shows now"))],
    )


@blueprint.get("")
def show() -> ResponseReturnValue:
    """How this person signs in, and what they can change about it."""
    return render_template("account/show.html", account=find_account(db(), actor()))


@blueprint.route("/passphrase", methods=["GET", "POST"])
def passphrase() -> ResponseReturnValue:
    """Change one's passphrase; every other session ends."""
    form = PassphraseForm()
    if form.validate_on_submit():
        typed = NewPassphrase(str(form.old.data), str(form.passphrase.data))
        with form.refusals(), _throttled():
            change_passphrase(db(), actor(), typed)
            _end_other_sessions()
            flash(_("Your passphrase is changed. You are signed in here only."))
            return redirect(url_for("account.show"), 303)
    page = render_template("account/passphrase.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/app", methods=["GET", "POST"])
def app() -> ResponseReturnValue:
    """Set up an authenticator app, or another one; every other session ends."""
    form = OwnAppForm()
    factor = form.factor() if form.validate_on_submit() else None
    if factor:
        with form.refusals(), _throttled():
            set_factor(db(), actor(), str(form.old.data), factor)
            _end_other_sessions()
            flash(_("From now on you sign in with a code from your app as well."))
            return redirect(url_for("account.show"), 303)
    account = find_account(db(), actor())
    page = render_template(
        "account/app.html",
        form=form,
        account=account,
        app=form.app_secret(account.email),
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Make a new personal code; it is shown once, in the answer."""
    form = ProofForm()
    if form.validate_on_submit():
        with form.refusals(), _throttled():
            printed = make_code(db(), actor(), str(form.old.data))
            return render_template("account/_new_code.html", code=printed)
    page = render_template(
        "account/code.html", form=form, account=find_account(db(), actor())
    )
    return page, (422 if form.errors else 200)


def _throttled() -> AbstractContextManager[None]:
    return throttled(str(actor().person_id))


def _end_other_sessions() -> None:
    store = cast(SessionStore, current_app.extensions["session_store"])
    store.end_others(actor().person_id, request.cookies.get(cookie_name(), ""))
