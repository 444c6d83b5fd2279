"""Filling in a checklist: choosing it, its sections, checking, what it came to."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.entries import (
    Choice,
    checklist_choices,
    look_again_at,
)
from interact.assessments.lowering import find_lowering
from interact.assessments.preview import newer_edition
from interact.assessments.queries import (
    AssessmentView,
    current_level,
    get_assessment,
    list_assessments,
    read_assessment,
)
from interact.assessments.repeating import must_prepare_adulthood
from interact.assessments.unchanged import check_answers_unchanged, seen_of
from interact.cases.header import CaseHeader, case_header
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Section
from interact.core.errors import NotFound
from interact.web.answered import shown_item, shown_reasons
from interact.web.assessment_forms import (
    FinishForm,
    SectionForm,
    section_form,
    seen_text,
)
from interact.web.choosing import by_stage, due_at
from interact.web.forms import InteractForm
from interact.web.kept import told_kept, told_refused
from interact.web.outcomes import outcome_of
from interact.web.progress import parts_of, percent_of, progress_text
from interact.web.questions import typed_before
from interact.web.request import actor, db

blueprint = Blueprint(
    "assessments", __name__, url_prefix="/cases/<reference>/assessments"
)


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """Which checklists there are for this case, and what was filled in so far."""
    vault = read_case(db(), actor(), reference)
    entries = list_assessments(vault)
    choices = checklist_choices(vault, entries)
    return render_template(
        "assessments/index.html",
        header=_header(vault),
        nearly_adult=must_prepare_adulthood(vault),
        stages=by_stage(choices),
        due_at=due_at(vault, choices, entries),
        entries=entries,
    )


@blueprint.route("/start/<checklist_id>", methods=["GET", "POST"])
def start(reference: str, checklist_id: str) -> ResponseReturnValue:
    """What a checklist is for, and beginning it, in short or in full."""
    vault = read_case(db(), actor(), reference)
    choice = _choice(vault, checklist_id)
    form = InteractForm()
    if form.validate_on_submit():
        with form.refusals():
            assessment = start_assessment(
                db(),
                actor(),
                vault.case,
                checklist_id,
                short_form="short" in request.form,
                episode=choice.episode,
            )
            view = read_assessment(vault, assessment.id)
            return redirect(_section_url(reference, view, _first_open(view)), 303)
    page = render_template(
        "assessments/start.html", header=_header(vault), form=form, choice=choice
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:assessment_id>/<part>", methods=["GET", "POST"])
def fill(reference: str, assessment_id: UUID, part: str) -> ResponseReturnValue:
    """One section: its questions, kept at each step on."""
    vault = read_case(db(), actor(), reference)
    view = read_assessment(vault, assessment_id)
    number, section = _section(view, part)
    if view.entry.finished_at and request.method == "GET":
        return redirect(_url(".show", reference, view), 303)
    items = [view.items[question.id] for question in section.questions]
    before = typed_before(items) if request.method == "GET" else None
    form = section_form(items)(data=before)
    if form.validate_on_submit():
        with form.refusals():
            assessment = get_assessment(vault, assessment_id)
            answer_questions(db(), actor(), assessment, form.answers)
            if any(form.newer(item) for item in items):
                flash(_("Others answered here meanwhile. Every answer is kept."))
            return redirect(_next_url(reference, view, number), 303)
    if not form.is_submitted():
        form.seen.data = seen_text(items)
    page = _section_page(vault, view, number, form)
    return page, (422 if form.errors else 200)


@blueprint.post("/<uuid:assessment_id>/keep/<question>")
def keep(reference: str, assessment_id: UUID, question: str) -> ResponseReturnValue:
    """One answer, kept while its page stays open; says what became of it."""
    vault = read_case(db(), actor(), reference)
    view = read_assessment(vault, assessment_id)
    item = view.items[view.asked.question(question).id]
    if not item.may_write:
        raise CompartmentNotHeld(part=_(item.compartment.label))
    form = section_form([item])()
    if form.validate_on_submit():
        with form.refusals():
            assessment = get_assessment(vault, assessment_id)
            answer_questions(db(), actor(), assessment, form.answers)
            return told_kept(read_assessment(vault, assessment_id), item, form)
    return told_refused(form), 422


@blueprint.route("/<uuid:assessment_id>/check", methods=["GET", "POST"])
def check(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """Every answer once more, and what they come to, before it counts."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    view = read_assessment(vault, assessment_id)
    if view.entry.finished_at and request.method == "GET":
        return redirect(_url(".show", reference, view), 303)
    form = FinishForm.about(view)
    names = [question.id for question in view.asked.questions()]
    if form.is_submitted():
        with form.refusals():
            check_answers_unchanged(vault, assessment, names, form.seen.data or "")
    if form.validate_on_submit():
        with form.refusals():
            finish_assessment(db(), actor(), assessment, *form.said())
            flash(_("Finished. This is what the answers come to."))
            return redirect(_url(".show", reference, view), 303)
    form.seen.data = seen_of(vault, assessment, names)
    page = render_template(
        "assessments/check.html",
        header=_header(vault),
        form=form,
        newer=newer_edition(vault, assessment),
        moved=assessment.moved_from_id is not None,
        **_shown(view),
    )
    return page, (422 if form.errors else 200)


