"""A custodian takes a member out, or changes what they open; the keys that follow."""

from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.rules import DEFAULT_CLEARANCES
from interact.cases.reshelving import list_rotations, move_some
from interact.core.errors import NotFound
from interact.joining.invitations import CASEWORK, clearance_for
from interact.joining.leaving import TakenOut, change_clearance, end_membership
from interact.joining.roster import MemberView, find_member
from interact.keys.rules import Compartment, GroupName
from interact.keys.sessions import SessionStore
from interact.web.forms import InteractForm, choices_of
from interact.web.inputs import SeveralOf, check_length
from interact.web.request import actor, db

LONGEST_REASON = 1000
# At most half a second of work: nobody else can write to an SQLite database meanwhile.
MOST_AT_ONCE = 2000

blueprint = Blueprint("leaving", __name__, url_prefix="/members")


class EndForm(InteractForm):
    reason = TextAreaField(
        _l("Why"),
        description=_l("Your data protection officer reads this. Name no child."),
        widget=GovTextArea(),
        default="",
        validators=[check_length(LONGEST_REASON)],
    )


class ClearanceForm(InteractForm):
    parts = SeveralOf(
        _l("Parts of a case they may open"),
        description=_l("Coordination is always among them."),
    )


@blueprint.route("/<uuid:membership_id>/leave", methods=["GET", "POST"])
def end(membership_id: UUID) -> ResponseReturnValue:
    """Take a member out of the agency."""
    require(actor(), Permission.END_MEMBERSHIP, OWN_AGENCY)
    member = find_member(db(), actor(), membership_id)
    form = EndForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = str(form.reason.data)
            taken = end_membership(db(), actor(), member.membership, reason)
            flash(_("%(name)s has left and is signed out.", name=member.name))
            return _go_on(taken)
    page = render_template("leaving/end.html", form=form, member=member)
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:membership_id>/clearance", methods=["GET", "POST"])
def change(membership_id: UUID) -> ResponseReturnValue:
    """Change which parts of cases a member may open."""
    require(actor(), Permission.CHANGE_CLEARANCE, OWN_AGENCY)
    member = find_member(db(), actor(), membership_id)
    if member.role not in CASEWORK:
        raise NotFound
    form = ClearanceForm(parts=[name.value for name in member.groups])
    form.parts.choices = choices_of(_parts())()
    if form.validate_on_submit():
        chosen = _clearance(member, form.parts.data or [])
        with form.refusals():
            taken = change_clearance(db(), actor(), member.membership, chosen)
            flash(_("What %(name)s may open is changed.", name=member.name))
            return _go_on(taken)
    page = render_template("leaving/change.html", form=form, member=member)
    return page, (422 if form.errors else 200)


@blueprint.route("/new-keys", methods=["GET", "POST"])
def progress() -> ResponseReturnValue:
    """How far the agency's new keys are, and moving some more to them."""
    form = InteractForm()
    unfinished = list_rotations(db(), actor())
    if form.validate_on_submit():
        left = MOST_AT_ONCE
        for one in unfinished:
            move_some(db(), actor(), one.rotation, max(left, 1))
            left -= one.rotation.moved - one.moved
        return redirect(url_for("leaving.progress"), 303)
    return render_template("leaving/progress.html", form=form, rotations=unfinished)


def _go_on(taken: TakenOut) -> Response:
    """Sign out whose keys are not the newest, then show how the move goes on."""
    store = cast(SessionStore, current_app.extensions["session_store"])

    @after_this_request
    def end_sessions(answer: Response) -> Response:
        # Once all is stored: who signs in before that is given the old keys.
        for person_id in taken.people:
            store.end_all(person_id)
        return answer

    if actor().person_id in taken.people:
        flash(_("The agency's own keys are new: sign in again to go on."))
    return redirect(url_for("leaving.progress"), 303)


def _parts() -> list[Compartment]:
    """What may be chosen in this agency; coordination is not a choice."""
    cleared = DEFAULT_CLEARANCES[actor().kind] - {Compartment.COORDINATION}
    return [part for part in Compartment if part in cleared]


def _clearance(member: MemberView, parts: list[str]) -> frozenset[GroupName]:
    chosen = [Compartment(part) for part in parts]
    return clearance_for(actor().kind, member.role, chosen)
