"""What was answered in a checklist, as a person reads it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, format_datetime, format_decimal
from flask_babel import gettext as _

from interact.assessments.answers import GivenAnswer
from interact.assessments.items import Item
from interact.assessments.queries import AssessmentView
from interact.checklists.questions import Question
from interact.checklists.results import Reason
from interact.checklists.rules import Answer, AnswerKind, Reply, When
from interact.web.details import ShownClaim, newest_and_others
from interact.web.progress import for_others, who_answers
from interact.web.questions import DONE

K = AnswerKind


@dataclass(frozen=True, kw_only=True)
class ShownAnswer:
    """An answer as a page shows it; `text` is None where it is not shared."""

    text: str | None
    evidence: str
    said_by: str
    on: date | None
    at: datetime
    agency: str
    person: str
    decides: bool


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """A question with the answers that stand, then those from before a decision.

    `differ` says that the first of them stand side by side until somebody decides, and
    how many; else it is 0. `others` says who usually answers it, where that is not the
    reader's kind of agency.
    """

    item: Item
    differ: int
    others: str
    claims: list[ShownClaim]
    answers: list[ShownAnswer]

    @property
    def newest(self) -> ShownAnswer | None:
        """The answer that counts."""
        return next(iter(self.answers), None)


@dataclass(frozen=True)
class ShownReason:
    """An answer that made a level: the question, what was answered, what it counts."""

    question: str
    answer: str
    counts: str


def shown_reasons(view: AssessmentView) -> list[ShownReason]:
    """The answers that made the level, the heaviest first, in the reader's language."""
    return [
        ShownReason(
            question=_(view.items[one.question_id].question.text),
            answer=_("Known from the case") if one.from_fact else _(one.reply.label),
            counts=_counts(one),
        )
        for one in view.result.why
    ]


def shown_item(item: Item) -> ShownItem:
    """A question as a page shows it: its claims, or else its answers."""
    by = item.question.answered_by
    return ShownItem(
        item=item,
        differ=len(item.differing),
        others=who_answers(by) if for_others(item.question) else "",
        claims=newest_and_others(list(item.claims)),
        answers=[_shown(item.question, one) for one in item.shown],
    )


def answer_text(question: Question, answer: Answer) -> str:
    """What was answered, in the reader's language, without what it rests on."""
    if answer.reply is None:
        return _written(question, answer.text)
    done = question.answer is K.CONFIRM and DONE.get(answer.reply)
    label = str(_(done or answer.reply.label))
    if answer.when is When.HISTORICAL and answer.reply in (Reply.YES, Reply.SUSPECTED):
        return str(_("%(answer)s, earlier and not now", answer=label))
    return label


def _counts(reason: Reason) -> str:
    if reason.override is not None:
        level = _(reason.override.label)
        return str(_("enough by itself for “%(level)s”", level=level))
    if not reason.points:
        return str(_("counts as one sign"))
    points = format_decimal(abs(reason.points))
    if reason.points < 0:
        return str(_("takes off %(points)s", points=points))
    return str(_("adds %(points)s", points=points))


def _shown(question: Question, given: GivenAnswer) -> ShownAnswer:
    answer = given.answer
    return ShownAnswer(
        text=answer_text(question, answer) if answer else None,
        evidence=answer.evidence if answer else "",
        said_by=answer.said_by if answer else "",
        on=answer.on if answer else None,
        at=given.at,
        agency=given.agency_name,
        person=given.person_name,
        decides=given.decides,
    )


def _written(question: Question, text: str) -> str:
    if question.answer is K.CHOICE:
        texts = {option.value: option.text for option in question.options}
        return str(_(texts.get(text, text)))
    if question.answer is K.DATE:
        return str(format_date(date.fromisoformat(text), "long"))
    if question.answer is K.MOMENT:
        return str(format_datetime(datetime.fromisoformat(text), "d MMMM y, HH:mm z"))
    return text
