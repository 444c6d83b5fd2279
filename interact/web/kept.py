"""What an open page is told when an answer was kept, or could not be."""

from flask_babel import gettext as _

from interact.assessments.answers import GivenAnswer
from interact.assessments.items import Item
from interact.assessments.queries import AssessmentView
from interact.core.clock import now
from interact.web.answered import answer_text
from interact.web.assessment_forms import SectionForm, seen_text
from interact.web.language import moment_text
from interact.web.progress import Part, parts_of, percent_of, progress_text

Told = dict[str, object]


def told_kept(view: AssessmentView, item: Item, form: SectionForm) -> Told:
    """That an answer was kept and when, what others said, how far it all is now.

    `view` is the assessment as it is now, `item` the question as it was before.
    """
    name = item.question.id
    kept = _("Kept at %(at)s.", at=moment_text(now()))
    if not form.is_filled and item.is_answered:
        kept = _("Nothing is filled in here. What was answered before stays.")
    part = next(one for one in parts_of(view) if _asks(one, name))
    return {
        "kept": kept if form.is_filled or item.is_answered else "",
        "seen": seen_text([view.items[name]]),
        "others": [_meanwhile(item, one) for one in form.newer(item)],
        "percent": percent_of(view),
        "progress": progress_text(view),
        "part": part.number,
        "part_progress": part.said,
    }


def told_refused(form: SectionForm) -> Told:
    """Why an answer could not be kept, in the first sentence there is."""
    sentences = [one for errors in form.errors.values() for one in errors]
    return {"refused": str(sentences[0])}


def _asks(part: Part, name: str) -> bool:
    return any(one.id == name for one in part.section.questions)


def _meanwhile(item: Item, given: GivenAnswer) -> str:
    if given.answer is None:
        return str(_("%(agency)s answered this meanwhile.", agency=given.agency_name))
    return str(
        _(
            "%(agency)s answered this meanwhile, at %(at)s: %(answer)s. "
            "Both answers are kept.",
            agency=given.agency_name,
            at=moment_text(given.at),
            answer=answer_text(item.question, given.answer),
        )
    )
