"""Deciding between answers of several people that differ."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import HiddenField, TextAreaField

from interact.assessments.deciding import decide_answer
from interact.assessments.items import Item
from interact.assessments.queries import get_assessment, read_assessment
from interact.assessments.unchanged import check_answers_unchanged, seen_of
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.checklists.rules import AlreadyFinished, Answer, NothingToDecide
from interact.web.answered import ShownItem, answer_text, shown_item
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, OneOf, stripped
from interact.web.request import actor, db

blueprint = Blueprint(
    "deciding",
    __name__,
    url_prefix="/cases/<reference>/assessments/<uuid:assessment_id>",
)


class DecideForm(InteractForm):
    """Which of the answers that stand side by side is to stand alone."""

    seen = HiddenField(default="")
    answer = OneOf(_l("Which answer stands?"), needed=_l("Choose one of the answers"))
    evidence = TextAreaField(
        _l("What your decision rests on"),
        description=_l("Empty if what the answer rests on is enough."),
        widget=GovTextArea(),
        filters=[stripped],
        render_kw=PRIVATE,
    )

    @classmethod
    def about(cls, item: Item, shown: ShownItem) -> "DecideForm":
        """The form with the answers to choose from, and who gave each."""
        form = cls()
        pairs = zip(item.differing, shown.answers, strict=False)
        form.answer.choices = [
            (str(one.id), _choice(item, one.answer, said.agency, said.person))
            for one, said in pairs
            if one.answer
        ]
        return form

    def chosen(self, item: Item) -> Answer:
        """The answer that was chosen, with what the decision rests on."""
        found = {str(one.id): one.answer for one in item.differing if one.answer}
        chosen = found[str(self.answer.data)]
        return replace(chosen, evidence=self.evidence.data or chosen.evidence)


@blueprint.route("/deciding/<question>", methods=["GET", "POST"])
def decide(reference: str, assessment_id: UUID, question: str) -> ResponseReturnValue:
    """The answers to one question side by side, and which of them stands."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    view = read_assessment(vault, assessment_id)
    item = view.items[view.opened.checklist.question(question).id]
    if item.is_hidden:
        raise CompartmentNotHeld(part=_(item.compartment.label))
    if view.entry.finished_at:
        raise AlreadyFinished
    if not item.differing:
        raise NothingToDecide
    shown = shown_item(item)
    form = DecideForm.about(item, shown)
    if form.validate_on_submit():
        with form.refusals():
            check_answers_unchanged(vault, assessment, [question], form.seen.data or "")
            decide_answer(db(), actor(), assessment, question, form.chosen(item))
            flash(_("Decided. The other answers are kept beside it."))
            return redirect(_check(reference, assessment_id), 303)
    form.seen.data = seen_of(vault, assessment, [question])
    page = render_template(
        "deciding/decide.html", header=header_of(vault), view=view, one=shown, form=form
    )
    return page, (422 if form.errors else 200)


def _check(reference: str, assessment_id: UUID) -> str:
    return url_for(
        "assessments.check", reference=reference, assessment_id=assessment_id
    )


def _choice(item: Item, answer: Answer, agency: str, person: str) -> str:
    """An answer as a choice, with who gave it."""
    said = {"answer": answer_text(item.question, answer), "agency": agency}
    if person:
        named = _("%(answer)s, says %(person)s (%(agency)s)", person=person, **said)
        return str(named)
    return str(_("%(answer)s, says %(agency)s", **said))
