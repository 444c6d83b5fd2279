"""A checklist over time: its levels, and what was answered differently each time."""

from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.assessments.entries import AssessmentEntry
from interact.assessments.history import Step, read_history
from interact.cases.queries import read_case
from interact.checklists.comparing import Changed
from interact.checklists.questions import Question
from interact.checklists.rules import Answer
from interact.web.answered import answer_text
from interact.web.case_headers import header_of
from interact.web.level_chart import draw_levels
from interact.web.request import actor, db

blueprint = Blueprint("comparing", __name__, url_prefix="/cases/<reference>/comparing")


@dataclass(frozen=True)
class ShownChange:
    """A question with what was answered before and after, in the reader's language."""

    changed: Changed
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """Two assessments, one after the other, and what changed between them."""

    before: AssessmentEntry
    after: AssessmentEntry
    changes: list[ShownChange]


@blueprint.get("/<checklist_id>")
def show(reference: str, checklist_id: str) -> ResponseReturnValue:
    """The levels of one checklist over time, and the answers that changed."""
    vault = read_case(db(), actor(), reference)
    steps = read_history(vault, checklist_id)
    entries = [one.entry for one in steps]
    concluded = [one.conclusion for one in entries if one.conclusion]
    levels = [one.level for one in concluded if one.level]
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    return render_template(
        "comparing/show.html",
        header=header_of(vault),
        checklist=vault.session.info["checklists"].get(checklist_id),
        entries=entries,
        compared=_compared(steps),
        chart=draw_levels(levels, rtl=rtl),
    )


def _compared(steps: list[Step]) -> list[Compared]:
    return [
        Compared(before.entry, after.entry, [_shown(one) for one in after.changes])
        for after, before in pairwise(steps)
        if after.changes is not None
    ]


def _shown(changed: Changed) -> ShownChange:
    question = changed.question
    before = _("Not asked") if changed.is_new else _text(question, changed.before)
    after = _("Not asked") if changed.is_gone else _text(question, changed.after)
    return ShownChange(changed, str(before), str(after))


def _text(question: Question, answer: Answer | None) -> str:
    if answer is None or not answer.is_given:
        return str(_("Not answered"))
    return answer_text(question, answer)
