"""What is followed for a child: where each flowchart stands, what is next, a step."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.cases.queries import read_case
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.actions import (
    Taking,
    begin_procedure,
    notice_absence,
    take_step,
)
from interact.flowcharts.ahead import look_ahead, reasons_now
from interact.flowcharts.consequences import list_advised_shares
from interact.flowcharts.definitions import State
from interact.flowcharts.drawing import draw
from interact.flowcharts.moves import read_versions
from interact.flowcharts.progress import Row, as_text
from interact.flowcharts.queries import (
    RESPONSE,
    find_response,
    get_procedure,
    in_order,
    list_procedures,
    list_steps_taken,
    list_to_begin,
    progress_of,
    standing_at,
)
from interact.flowcharts.reporting import acknowledge_report
from interact.flowcharts.situation import read_known
from interact.flowcharts.who_answers import list_responsibilities
from interact.web.case_headers import header_of
from interact.web.forms import filled
from interact.web.language import clock_text
from interact.web.next_steps import (
    PAGES,
    NextSteps,
    advice_rows,
    name_of,
    page_after,
    page_of,
    steps_of,
)
from interact.web.procedure_forms import (
    AbsenceForm,
    AcknowledgeForm,
    EndingForm,
    StepForm,
)
from interact.web.request import actor, db

blueprint = Blueprint("procedures", __name__, url_prefix="/cases/<reference>/procedure")


@dataclass(frozen=True)
class Followed:
    """One open procedure on the page of all: its name, its states, what is next."""

    id: UUID
    name: str
    episode: int | None
    states: list[State]
    next: NextSteps


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """Everything that is followed for the child: where it stands, and what is next."""
    vault = read_case(db(), actor(), reference)
    procedures = list_procedures(vault)
    known = read_known(vault)
    followed = [
        Followed(
            id=one.id,
            name=name_of(one.flow.title, one.with_country),
            episode=one.episode.number if one.episode else None,
            states=standing_at(one),
            next=steps_of(vault, look_ahead(vault, one, known)),
        )
        for one in in_order(procedures)
        if one.ended_at is None
    ]
    return render_template(
        "procedures/index.html",
        header=header_of(vault),
        case=vault.case,
        missing=vault.case.open_episode is not None,
        followed=followed,
        ended=[
            (one, name_of(one.flow.title, one.with_country))
            for one in procedures
            if one.ended_at
        ],
        to_begin=list_to_begin(vault, procedures),
        advised=advice_rows(reference, list_advised_shares(vault, procedures)),
    )


@blueprint.get("/<uuid:procedure_id>")
def show(reference: str, procedure_id: UUID) -> ResponseReturnValue:
    """Where the case stands in a flowchart, drawn and as a list, and what is next."""
    vault = read_case(db(), actor(), reference)
    procedure = get_procedure(vault, procedure_id)
    flow, progress = procedure.flow, progress_of(procedure)
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    return render_template(
        "procedures/show.html",
        header=header_of(vault),
        name=name_of(flow.title, procedure.with_country),
        flow=flow,
        procedure=procedure,
        missing=vault.case.open_episode is not None,
        next=steps_of(vault, look_ahead(vault, procedure)),
        advised=advice_rows(reference, list_advised_shares(vault, [procedure])),
        taken=list_steps_taken(vault, procedure),
        answering=list_responsibilities(vault, procedure),
        versions=read_versions(vault, procedure),
        tracks=_by_track(as_text(flow, progress, _)),
        picture=draw(flow, progress, _, rtl=rtl, clock=clock_text),
    )


@blueprint.route("/start", methods=["GET", "POST"])
def start(reference: str) -> ResponseReturnValue:
    """Record that the child is not there: the response begins."""
    vault = read_case(db(), actor(), reference)
    form = AbsenceForm(noticed_at=now())
    if form.validate_on_submit():
        with form.refusals():
            noticed_at = filled(form.noticed_at.data)
            begun = notice_absence(db(), actor(), vault.case, noticed_at)
            flash(_("The response has started. This is what comes next."))
            return redirect(_page(reference, begun.id), 303)
    page = render_template("procedures/start.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)


@blueprint.post("/begin/<flow_id>")
def begin(reference: str, flow_id: str) -> ResponseReturnValue:
    """Begin what should be followed by now, and is not: of an older case, say."""
    vault = read_case(db(), actor(), reference)
    if flow_id not in {one.id for one in list_to_begin(vault, list_procedures(vault))}:
        raise NotFound(vault.case)
    begun = begin_procedure(db(), actor(), vault.case, flow_id)
    flash(_("It has begun. This is what comes next."))
    return redirect(_page(reference, begun.id), 303)


@blueprint.route("/steps/<step_id>", methods=["GET", "POST"])
@blueprint.route("/<uuid:procedure_id>/steps/<step_id>", methods=["GET", "POST"])
def take(
    reference: str, step_id: str, procedure_id: UUID | None = None
) -> ResponseReturnValue:
    """Take one step: tick what it asks, add a note, confirm.

    Without the number of a procedure it is a step of the newest response.
    """
    vault = read_case(db(), actor(), reference)
    response = find_response(vault) if procedure_id is None else None
    procedure = get_procedure(vault, procedure_id) if procedure_id else response
    step = procedure.flow.find_step(step_id) if procedure else None
    if procedure is None or step is None:
        raise NotFound(vault.case)
    if step.page in PAGES:
        return redirect(page_of(step, reference, procedure.id), 303)
    form = StepForm.about(step, procedure.country)
    if form.validate_on_submit():
        with form.refusals():
            take_step(db(), actor(), procedure, form.taking(step))
            flash(_("Done: %(step)s", step=_(step.title)))
            return redirect(page_after(step, reference, procedure.id), 303)
    page = render_template(
        "procedures/take.html",
        header=header_of(vault),
        name=name_of(procedure.flow.title, procedure.with_country),
        procedure=procedure,
        step=step,
        form=form,
        against=[one.said(_) for one in reasons_now(vault, procedure, step)],
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/acknowledge", methods=["GET", "POST"])
def acknowledge(reference: str) -> ResponseReturnValue:
    """The police say that they have the report, and under which number."""
    vault = read_case(db(), actor(), reference)
    procedure = find_response(vault)
    if procedure is None:
        raise NotFound(vault.case)
    form = AcknowledgeForm()
    if form.validate_on_submit():
        with form.refusals():
            number = form.police_number.data or ""
            acknowledge_report(db(), actor(), procedure, number)
            flash(_("Acknowledged. The reporting agency sees it."))
            return redirect(_page(reference, procedure.id), 303)
    page = render_template(
        "procedures/acknowledge.html", header=header_of(vault), form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/endings", methods=["GET", "POST"])
@blueprint.route("/<uuid:procedure_id>/endings", methods=["GET", "POST"])
def endings(reference: str, procedure_id: UUID | None = None) -> ResponseReturnValue:
    """What never ends an episode, and why; whoever tries is told the reason.

    Without the number of a procedure it is about the newest response.
    """
    vault = read_case(db(), actor(), reference)
    response = find_response(vault) if procedure_id is None else None
    procedure = get_procedure(vault, procedure_id) if procedure_id else response
    if procedure is None or not procedure.flow.forbidden:
        raise NotFound(vault.case)
    form = EndingForm.about(procedure.flow.forbidden)
    if form.validate_on_submit():
        with form.refusals():
            take_step(db(), actor(), procedure, Taking(form.ending.data))
    page = render_template(
        "procedures/endings.html",
        header=header_of(vault),
        form=form,
        procedure=procedure,
        response=procedure.flowchart == RESPONSE,
        endings=procedure.flow.forbidden,
    )
    return page, (422 if form.errors else 200)


def _page(reference: str, procedure_id: UUID) -> str:
    return url_for(".show", reference=reference, procedure_id=procedure_id)


def _by_track(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each track under its title, in the order of the flowchart."""
    return [(title, list(found)) for title, found in groupby(rows, lambda r: r.track)]
