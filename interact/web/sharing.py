"""Sharing a case: choosing, seeing beforehand what goes, answering, ending."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
)
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired

from interact.agencies.queries import get_agency, list_agencies
from interact.cases.header import case_header
from interact.cases.preview import preview_share
from interact.cases.queries import get_share, read_case, read_header
from interact.cases.reasons import open_reason
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.sharing import (
    accept_share,
    decline_share,
    list_shareable,
    note_refusal,
    share_case,
    withdraw_share,
)
from interact.cases.vault import Vault
from interact.core.clock import end_of, now
from interact.keys.rules import Compartment
from interact.web.forms import InteractForm, choices_of, filled
from interact.web.inputs import DayField
from interact.web.language import country_name
from interact.web.request import actor, db

blueprint = Blueprint("sharing", __name__, url_prefix="/cases/<reference>/sharing")
USUAL_SHARE = timedelta(days=30)


class ShareForm(InteractForm):
    agency = SelectField(
        _l("Share with"),
        widget=GovSelect(),
        validators=[InputRequired(_l("Choose the agency to share with"))],
    )
    compartments = SelectMultipleField(
        _l("What they will see"),
        widget=GovCheckboxesInput(),
        coerce=Compartment,
        validators=[DataRequired(_l("Choose at least one part of the case"))],
    )
    purpose = RadioField(
        _l("Why they need it"),
        widget=GovRadioInput(),
        choices=choices_of(Purpose),
        coerce=Purpose,
        validators=[InputRequired(_l("Choose why they need it"))],
    )
    basis = RadioField(
        _l("On which legal basis"),
        widget=GovRadioInput(),
        choices=choices_of(LegalBasis),
        coerce=LegalBasis,
        validators=[InputRequired(_l("Choose the legal basis"))],
    )
    until = DayField(
        _l("Until the end of this day"),
        description=_l("90 days at most. A share can be renewed."),
        validators=[InputRequired(_l("Enter the day on which the share ends"))],
    )
    may_pass_on = BooleanField(
        _l("They may pass it on to agencies of other countries"),
        widget=GovCheckboxInput(),
    )

    @classmethod
    def about(cls, vault: Vault) -> "ShareForm":
        """The form with what this actor may share, and with whom."""
        form = cls(until=(now() + USUAL_SHARE).date())
        form.agency.choices = [
            (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
            for agency in list_agencies(db())
            if agency.id not in {vault.case.lead_agency_id, vault.actor.agency_id}
        ]
        mine = list_shareable(vault) - {Compartment.COORDINATION}
        form.compartments.choices = [
            (part, _(part.label)) for part in Compartment if part in mine
        ]
        return form

    def terms(self) -> Terms:
        """What was chosen, as the terms of a share."""
        return Terms(
            compartments=frozenset(self.compartments.data or []),
            purpose=self.purpose.data,
            basis=self.basis.data,
            until=end_of(filled(self.until.data)),
            may_pass_on=bool(self.may_pass_on.data),
        )


class ReasonForm(InteractForm):
    reason = TextAreaField(_l("Why"), widget=GovTextArea(), default="")


class AnswerForm(InteractForm):
    answer = RadioField(
        _l("Your agency's answer"),
        widget=GovRadioInput(),
        choices=[
            ("accept", _l("Accept: we need this, and open it")),
            ("decline", _l("Decline: we do not need this")),
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
        header=case_header(vault),
        shares=vault.case.shares,
        mine=list_shareable(vault),
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
            flash(_("Offered to %(agency)s. They answer it.", agency=agency.name))
            return redirect(url_for(".index", reference=reference), 303)
    page = render_template("sharing/new.html", header=case_header(vault), form=form)
    return page, (422 if form.errors else 200)


@blueprint.post("/preview")
def preview(reference: str) -> ResponseReturnValue:
    """What would go and what would stay, before anything is sent."""
    vault = read_case(db(), actor(), reference)
    form, header = ShareForm.about(vault), case_header(vault)
    if not form.validate() or "back" in request.form:
        page = render_template("sharing/new.html", header=header, form=form)
        return page, (422 if form.errors else 200)
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
        )
    return render_template("sharing/new.html", header=header, form=form), 422


@blueprint.route("/<uuid:share_id>/answer", methods=["GET", "POST"])
def answer(reference: str, share_id: UUID) -> ResponseReturnValue:
    """What another agency offers, and taking it up or refusing it."""
    case = read_header(db(), actor(), reference)
    share = get_share(db(), actor(), reference, share_id)
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
        "sharing/withdraw.html", header=case_header(vault), share=share, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:share_id>/refusal", methods=["GET", "POST"])
def refusal(reference: str, share_id: UUID) -> ResponseReturnValue:
    """Why an agency declined, and taking that off the desk."""
    vault = read_case(db(), actor(), reference)
    share = get_share(db(), actor(), reference, share_id)
    form = InteractForm()
    if form.validate_on_submit():
        note_refusal(db(), actor(), share)
        return redirect(url_for("home.show"), 303)
    return render_template(
        "sharing/refusal.html",
        header=case_header(vault),
        share=share,
        reason=open_reason(actor(), share),
        form=form,
    )
