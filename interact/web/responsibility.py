"""Who answers for the next step of a procedure: asking, answering, and by law."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.queries import get_agency
from interact.cases.queries import read_case
from interact.cases.rules import ReasonNeeded
from interact.cases.vault import Vault
from interact.core.errors import NotFound
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
    settle_responsibility,
)
from interact.flowcharts.queries import get_procedure
from interact.flowcharts.who_answers import (
    ResponsibilityView,
    get_responsibility_offer,
    list_responsibilities,
    others_taking_part,
)
from interact.tasks.reminded import note_opened
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.language import country_name
from interact.web.request import actor, db

blueprint = Blueprint(
    "responsibility",
    __name__,
    url_prefix="/cases/<reference>/procedure/<uuid:procedure_id>/responsibility",
)


class AskForm(InteractForm):
    agency = SelectField(
        _l("Which agency is to answer for the next step"),
        widget=GovSelect(),
        validators=[InputRequired(_l("Choose an agency"))],
    )


class ResponsibilityAnswerForm(InteractForm):
    answer = RadioField(
        _l("Your agency's answer"),
        widget=GovRadioInput(),
        choices=lambda: [
            ("accept", _("Accept: from now on we answer for the next step")),
            ("decline", _("Decline: it stays where it is")),
        ],
        validators=[InputRequired(_l("Choose whether to accept or to decline"))],
    )
    reason = TextAreaField(
        _l("Why, if you decline"),
        description=_l("The agency that answers for it now reads this."),
        widget=GovTextArea(),
        default="",
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """Say at the field that declining needs a reason."""
        if self.answer.data == "decline" and not (field.data or "").strip():
            raise ValidationError(_(ReasonNeeded.message))


@blueprint.route("/<track>/offer", methods=["GET", "POST"])
def offer(reference: str, procedure_id: UUID, track: str) -> ResponseReturnValue:
    """Ask another agency to answer for the next step of a track."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.OFFER_RESPONSIBILITY, vault.case)
    procedure = get_procedure(vault, procedure_id)
    view = _view(vault, procedure_id, track)
    form = AskForm()
    form.agency.choices = [("", _("Choose an agency"))] + [
        (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
        for agency in others_taking_part(vault, view)
    ]
    if form.validate_on_submit():
        with form.refusals():
            agency = get_agency(db(), UUID(form.agency.data))
            offer_responsibility(db(), actor(), procedure, track, agency)
            flash(
                _(
                    "%(agency)s was asked. Until they accept, who answered for the "
                    "next step still does.",
                    agency=agency.name,
                )
            )
            return redirect(_back(reference, procedure_id), 303)
    page = render_template(
        "responsibility/offer.html",
        header=header_of(vault),
        procedure=procedure,
        view=view,
        form=form,
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:offer_id>/answer", methods=["GET", "POST"])
def answer(reference: str, procedure_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Take on the next step that this agency was asked to answer for, or not."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.ANSWER_RESPONSIBILITY, vault.case)
    procedure = get_procedure(vault, procedure_id)
    offered = get_responsibility_offer(vault, procedure, offer_id)
    if offered.agency_id != actor().agency_id:
        raise NotFound(vault.case)
    note_opened(db(), actor(), offer_id)
    form = ResponsibilityAnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.answer.data == "decline":
                why = form.reason.data or ""
                decline_responsibility(db(), actor(), offered, why)
                flash(_("Declined. The agency reads your reason."))
                return redirect(url_for("home.show"), 303)
            accept_responsibility(db(), actor(), offered)
            flash(_("Accepted. Your agency answers for the next step now."))
            return redirect(_back(reference, procedure_id), 303)
    page = render_template(
        "responsibility/answer.html",
        header=header_of(vault),
        procedure=procedure,
        offer=offered,
        state=procedure.flow.states[procedure.stands.places[offered.track].state],
        form=form,
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:offer_id>/settle", methods=["GET", "POST"])
def settle(reference: str, procedure_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Give the next step to who answers for it by law, when who was asked is silent."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.SETTLE_RESPONSIBILITY, vault.case)
    procedure = get_procedure(vault, procedure_id)
    offered = get_responsibility_offer(vault, procedure, offer_id)
    form = InteractForm()
    if form.validate_on_submit():
        with form.refusals():
            settle_responsibility(db(), actor(), offered)
            flash(_("It is recorded who answers for the next step now."))
            return redirect(_back(reference, procedure_id), 303)
    page = render_template(
        "responsibility/settle.html",
        header=header_of(vault),
        procedure=procedure,
        view=_view(vault, procedure_id, offered.track),
        form=form,
    )
    return page, (422 if form.errors else 200)


def _view(vault: Vault, procedure_id: UUID, track: str) -> ResponsibilityView:
    """Who answers for a track now; NotFound where nobody need."""
    procedure = get_procedure(vault, procedure_id)
    for view in list_responsibilities(vault, procedure):
        if view.track == track:
            return view
    raise NotFound(vault.case)


def _back(reference: str, procedure_id: UUID) -> str:
    return url_for("procedures.show", reference=reference, procedure_id=procedure_id)