@blueprint.get("/<uuid:assessment_id>")
def show(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """What a finished assessment came to, and the answers that made it so."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    view = read_assessment(vault, assessment_id)
    if not view.entry.finished_at:
        return redirect(_url(".check", reference, view), 303)
    return render_template(
        "assessments/show.html",
        header=_header(vault),
        look_again_at=look_again_at(view.entry, list_assessments(vault)),
        lowering=find_lowering(vault, assessment),
        **_shown(view),
    )


def _header(vault: Vault) -> CaseHeader:
    return case_header(vault, current_level(vault))


def _choice(vault: Vault, checklist_id: str) -> Choice:
    """The checklist as it can be filled in now; refuses who may not write there."""
    choices = checklist_choices(vault, list_assessments(vault))
    found = [one for one in choices if one.checklist.id == checklist_id]
    if not found:
        raise NotFound(vault.case)
    if not found[0].may_fill:
        raise CompartmentNotHeld(part=_(found[0].checklist.compartment.label))
    return found[0]


def _section(view: AssessmentView, part: str) -> tuple[int, Section]:
    """A section by its number on the page, from 1 on; NotFound beyond the last."""
    sections = view.asked.sections
    number = int(part) if part.isascii() and part.isdecimal() else 0
    if not 0 < number <= len(sections):
        raise NotFound
    return number, sections[number - 1]


def _section_page(
    vault: Vault, view: AssessmentView, number: int, form: SectionForm
) -> str:
    return render_template(
        "assessments/fill.html",
        header=_header(vault),
        view=view,
        section=view.asked.sections[number - 1],
        number=number,
        form=form,
        parts=parts_of(view),
        percent=percent_of(view),
        progress=progress_text(view),
        shown={name: shown_item(item) for name, item in view.items.items()},
    )


def _first_open(view: AssessmentView) -> int:
    """The first section in which something is not answered yet, or the first."""
    for number, section in enumerate(view.asked.sections, 1):
        if not all(view.items[one.id].is_answered for one in section.questions):
            return number
    return 1


def _next_url(reference: str, view: AssessmentView, number: int) -> str:
    """On to the next section, to the check after the last one, or where was asked."""
    then = request.form.get("then", "")
    if then == "leave":
        return url_for(".index", reference=reference)
    if then in {str(one) for one in range(1, len(view.asked.sections) + 1)}:
        return _section_url(reference, view, int(then))
    if then == "check" or number == len(view.asked.sections):
        return _url(".check", reference, view)
    return _section_url(reference, view, number + 1)


def _section_url(reference: str, view: AssessmentView, number: int) -> str:
    part = str(number)
    return url_for(".fill", reference=reference, assessment_id=view.entry.id, part=part)


def _url(endpoint: str, reference: str, view: AssessmentView) -> str:
    return url_for(endpoint, reference=reference, assessment_id=view.entry.id)


def _shown(view: AssessmentView) -> dict[str, Any]:
    """What the pages about a whole assessment show."""
    return {
        "view": view,
        "shown": {name: shown_item(item) for name, item in view.items.items()},
        "reasons": shown_reasons(view),
        "outcome": outcome_of(view),
        "parts": parts_of(view),
        "percent": percent_of(view),
        "progress": progress_text(view),
        "part_of": {
            question.id: number
            for number, section in enumerate(view.asked.sections, 1)
            for question in section.questions
        },
    }
