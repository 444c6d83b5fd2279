"""A question as forms of other systems ask it: what kind, which answers, by codes."""

from dataclasses import dataclass

from interact.cases.fields import PHOTOGRAPH, FieldKind, field_by_name
from interact.checklists.codes import REPLY_CODES, options_of, replies_of
from interact.checklists.questions import Question
from interact.checklists.rules import SCALES, AnswerKind, Reply
from interact.core.words import Word
from interact.core.words import mark as _

DONE = {"Y": _("Done"), "N": _("Not done"), "X": _("Cannot be done")}


class Kind(Word):
    """What is put in, in words every form system knows."""

    ONE_OF = "one of", _("One of several")
    TEXT = "text", _("Text")
    DAY = "day", _("A day")
    MOMENT = "moment", _("A day and a time")
    NUMBER = "number", _("A number")
    PICTURE = "picture", _("A photograph")


OF_ANSWER = {
    AnswerKind.TEXT: Kind.TEXT,
    AnswerKind.DATE: Kind.DAY,
    AnswerKind.MOMENT: Kind.MOMENT,
    AnswerKind.NUMBER: Kind.NUMBER,
}
OF_FIELD = {
    FieldKind.DATE: Kind.DAY,
    FieldKind.MOMENT: Kind.MOMENT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.CHOICE: Kind.ONE_OF,
    FieldKind.YES_NO: Kind.ONE_OF,
}


@dataclass(frozen=True)
class Choice:
    """One answer to choose: its code on paper, its text, its points if it has any."""

    code: str
    text: str
    points: float = 0


def kind_of(question: Question) -> Kind:
    """How a question is answered elsewhere. An age, a name, a place are text there."""
    if question.field == PHOTOGRAPH:
        return Kind.PICTURE
    field = field_by_name(question.field or "")
    if field is not None:
        return OF_FIELD.get(field.kind, Kind.TEXT)
    return OF_ANSWER.get(question.answer or AnswerKind.TEXT, Kind.ONE_OF)


def choices_for(question: Question) -> tuple[Choice, ...]:
    """The answers to choose from, in the order of their codes; none for other kinds."""
    field = field_by_name(question.field or "")
    if field is not None:
        chosen = kind_of(question) is Kind.ONE_OF
        return tuple(Choice(*one) for one in options_of(field)) if chosen else ()
    if question.answer is AnswerKind.CHOICE:
        options = enumerate(question.options, 1)
        return tuple(Choice(str(place), one.text) for place, one in options)
    if question.answer is AnswerKind.CONFIRM:
        return tuple(Choice(code, text) for code, text in DONE.items())
    if question.answer not in SCALES:
        return ()
    points = {Reply.YES: question.weight, Reply.SUSPECTED: question.weight / 2}
    return tuple(
        Choice(REPLY_CODES[reply], reply.label, points.get(reply, 0))
        for reply in replies_of(question)
    )
