"""A person's own passkeys, and signing in with one."""

from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from interact.core.errors import RuleBroken
from interact.joining.passkeys import (
    NewPasskey,
    find_holder,
    find_passkey,
    list_passkeys,
    register_passkey,
    remove_passkey,
    rename_passkey,
)
from interact.joining.sessions import Credentials
from interact.keys.challenges import Purpose
from interact.keys.sessions import SessionStore
from interact.keys.webauthn_checks import ask_to_make, ask_to_use
from interact.web.ceremonies import new_challenge, shown, site
from interact.web.forms import InteractForm, said
from interact.web.request import actor, db
from interact.web.sign_in import SignInForm, cookie_name, enter, show_sign_in
from interact.web.throttled import throttled

LONGEST_LABEL = 60

blueprint = Blueprint("passkeys", __name__)


class LabelForm(InteractForm):
    label = StringField(
        _l("What you call it"),
        widget=GovTextInput(),
        description=_l("For example: my telephone, the key on my key ring"),
        validators=[
            InputRequired(_l("Say what you call it")),
            Length(max=LONGEST_LABEL),
        ],
    )


class PasskeyForm(LabelForm):
    passphrase = PasswordField(
        _l("Your passphrase"),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter your passphrase"))],
    )


@blueprint.get("/account/passkeys")
def index() -> ResponseReturnValue:
    """The passkeys of this person, and when each was last used."""
    return render_template(
        "passkeys/index.html",
        passkeys=list_passkeys(db(), actor()),
        usable=site().takes_passkeys,
    )


@blueprint.route("/account/passkeys/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Register a passkey; the passphrase is asked for once more."""
    form = PasskeyForm()
    if form.validate_on_submit():
        with form.refusals(), throttled(str(actor().person_id)):
            made = NewPasskey(
                label=str(form.label.data),
                passphrase=str(form.passphrase.data),
                shown=shown(Purpose.REGISTER, actor().person_id),
            )
            register_passkey(db(), actor(), made)
            _end_other_sessions()
            flash(_("The passkey is registered."))
            return redirect(url_for("passkeys.index"), 303)
    page = render_template("passkeys/new.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.get("/account/passkeys/new/asked")
def make() -> ResponseReturnValue:
    """What the browser needs to make a passkey for this person."""
    challenge = new_challenge(Purpose.REGISTER, actor().person_id)
    return jsonify(ask_to_make(site(), find_holder(db(), actor()), challenge))


@blueprint.route("/account/passkeys/<uuid:passkey_id>/name", methods=["GET", "POST"])
def rename(passkey_id: UUID) -> ResponseReturnValue:
    """Give a passkey another name."""
    passkey = find_passkey(db(), actor(), passkey_id)
    form = LabelForm(label=passkey.label)
    if form.validate_on_submit():
        with form.refusals():
            rename_passkey(db(), actor(), passkey_id, str(form.label.data))
            return redirect(url_for("passkeys.index"), 303)
    page = render_template("passkeys/rename.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/account/passkeys/<uuid:passkey_id>/remove", methods=["GET", "POST"])
def remove(passkey_id: UUID) -> ResponseReturnValue:
    """Take a passkey away, once more asked."""
    passkey = find_passkey(db(), actor(), passkey_id)
    form = InteractForm()
    if form.validate_on_submit():
        with form.refusals():
            remove_passkey(db(), actor(), passkey_id)
            _end_other_sessions()
            flash(_("The passkey is removed."))
            return redirect(url_for("passkeys.index"), 303)
    page = render_template("passkeys/remove.html", form=form, passkey=passkey)
    return page, (422 if form.errors else 200)


@blueprint.get("/account/passkeys/presence")
def presence() -> ResponseReturnValue:
    """What the browser needs to show once more that this person is there."""
    challenge = new_challenge(Purpose.PRESENCE, actor().person_id)
    known = find_holder(db(), actor()).passkeys
    return jsonify(ask_to_use(site(), challenge, known))


@blueprint.get("/sign-in/passkey")
def ask() -> ResponseReturnValue:
    """What the browser needs to sign in with any passkey it has for this site."""
    return jsonify(ask_to_use(site(), new_challenge(Purpose.SIGN_IN)))


@blueprint.post("/sign-in/passkey")
def use() -> ResponseReturnValue:
    """Sign in with a passkey: alone if it unlocks, else beside the passphrase."""
    form = SignInForm()
    try:
        answer = shown(Purpose.SIGN_IN)
        email, passphrase = form.email.data or "", form.passphrase.data or ""
        return enter(Credentials(email, passphrase, passkey=answer))
    except RuleBroken as refusal:
        form.form_errors.append(said(refusal))
    return show_sign_in(form)


def _end_other_sessions() -> None:
    """Whoever else is signed in as this person did not show what counts from now on."""
    store = cast(SessionStore, current_app.extensions["session_store"])
    store.end_others(actor().person_id, request.cookies.get(cookie_name(), ""))
