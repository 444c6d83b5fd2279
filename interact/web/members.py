"""A custodian's members: who is in, who is invited, who waits to be confirmed."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, EmailField, HiddenField
from wtforms.validators import DataRequired, Regexp

from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.rules import DEFAULT_CLEARANCES, Role, roles_in
from interact.cases.reshelving import list_rotations
from interact.joining.confirming import confirm_member, refuse_member
from interact.joining.invitations import Invited, clearance_for
from interact.joining.inviting import invite_member, withdraw_invitation
from interact.joining.roster import (
    MemberView,
    find_member,
    find_own_invitation,
    list_invitations,
    list_members,
)
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.web.forms import InteractForm, choices_of
from interact.web.inputs import LineField, OneOf, SeveralOf, check_length
from interact.web.request import actor, db

LONGEST_NAME = 200

blueprint = Blueprint("members", __name__, url_prefix="/members")


class InviteForm(InteractForm):
    name = LineField(
        _l("Name"),
        validators=[DataRequired(_l("Enter a name")), check_length(LONGEST_NAME)],
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("They sign in with it"),
        widget=GovTextInput(),
        validators=[
            Regexp(
                r"\s*[^@\s]+@[^@\s]+\s*$",
                message=_l("Enter an e-mail address, such as rosa@example.org"),
            ),
            check_length(LONGEST_NAME),
        ],
    )
    role = OneOf(_l("Role"), needed=_l("Choose a role"))
    parts = SeveralOf(
        _l("Parts of a case they may open"),
        description=_l(
            "For caseworkers and supervisors; coordination is always among them. A "
            "data protection officer and a custodian open no part of a case."
        ),
    )


class ConfirmForm(InteractForm):
    shown = HiddenField()
    seen = BooleanField(
        _l(
            "I know this person, they read all 60 digits to me, and every one is the "
            "same"
        ),
        widget=GovCheckboxInput(),
    )


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Everyone in the agency, who waits to be confirmed, and open invitations."""
    return render_template(
        "members/index.html",
        members=list_members(db(), actor()),
        moving=list_rotations(db(), actor()),
        invitations=list_invitations(db(), actor()),
    )


@blueprint.route("/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once, in the answer."""
    require(actor(), Permission.INVITE_MEMBER, OWN_AGENCY)
    form = InviteForm(parts=[part.value for part in _parts()])
    form.role.choices = choices_of(roles_in(actor().kind))()
    form.parts.choices = choices_of(_parts())()
    if form.validate_on_submit():
        invited = _invited(form)
        with form.refusals():
            token = invite_member(db(), actor(), invited)
            return _show_link(invited, token)
    page = render_template("members/invite.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Make the link of an invitation useless."""
    invitation = find_own_invitation(db(), actor(), invitation_id)
    withdraw_invitation(db(), actor(), invitation)
    flash(_("The invitation is withdrawn; its link does not work any more."))
    return redirect(url_for("members.index"), 303)


@blueprint.route("/<uuid:membership_id>/confirm", methods=["GET", "POST"])
def confirm(membership_id: UUID) -> ResponseReturnValue:
    """Compare a new member's fingerprint, and let them open their parts."""
    member = find_member(db(), actor(), membership_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        # What was compared is what is confirmed, whatever changed since.
        compared = bool(form.seen.data) and form.shown.data == _shown(member)
        with form.refusals():
            confirm_member(db(), actor(), member.membership, compared)
            flash(_("The member is confirmed and can sign in."))
            return redirect(url_for("members.index"), 303)
    form.shown.data = _shown(member)
    page = render_template("members/confirm.html", form=form, member=member)
    return page, (422 if form.errors else 200)


def _shown(member: MemberView) -> str:
    """What the custodian sees and confirms: whose keys, which role, which parts."""
    return " ".join([member.fingerprint, member.role.value, *sorted(member.groups)])


@blueprint.post("/<uuid:membership_id>/refuse")
def refuse(membership_id: UUID) -> ResponseReturnValue:
    """End the place of somebody who came in by a link that was not for them."""
    member = find_member(db(), actor(), membership_id)
    refuse_member(db(), actor(), member.membership)
    flash(_("The member is refused. Nothing opened for them."))
    return redirect(url_for("members.index"), 303)


def _parts() -> list[Compartment]:
    """What may be chosen in this agency; coordination is not a choice."""
    cleared = DEFAULT_CLEARANCES[actor().kind] - {Compartment.COORDINATION}
    return [part for part in Compartment if part in cleared]


def _invited(form: InviteForm) -> Invited:
    role = Role(str(form.role.data))
    chosen = [Compartment(part) for part in form.parts.data or []]
    clearance = clearance_for(actor().kind, role, chosen)
    email = str(form.email.data).strip()
    return Invited(str(form.name.data), email, role, clearance)


def _show_link(invited: Invited, token: str) -> str:
    public = Installation.of(db()).public_url.rstrip("/")
    link = public + url_for("joining.show", token=token)
    return render_template("members/_invited.html", invited=invited, link=link)
