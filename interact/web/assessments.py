"""Filling in a checklist: choosing it, its sections, checking, what it came to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import HiddenField, TextAreaField

from interact.cases.header import CaseHeader, case_header
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.actions import (
    answer_questions,
    check_answers_unchanged,
    finish_assessment,
    start_assessment,
)
from interact.checklists.definitions import Section
from interact.checklists.entries import Choice, checklist_choices
from interact.checklists.queries import (
    AssessmentView,
    count_answers,
    current_level,
    get_assessment,
    list_assessments,
    read_assessment,
)
from interact.checklists.rules import (
    CannotLowerAlone,
    ReasonNeeded,
    RiskLevel,
    set_level,
)
from interact.core.errors import NotFound
from interact.web.answered import shown_item
from interact.web.forms import InteractForm, said
from interact.web.inputs import PRIVATE, LineField, OneOf, stripped
from interact.web.questions import typed_before
from interact.web.request import actor, db
from interact.web.sections import SectionForm, section_form

blueprint = Blueprint(
    "assessments", __name__, url_prefix="/cases/<reference>/assessments"
)


class FinishForm(InteractForm):
    """The level a person says; the one the answers make is chosen beforehand."""

    computed: RiskLevel | None

    seen = HiddenField(default="")
    chosen = OneOf(_l("Which level do you set?"))
    reason = TextAreaField(
        _l("Why, if you set another level than the answers say"),
        widget=GovTextArea(),
        filters=[stripped],
        render_kw={**PRIVATE, "rows": 3},
    )
    second_person = LineField(
        _l("Who agrees, if you set a lower level"),
        description=_l("Name and part, for example the guardian"),
    )

    @classmethod
    def about(cls, view: AssessmentView) -> "FinishForm":
        """The form with the level these answers make."""
        computed = view.result.level
        form = cls(chosen=computed.value if computed else None)
        form.computed = computed
        form.chosen.choices = [
            (level.value, _level_text(level, computed)) for level in RiskLevel
        ]
        return form

    @property
    def level(self) -> RiskLevel | None:
        """The level that was chosen, if there is one to choose."""
        chosen = self.chosen.data if self.computed else None
        return RiskLevel(chosen) if chosen else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at its input, what another level still needs."""
        if not super().validate(extra_validators):
            return False
        if self.computed and self.level:
            why, who = self.reason.data or "", self.second_person.data or ""
            try:
                set_level(self.computed, self.level, why, who)
            except ReasonNeeded as refusal:
                self.reason.errors = [said(refusal)]
            except CannotLowerAlone as refusal:
                self.second_person.errors = [said(refusal)]
        return not self.errors


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """Which checklists there are for this case, and what was filled in so far."""
    vault = read_case(db(), actor(), reference)
    entries = list_assessments(vault)
    return render_template(
        "assessments/index.html",
        header=_header(vault),
        choices=checklist_choices(vault, entries),
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
    form = section_form(items)(data=typed_before(items))
    assessment = get_assessment(vault, assessment_id)
    names = [question.id for question in section.questions]
    if form.validate_on_submit():
        with form.refusals():
            check_answers_unchanged(vault, assessment, names, form.seen.data or "")
            answer_questions(db(), actor(), assessment, form.answers)
            return redirect(_next_url(reference, view, number), 303)
    form.seen.data = str(count_answers(vault, assessment, names))
    page = _section_page(vault, view, number, form)
    return page, (422 if form.errors else 200)
