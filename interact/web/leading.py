"""Handing over the lead of a case: offering it, answering, taking the offer back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.queries import get_agency, list_agencies
from interact.cases.queries import read_case, read_header
from interact.core.errors import NotFound
from interact.flowcharts.taking_over import take_over_lead
from interact.leading.handing_over import (
    decline_lead,
    note_lead_answer,
    offer_lead,
    withdraw_lead_offer,
)
from interact.leading.queries import get_lead_offer, read_lead_reason
from interact.leading.rules import LeadOfferStatus
from interact.tasks.reminded import note_opened
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.language import country_name
from interact.web.request import actor, db

blueprint = Blueprint("leading", __name__, url_prefix="/cases/<reference>/lead")


class OfferForm(InteractForm):
    agency = SelectField(
        _l("Which agency is to lead"),
        widget=GovSelect(),
        validators=[InputRequired(_l("Choose the agency that is to lead"))],
    )


class LeadAnswerForm(InteractForm):
    answer = RadioField(
        _l("Your agency's answer"),
        widget=GovRadioInput(),
        choices=lambda: [
            ("accept", _("Accept: from now on we lead this case")),
            ("decline", _("Decline: the lead stays where it is")),
        ],
        validators=[InputRequired(_l("Choose whether to accept or to decline"))],
    )
    reason = TextAreaField(
        _l("Why, if you decline"),
        description=_l("The agency that offered it reads this."),
        widget=GovTextArea(),
        default="",
    )


class WhyForm(InteractForm):
    reason = TextAreaField(
        _l("Why"),
        description=_l("The agency that was offered the lead reads this."),
        widget=GovTextArea(),
        default="",
    )


@blueprint.route("/offer", methods=["GET", "POST"])
def offer(reference: str) -> ResponseReturnValue:
    """Offer the lead to another agency."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.OFFER_LEAD, vault.case)
    form = OfferForm()
    form.agency.choices = [("", _("Choose an agency"))] + [
        (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
        for agency in list_agencies(db())
        if agency.id != vault.case.lead_agency_id and not agency.suspended_at
    ]
    if form.validate_on_submit():
        with form.refusals():
            agency = get_agency(db(), UUID(form.agency.data))
            offer_lead(db(), actor(), vault.case, agency)
            flash(
                _(
                    "The lead was offered to %(agency)s. Your agency leads until they "
                    "accept.",
                    agency=agency.name,
                )
            )
            return redirect(_sharing(reference), 303)
    page = render_template("leading/offer.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:offer_id>/answer", methods=["GET", "POST"])
def answer(reference: str, offer_id: UUID) -> ResponseReturnValue:
    """What leading this case would mean, and taking it on or not."""
    case = read_header(db(), actor(), reference)
    offered = get_lead_offer(db(), actor(), reference, offer_id)
    if offered.agency_id != actor().agency_id:
        raise NotFound(case)
    note_opened(db(), actor(), offer_id)
    form = LeadAnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.answer.data == "decline":
                decline_lead(db(), actor(), offered, form.reason.data or "")
                flash(_("Declined. The agency reads your reason."))
                return redirect(url_for("home.show"), 303)
            take_over_lead(db(), actor(), offered)
            flash(_("Accepted. Your agency leads this case now."))
            return redirect(url_for("cases.show", reference=reference), 303)
    page = render_template(
        "leading/answer.html",
        case=case,
        offer=offered,
        reason=read_lead_reason(actor(), offered),
        form=form,
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:offer_id>/withdraw", methods=["GET", "POST"])
def withdraw(reference: str, offer_id: UUID) -> ResponseReturnValue:
    """Take back an offer of the lead that was not answered."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.OFFER_LEAD, vault.case)
    offered = get_lead_offer(db(), actor(), reference, offer_id)
    form = WhyForm()
    if form.validate_on_submit():
        with form.refusals():
            withdraw_lead_offer(db(), actor(), offered, form.reason.data or "")
            flash(_("The offer was withdrawn. Your agency goes on leading."))
            return redirect(_sharing(reference), 303)
    page = render_template(
        "leading/withdraw.html", header=header_of(vault), offer=offered, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:offer_id>/refusal", methods=["GET", "POST"])
def refusal(reference: str, offer_id: UUID) -> ResponseReturnValue:
    """Why an agency declined the lead, and taking that off the desk."""
    vault = read_case(db(), actor(), reference)
    declined = get_lead_offer(db(), actor(), reference, offer_id)
    if declined.status is not LeadOfferStatus.DECLINED:
        raise NotFound(vault.case)
    form = InteractForm()
    if form.validate_on_submit():
        with form.refusals():
            note_lead_answer(db(), actor(), declined)
            return redirect(url_for("home.show"), 303)
    return render_template(
        "leading/refusal.html",
        header=header_of(vault),
        offer=declined,
        reason=read_lead_reason(actor(), declined),
        form=form,
    )


def _sharing(reference: str) -> str:
    return url_for("sharing.index", reference=reference)
