"""Coming in by the link of an invitation: who invites, one's own keys, what to keep."""

from uuid import uuid4

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from interact.core.errors import RuleBroken
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.invitations import (
    InvitationView,
    find_invitation,
    view_invitation,
)
from interact.joining.rules import InvitationGone
from interact.keys.certificates import fingerprint
from interact.web.account_forms import AppForm, NewPassphraseForm
from interact.web.forms import said
from interact.web.request import db, network
from interact.web.throttled import throttled

blueprint = Blueprint("joining", __name__, url_prefix="/join")


class AcceptForm(NewPassphraseForm, AppForm):
    """A passphrase and a second factor."""


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Who invites, into which agency and role, and the agency's fingerprint."""
    try:
        invitation = _find(token)
    except InvitationGone as refusal:
        return _gone(refusal)
    shown = fingerprint(invitation.agency.identity_public)
    return render_template(
        "joining/show.html", invitation=invitation, token=token, fingerprint=shown
    )


@blueprint.route("/<token>/accept", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Choose a passphrase and a second factor; then the personal code, once."""
    try:
        invitation = _find(token)
    except InvitationGone as refusal:
        return _gone(refusal)
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            return _come_in(token, invitation, form)
        except InvitationGone as refusal:
            return _gone(refusal)
        except RuleBroken as refusal:
            form.form_errors.append(said(refusal))
    page = render_template(
        "joining/accept.html",
        form=form,
        invitation=invitation,
        app=form.app_secret(invitation.invited.email),
    )
    return page, (422 if form.errors else 200)


def _find(token: str) -> InvitationView:
    """The invitation of a link; who tries many links is slowed down."""
    with throttled(f"link {token}"):
        return view_invitation(db(), find_invitation(db(), token))


def _come_in(token: str, invitation: InvitationView, form: AcceptForm) -> str:
    """The page that shows what is shown once, and what happens next."""
    typed = Typed(
        passphrase=str(form.passphrase.data),
        factor=form.factor(),
        trace={"network": network(), "request": uuid4().hex[:12]},
    )
    with db().begin_nested():
        accepted = accept_invitation(db(), token, typed)
    return render_template(
        "joining/_welcome.html", accepted=accepted, invitation=invitation
    )


def _gone(refusal: InvitationGone) -> ResponseReturnValue:
    page = render_template("joining/show.html", invitation=None, sentence=said(refusal))
    return page, 404
