"""The response flowchart of a case: where it stands, what is next, taking a step."""

from collections.abc import Iterable
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from interact.cases.queries import read_case
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.actions import Taking, notice_absence, take_step
from interact.flowcharts.ahead import reasons_now
from interact.flowcharts.definitions import Ending, Step
from interact.flowcharts.drawing import draw
from interact.flowcharts.progress import Row, as_text
from interact.flowcharts.queries import (
    find_procedure,
    list_steps_taken,
    progress_of,
)
from interact.flowcharts.reporting import acknowledge_report
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, filled
from interact.web.inputs import LineField, MomentField, SeveralOf
from interact.web.next_steps import PAGES, next_steps_of, page_after, page_of
from interact.web.request import actor, db

blueprint = Blueprint("procedures", __name__, url_prefix="/cases/<reference>/procedure")


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
    ending = RadioField(
        _l("Why should the episode end?"),
        widget=GovRadioInput(),
        validators=[InputRequired(_l("Choose why the episode should end"))],
    )

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
    header = header_of(vault)
    if procedure is None:
        return render_template("procedures/_none.html", header=header)
    flow, progress = procedure.flow, progress_of(procedure)
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    return render_template(
        "procedures/show.html",
        header=header,
        flow=flow,
        procedure=procedure,
        next=next_steps_of(vault),
        taken=list_steps_taken(vault, procedure),
        tracks=_by_track(as_text(flow, progress, _)),
        picture=draw(flow, progress, _, rtl=rtl),
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
    page = render_template("procedures/start.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/steps/<step_id>", methods=["GET", "POST"])
def take(reference: str, step_id: str) -> ResponseReturnValue:
    """Take one step: tick what it asks, add a note, confirm."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    step = procedure.flow.find_step(step_id) if procedure else None
    if procedure is None or step is None:
        raise NotFound(vault.case)
    if step.page in PAGES:
        return redirect(page_of(step, reference), 303)
    form = StepForm.about(step)
    if form.validate_on_submit():
        with form.refusals():
            ticked = frozenset(form.confirmed.data or [])
            taking = Taking(step.id, ticked, form.note.data or "")
            take_step(db(), actor(), procedure, taking)
            flash(_("Done: %(step)s", step=_(step.title)))
            return redirect(page_after(step, reference), 303)
    page = render_template(
        "procedures/take.html",
        header=header_of(vault),
        step=step,
        form=form,
        against=[one.said(_) for one in reasons_now(vault, procedure, step)],
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
        "procedures/acknowledge.html", header=header_of(vault), form=form
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
        header=header_of(vault),
        form=form,
        endings=procedure.flow.forbidden,
    )
    return page, (422 if form.errors else 200)


def _by_track(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each track under its title, in the order of the flowchart."""
    return [(title, list(found)) for title, found in groupby(rows, lambda r: r.track)]
