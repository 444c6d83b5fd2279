"""Recording a sighting, and reading what was seen."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from interact.cases.queries import read_case
from interact.cases.statements import Confidence
from interact.core.clock import now
from interact.flowcharts.queries import find_response
from interact.flowcharts.reporting import report_sighting
from interact.sightings.queries import list_sightings
from interact.sightings.rules import Account
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, choices_of, filled
from interact.web.inputs import LineField, MomentField, OneOf, check_length
from interact.web.request import actor, db

blueprint = Blueprint("sightings", __name__, url_prefix="/cases/<reference>/sightings")

LONGEST_ACCOUNT = 5000


class SightingForm(InteractForm):
    seen_at = MomentField(
        _l("When was the child seen?"),
        validators=[InputRequired(_l("Enter when the child was seen"))],
    )
    place = LineField(
        _l("Where?"),
        description=_l("A place, as exact as it is known"),
        validators=[InputRequired(_l("Enter where the child was seen"))],
    )
    description = TextAreaField(
        _l("What was seen: with whom, in what condition, going where"),
        widget=GovTextArea(),
        validators=[check_length(LONGEST_ACCOUNT)],
        default="",
    )
    said_by = LineField(
        _l("Who says so"), description=_l("Leave it empty if they want no name kept")
    )
    confidence = OneOf(
        _l("How sure are they"),
        choices=choices_of(Confidence),
        default=Confidence.LIKELY.value,
    )

    def account(self) -> Account:
        """What was typed, as a sighting."""
        return Account(
            seen_at=filled(self.seen_at.data),
            place=self.place.data or "",
            description=self.description.data or "",
            said_by=self.said_by.data or "",
            confidence=Confidence(self.confidence.data),
        )


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """What people say they saw, newest first."""
    vault = read_case(db(), actor(), reference)
    return render_template(
        "sightings/index.html",
        header=header_of(vault),
        sightings=list_sightings(vault),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Record a sighting; the police are asked to verify it."""
    vault = read_case(db(), actor(), reference)
    procedure = find_response(vault)
    if procedure is None:
        return redirect(url_for("procedures.start", reference=reference), 303)
    form = SightingForm(seen_at=now())
    if form.validate_on_submit():
        with form.refusals():
            report_sighting(db(), actor(), procedure, form.account())
            flash(_("Recorded. The police are asked to verify it."))
            return redirect(url_for("procedures.index", reference=reference), 303)
    page = render_template("sightings/new.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)
