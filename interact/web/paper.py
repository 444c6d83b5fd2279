"""Answers on paper: lines to write on, and what was answered as codes and words."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from interact.assessments.answers import GivenAnswer
from interact.assessments.items import Item
from interact.cases.fields import FieldKind, field_by_name
from interact.cases.queries import ClaimView, conflicts
from interact.checklists.codes import code_of, code_of_value
from interact.checklists.questions import Question
from interact.checklists.rules import AnswerKind
from interact.core.words import mark
from interact.web.answered import answer_text
from interact.web.details import shown_claims

DAY = mark("Year, month, day")
MOMENT = mark("Year, month, day, hour, time zone")
LONG = ("", "")
# What stands above each line that is written on; alike for all who read it later.
BY_KIND: dict[AnswerKind | FieldKind, tuple[str, ...]] = {
    AnswerKind.DATE: (DAY,),
    AnswerKind.MOMENT: (MOMENT,),
    AnswerKind.NUMBER: (mark("Number"),),
    AnswerKind.TEXT: LONG,
    FieldKind.NAME: (mark("In Latin letters"), mark("In the child's own script")),
    FieldKind.BIRTH_DATE: (DAY, mark("Or the age in years")),
    FieldKind.DATE: (DAY,),
    FieldKind.MOMENT: (MOMENT,),
    FieldKind.NUMBER: (mark("Number"),),
    FieldKind.LONG_TEXT: LONG,
    FieldKind.PERSON: (mark("Name"), mark("Telephone")),
    FieldKind.CHOICE: (),
    FieldKind.YES_NO: (),
}


@dataclass(frozen=True, kw_only=True)
class PaperAnswer:
    """What was answered, as a code and in words, and what it rests on.

    `person` is said to colleagues where others answered; `decides` says that it
    settled answers that differed.
    """

    code: str
    text: str
    evidence: str
    said_by: str
    on: date | None
    at: datetime
    agency: str
    person: str = ""
    decides: bool = False


def lines_of(question: Question) -> list[str]:
    """What stands above the lines on which a question is answered by hand."""
    field = field_by_name(question.field or "")
    kind = field.kind if field else question.answer
    if kind is None or kind in (
        AnswerKind.YES_NO,
        AnswerKind.CONFIRM,
        AnswerKind.CHOICE,
    ):
        return []
    return [str(_(line)) if line else "" for line in BY_KIND.get(kind, ("",))]


def answers_on_paper(item: Item) -> list[PaperAnswer]:
    """What was answered, the newest first; nothing where this reader cannot open it."""
    if not item.may_open:
        return []
    claims = list(item.claims)
    if claims:
        return [
            _claimed(item.question, one) for one in [*claims[:1], *conflicts(claims)]
        ]
    found = [_given(item.question, one) for one in item.shown]
    return [one for one in found if one]


def _claimed(question: Question, claim: ClaimView) -> PaperAnswer:
    (shown,) = shown_claims([claim])
    source = f"{_(shown.source.label)}, {_(shown.confidence.label)}"
    return PaperAnswer(
        code=code_of_value(question, claim.field, claim.statement.value),
        text=shown.text,
        evidence=source,
        said_by=shown.said_by,
        on=None,
        at=shown.at,
        agency=shown.agency,
    )


def _given(question: Question, given: GivenAnswer) -> PaperAnswer | None:
    answer = given.answer
    if answer is None:
        return None
    return PaperAnswer(
        code=code_of(question, answer),
        text=answer_text(question, answer),
        evidence=answer.evidence,
        said_by=answer.said_by,
        on=answer.on,
        at=given.at,
        agency=given.agency_name,
        person=given.person_name,
        decides=given.decides,
    )
