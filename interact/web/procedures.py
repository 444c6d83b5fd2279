"""The response flowchart of a case: where it stands, what is next, taking a step."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from interact.cases.header import case_header
from interact.cases.queries import read_case
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.actions import Taking, notice_absence, take_step
from interact.flowcharts.definitions import Ending, Step
from interact.flowcharts.drawing import draw
from interact.flowcharts.progress import as_text
from interact.flowcharts.queries import (
    find_procedure,
    list_next_steps,
    list_steps_taken,
    progress_of,
)
from interact.flowcharts.reporting import acknowledge_report
from interact.web.forms import InteractForm, filled
from interact.web.inputs import LineField, MomentField, OneOf, SeveralOf
from interact.web.request import actor, db

blueprint = Blueprint("procedures", __name__, url_prefix="/cases/<reference>/procedure")

# Steps that ask for more than a tick have a page of their own.
PAGES = {
    "local_checks": "assessments.index",
    "missing_report": "alerts.report",
    "acknowledge": "procedures.acknowledge",
    "sighting": "sightings.new",
}


class AbsenceForm(InteractForm):
    noticed_at = MomentField(
        _l("When was it noticed that the child is not there?"),
        description=_l("Deadlines count from then."),
        validators=[InputRequired(_l("Enter when the absence was noticed"))],
    )


class StepForm(InteractForm):
    confirmed = SeveralOf(_l("Tick what is so"))
    note = TextAreaField(
        _l("What others should know about it, if anything"),
        widget=GovTextArea(),
        default="",
    )

    @classmethod
    def about(cls, step: Step) -> "StepForm":
        """The form of a step, with the statements it asks to be ticked."""
        form = cls()
        form.confirmed.choices = [(ask.id, _(ask.text)) for ask in step.asks]
        return form


class AcknowledgeForm(InteractForm):
    police_number = LineField(
        _l("Police reference"),
        description=_l("Leave it empty while it is pending, and come back."),
    )


class EndingForm(InteractForm):
    ending = OneOf(_l("Why should the episode end?"))

    @classmethod
    def about(cls, forbidden: Iterable[Ending]) -> "EndingForm":
        """The form with every ending that the flowchart forbids."""
        form = cls()
        form.ending.choices = [(one.id, _(one.title)) for one in forbidden]
        return form


@blueprint.get("")
def show(reference: str) -> ResponseReturnValue:
    """Where the case stands in the flowchart, drawn and as a list, and what is next."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    header = case_header(vault)
    if procedure is None:
        return render_template("procedures/none.html", header=header)
    flow, progress = procedure.flow, progress_of(procedure)
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    return render_template(
        "procedures/show.html",
        header=header,
        flow=flow,
        procedure=procedure,
        steps=list_next_steps(vault, procedure),
        taken=list_steps_taken(vault, procedure),
        rows=as_text(flow, progress, _),
        picture=draw(flow, progress, _, rtl=rtl),
        page_of=_page_of,
    )


@blueprint.route("/start", methods=["GET", "POST"])
def start(reference: str) -> ResponseReturnValue:
    """Record that the child is not there: the response begins."""
    vault = read_case(db(), actor(), reference)
    form = AbsenceForm(noticed_at=now())
    if form.validate_on_submit():
        with form.refusals():
            notice_absence(db(), actor(), vault.case, filled(form.noticed_at.data))
            flash(_("The response has started. This is what comes next."))
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template(
        "procedures/start.html", header=case_header(vault), form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/steps/<step_id>", methods=["GET", "POST"])
def take(reference: str, step_id: str) -> ResponseReturnValue:
    """Take one step: tick what it asks, add a note, confirm."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    step = procedure.flow.find_step(step_id) if procedure else None
    if procedure is None or step is None:
        raise NotFound(vault.case)
    form = StepForm.about(step)
    if form.validate_on_submit():
        with form.refusals():
            ticked = frozenset(form.confirmed.data or [])
            taking = Taking(step.id, ticked, form.note.data or "")
            take_step(db(), actor(), procedure, taking)
            flash(_("Done: %(step)s", step=_(step.title)))
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template(
        "procedures/take.html", header=case_header(vault), step=step, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/acknowledge", methods=["GET", "POST"])
def acknowledge(reference: str) -> ResponseReturnValue:
    """The police say that they have the report, and under which number."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    if procedure is None:
        raise NotFound(vault.case)
    form = AcknowledgeForm()
    if form.validate_on_submit():
        with form.refusals():
            number = form.police_number.data or ""
            acknowledge_report(db(), actor(), procedure, number)
            flash(_("Acknowledged. The reporting agency sees it."))
            return redirect(url_for(".show", reference=reference), 303)
    page = render_template(
        "procedures/acknowledge.html", header=case_header(vault), form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/endings", methods=["GET", "POST"])
def endings(reference: str) -> ResponseReturnValue:
    """What never ends an episode, and why; whoever tries is told the reason."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    if procedure is None:
        raise NotFound(vault.case)
    form = EndingForm.about(procedure.flow.forbidden)
    if form.validate_on_submit():
        with form.refusals():
            take_step(db(), actor(), procedure, Taking(form.ending.data))
    page = render_template(
        "procedures/endings.html",
        header=case_header(vault),
        form=form,
        endings=procedure.flow.forbidden,
    )
    return page, (422 if form.errors else 200)


def _page_of(step: Step, reference: str) -> str:
    """Where a step is taken."""
    page = PAGES.get(step.page or "")
    if page:
        return url_for(page, reference=reference)
    return url_for("procedures.take", reference=reference, step_id=step.id)
