"""Sharing a case: choosing, seeing beforehand what goes, answering, ending."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from interact.access.guard import standing_for
from interact.access.permissions import Standing
from interact.agencies.queries import get_agency
from interact.alerts.actions import pass_on_alert
from interact.alerts.queries import find_valid_alert
from interact.assessments.sharing_advice import find_sharing_advice, is_asked
from interact.cases.preview import preview_share
from interact.cases.queries import (
    get_refusal,
    get_share,
    is_restricted,
    read_case,
    read_header,
)
from interact.cases.reasons import open_reason
from interact.cases.shareable import list_shareable
from interact.cases.sharing import (
    accept_share,
    decline_share,
    note_refusal,
    share_case,
    shorten_share,
    withdraw_share,
)
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.leading.queries import find_newest_offer, list_requests
from interact.tasks.reminded import note_opened
from interact.web.also_going import also_going
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, filled
from interact.web.inputs import DayField
from interact.web.request import actor, db
from interact.web.share_form import ShareForm, end_of_day

blueprint = Blueprint("sharing", __name__, url_prefix="/cases/<reference>/sharing")


class ReasonForm(InteractForm):
    reason = TextAreaField(_l("Why"), widget=GovTextArea(), default="")


class ShortenForm(InteractForm):
    until = DayField(
        _l("It ends at the end of this day"),
        validators=[InputRequired(_l("Enter the day on which the share ends"))],
    )


class AnswerForm(InteractForm):
    answer = RadioField(
        _l("Your agency's answer"),
        widget=GovRadioInput(),
        choices=lambda: [
            ("accept", _("Accept: we need this, and open it")),
            ("decline", _("Decline: we do not need this")),
        ],
        validators=[InputRequired(_l("Choose whether to accept or to decline"))],
    )
    reason = TextAreaField(
        _l("Why, if you decline"),
        description=_l("The agency that offered it reads this."),
        widget=GovTextArea(),
        default="",
    )


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """With whom this case is shared, on which terms, and what was answered."""
    vault = read_case(db(), actor(), reference)
    return render_template(
        "sharing/index.html",
        header=header_of(vault),
        shares=[share for share in vault.case.shares if not share.with_lead],
        mine=list_shareable(vault),
        requests=[
            request
            for request in list_requests(db(), actor())
            if request.case is vault.case
        ],
        lead_offer=find_newest_offer(vault),
        leads=standing_for(actor(), vault.case) is Standing.LEAD,
        restricted=is_restricted(actor(), vault.case),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Choose what goes to whom; sent from the preview, it is done."""
    vault = read_case(db(), actor(), reference)
    form = ShareForm.about(vault)
    if form.validate_on_submit():
        with form.refusals():
            agency = get_agency(db(), UUID(form.agency.data))
            share_case(db(), actor(), vault.case, agency, form.terms())
            alert = find_valid_alert(db(), vault.case.open_episode)
            if alert and form.sends_alert:
                pass_on_alert(db(), actor(), alert, agency)
            flash(_("Offered to %(agency)s. They answer it.", agency=agency.name))
            return redirect(url_for(".index", reference=reference), 303)
    return _new_page(vault, form)


@blueprint.post("/preview")
def preview(reference: str) -> ResponseReturnValue:
    """What would go and what would stay, before anything is sent."""
    vault = read_case(db(), actor(), reference)
    form, header = ShareForm.about(vault), header_of(vault)
    if not form.validate() or "back" in request.form:
        return _new_page(vault, form)
    with form.refusals():
        terms = form.terms()
        terms.check(now())
        agency = get_agency(db(), UUID(form.agency.data))
        shown = preview_share(vault, agency, terms)
        return render_template(
            "sharing/preview.html",
            header=header,
            form=form,
            agency=agency,
            terms=terms,
            preview=shown,
            also=also_going(vault),
        )
    return _new_page(vault, form)


@blueprint.route("/<uuid:share_id>/answer", methods=["GET", "POST"])
def answer(reference: str, share_id: UUID) -> ResponseReturnValue:
    """What another agency offers, and taking it up or refusing it."""
    case = read_header(db(), actor(), reference)
    share = get_share(db(), actor(), reference, share_id)
    note_opened(db(), actor(), share_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.answer.data == "decline":
                decline_share(db(), actor(), share, form.reason.data or "")
                flash(_("Declined. The agency reads your reason."))
                return redirect(url_for("home.show"), 303)
            accept_share(db(), actor(), share)
            flash(_("Accepted. You can open what was shared."))
            return redirect(url_for("cases.show", reference=reference), 303)
    page = render_template("sharing/answer.html", case=case, share=share, form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:share_id>/withdraw", methods=["GET", "POST"])
def withdraw(reference: str, share_id: UUID) -> ResponseReturnValue:
    """End a share early, and tell the agency why."""
    vault = read_case(db(), actor(), reference)
    share = get_share(db(), actor(), reference, share_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            withdraw_share(db(), actor(), share, form.reason.data or "")
            flash(_("The share with %(agency)s has ended.", agency=share.agency.name))
            return redirect(url_for(".index", reference=reference), 303)
    page = render_template(
        "sharing/withdraw.html", header=header_of(vault), share=share, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:share_id>/shorten", methods=["GET", "POST"])
def shorten(reference: str, share_id: UUID) -> ResponseReturnValue:
    """Let a share end earlier than it was given for."""
    vault = read_case(db(), actor(), reference)
    share = get_share(db(), actor(), reference, share_id)
    form = ShortenForm()
    if form.validate_on_submit():
        with form.refusals():
            shorten_share(db(), actor(), share, end_of_day(filled(form.until.data)))
            flash(
                _("The share with %(agency)s ends earlier.", agency=share.agency.name)
            )
            return redirect(url_for(".index", reference=reference), 303)
    page = render_template(
        "sharing/shorten.html", header=header_of(vault), share=share, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:share_id>/refusal", methods=["GET", "POST"])
def refusal(reference: str, share_id: UUID) -> ResponseReturnValue:
    """Why an agency declined, and taking that off the desk."""
    vault = read_case(db(), actor(), reference)
    share = get_refusal(db(), actor(), reference, share_id)
    form = InteractForm()
    if form.validate_on_submit():
        note_refusal(db(), actor(), share)
        return redirect(url_for("home.show"), 303)
    return render_template(
        "sharing/refusal.html",
        header=header_of(vault),
        share=share,
        reason=open_reason(actor(), share),
        form=form,
    )


def _new_page(vault: Vault, form: ShareForm) -> ResponseReturnValue:
    """Where one chooses, with what was thought through about sharing before."""
    page = render_template(
        "sharing/new.html",
        header=header_of(vault),
        form=form,
        asks_whether=is_asked(vault),
        advice=find_sharing_advice(vault),
    )
    return page, (422 if form.errors else 200)
