"""When keys are lost: a forgotten passphrase, no custodian left, nothing at all."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID, uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.access.guard import OWN_AGENCY, may, require
from interact.access.permissions import Permission
from interact.agencies.queries import get_agency
from interact.core.errors import RuleBroken
from interact.joining.lost_access import (
    LostPassphrase,
    recover_agency,
    recover_passphrase,
)
from interact.joining.passphrases import judge_passphrase
from interact.joining.readmission import (
    Colleague,
    Readmission,
    find_colleague,
    find_readmission,
    list_colleagues,
    list_readmissions,
    readmit_member,
    vouch_for_member,
)
from interact.joining.recovery import set_recovery_codes, try_recovery_codes
from interact.joining.recovery_codes import recovery_state
from interact.joining.roster import find_own_invitation
from interact.keys.installation import Installation
from interact.keys.sessions import SessionStore
from interact.web.forms import InteractForm, said
from interact.web.recovery_forms import (
    AgencyForm,
    PassphraseForm,
    ReadmitForm,
    TwoCodesForm,
)
from interact.web.request import actor, db, network
from interact.web.throttled import throttled

blueprint = Blueprint("recovery", __name__, url_prefix="/recovery")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What to do when one cannot sign in, by what one still has."""
    return render_template("recovery/index.html")


@blueprint.route("/passphrase", methods=["GET", "POST"])
def passphrase() -> ResponseReturnValue:
    """Choose a new passphrase with the personal code; a new code is shown once."""
    form = PassphraseForm()
    if form.validate_on_submit():
        lost = LostPassphrase(
            email=str(form.email.data),
            code=str(form.code.data),
            passphrase=str(form.passphrase.data),
        )
        try:
            # Judging takes a while: not yet in the transaction, which keeps others out.
            judge_passphrase(lost.passphrase, [lost.email])
            with throttled(lost.email), db().begin_nested():
                who, code = recover_passphrase(db(), lost, _trace())
        except RuleBroken as refusal:
            form.form_errors.append(said(refusal))
        else:
            store = cast(SessionStore, current_app.extensions["session_store"])
            store.end_all(who.person_id)
            return render_template("recovery/_new_code.html", code=code)
    page = render_template("recovery/passphrase.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/agency", methods=["GET", "POST"])
def agency() -> ResponseReturnValue:
    """Let a new custodian in with two recovery codes; their link is shown once."""
    form = AgencyForm()
    if form.validate_on_submit():
        name = str(form.agency.data)
        custodian = str(form.name.data), str(form.email.data)
        try:
            with throttled(f"agency {name}"), db().begin_nested():
                token = recover_agency(db(), name, form.codes(), custodian, _trace())
        except RuleBroken as refusal:
            form.form_errors.append(said(refusal))
        else:
            return _show_link(custodian[0], token, recovered=True)
    page = render_template("recovery/agency.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/codes", methods=["GET", "POST"])
def codes() -> ResponseReturnValue:
    """How the agency stands with its recovery codes; make new ones, shown once."""
    require(actor(), Permission.SET_RECOVERY_CODES, OWN_AGENCY)
    own = get_agency(db(), actor().agency_id)
    form = InteractForm()
    if form.validate_on_submit():
        made = set_recovery_codes(db(), actor())
        return render_template("recovery/_codes.html", codes=made)
    state = recovery_state(db(), own)
    return render_template("recovery/codes.html", form=form, state=state)


@blueprint.route("/codes/try", methods=["GET", "POST"])
def try_codes() -> ResponseReturnValue:
    """Type two codes back, and see that they work."""
    require(actor(), Permission.TRY_RECOVERY_CODES, OWN_AGENCY)
    form = TwoCodesForm()
    if form.validate_on_submit():
        with form.refusals(), throttled(f"agency {actor().agency_name}"):
            try_recovery_codes(db(), actor(), form.codes())
            flash(_("Both codes work: the keys of your agency can be found again."))
            return redirect(url_for("recovery.codes"), 303)
    page = render_template("recovery/try_codes.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.get("/members")
def members() -> ResponseReturnValue:
    """Who waits for a second person to vouch; whom a custodian may bring back."""
    begins = may(actor(), Permission.READMIT_MEMBER, OWN_AGENCY)
    waiting = list_readmissions(db(), actor())
    return render_template(
        "recovery/members.html",
        waiting=waiting,
        colleagues=_not_begun(waiting) if begins else [],
        begins=begins,
    )


@blueprint.route("/members/<uuid:membership_id>", methods=["GET", "POST"])
def readmit(membership_id: UUID) -> ResponseReturnValue:
    """Begin to bring back a member whose keys are lost; there is no link yet."""
    colleague = find_colleague(db(), actor(), membership_id)
    form = ReadmitForm()
    if form.validate_on_submit():
        with form.refusals():
            readmit_member(db(), actor(), membership_id, str(form.reason.data))
            flash(_("A second person must vouch now. Then the link is made."))
            return redirect(url_for("recovery.members"), 303)
    page = render_template("recovery/readmit.html", form=form, colleague=colleague)
    return page, (422 if form.errors else 200)


@blueprint.route("/members/vouch/<uuid:invitation_id>", methods=["GET", "POST"])
def vouch(invitation_id: UUID) -> ResponseReturnValue:
    """Vouch as the second person; the link is shown once."""
    member = find_readmission(db(), actor(), invitation_id)
    form = InteractForm()
    if form.validate_on_submit():
        with form.refusals():
            token = vouch_for_member(db(), actor(), invitation_id)
            return _show_link(member.name, token, recovered=False)
    page = render_template("recovery/vouch.html", form=form, member=member)
    return page, (422 if form.errors else 200)


def _not_begun(waiting: Iterable[Readmission]) -> list[Colleague]:
    """Whom the custodian may bring back, without those who wait already."""
    begun = {find_own_invitation(db(), actor(), one.id).replaces_id for one in waiting}
    mine = list_colleagues(db(), actor())
    return [one for one in mine if one.membership_id not in begun]


def _show_link(name: str, token: str, *, recovered: bool) -> str:
    """The page with a link: what is on it stands nowhere else."""
    public = Installation.of(db()).public_url.rstrip("/")
    link = public + url_for("joining.show", token=token)
    return render_template(
        "recovery/_link.html", name=name, link=link, recovered=recovered
    )


def _trace() -> dict[str, str]:
    return {"session": "", "network": network(), "request": uuid4().hex[:12]}
