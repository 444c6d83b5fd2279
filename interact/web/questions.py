"""How one question of a checklist is asked: its inputs, and the answer they make.

What the child's profile asks is asked as on the profile's own pages.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextArea
from wtforms import BooleanField, Form, TextAreaField
from wtforms import Field as Input

from interact.assessments.items import Item
from interact.checklists.questions import Question
from interact.checklists.rules import (
    EMPTY,
    Answer,
    AnswerInFuture,
    AnswerKind,
    EvidenceNeeded,
    Reply,
    When,
)
from interact.core.errors import RuleBroken
from interact.core.words import mark
from interact.web.forms import choices_of
from interact.web.inputs import (
    PRIVATE,
    Chosen,
    DayField,
    LineField,
    MomentField,
    OneOf,
    stripped,
)
from interact.web.profile_fields import Inputs, inputs_of, name_of, names_of

Typed = dict[str, Any]
K = AnswerKind

# What the replies are called where something was to be done.
DONE = {
    Reply.YES: mark("Done"),
    Reply.NO: mark("Not done"),
    Reply.NOT_APPLICABLE: mark("Cannot be done"),
}

# The endings of the names of inputs: what answers, and what may be added to a yes.
REPLY, TEXT, WHY = "reply", "text", "why"
EVIDENCE, EARLIER, SAID_BY, ON = "evidence", "earlier", "said_by", "on"
ADDED = (EVIDENCE, EARLIER, SAID_BY, ON)


def question_inputs(item: Item) -> Inputs:
    """The inputs of a question by their names, in the order in which they are shown."""
    question, field = item.question, item.field
    if field is not None:
        bound = {name_of(field, end): one for end, one in inputs_of(field).items()}
        return {**bound, f"{question.id}_{WHY}": _why()}
    made = ASKED[question.answer](question) if question.answer else {WHY: _why()}
    return {f"{question.id}_{ending}": one for ending, one in made.items()}


def main_inputs(form: Form, item: Item) -> list[Input]:
    """The inputs that answer a question."""
    if item.field is not None:
        return [form[name] for name in names_of(item.field)]
    return _named(form, item.question, (REPLY, TEXT))


def added_inputs(form: Form, item: Item) -> list[Input]:
    """The inputs that say what a yes rests on."""
    return _named(form, item.question, ADDED)


def why_input(form: Form, item: Item) -> Input | None:
    """The input that says why there is no answer."""
    return next(iter(_named(form, item.question, (WHY,))), None)


def input_for(form: Form, item: Item, refusal: RuleBroken) -> Input:
    """The input that a refusal of an answer is about."""
    ending = {EvidenceNeeded: EVIDENCE, AnswerInFuture: ON}.get(type(refusal), "")
    found = _named(form, item.question, (ending, WHY))
    return (found or main_inputs(form, item))[0]


def read_answer(form: Form, question: Question) -> Answer:
    """What was typed for a question; an answer that is not given where nothing was."""
    endings = (REPLY, TEXT, WHY, *ADDED)
    named = {ending: f"{question.id}_{ending}" for ending in endings}
    typed = {end: form[name].data for end, name in named.items() if name in form}
    text = _written(typed.get(TEXT))
    reply = typed.get(REPLY) or ("" if text else typed.get(WHY))
    return Answer(
        reply=Reply(reply) if reply else None,
        text=text,
        when=When.HISTORICAL if typed.get(EARLIER) else When.CURRENT,
        on=typed.get(ON),
        evidence=typed.get(EVIDENCE) or "",
        said_by=typed.get(SAID_BY) or "",
    )


def typed_before(items: Iterable[Item]) -> Typed:
    """What the inputs show at first: the answers that stand."""
    return {
        f"{item.question.id}_{ending}": value
        for item in items
        if item.typed
        for ending, value in _typed(item.question, item.typed).items()
    }


def _named(form: Form, question: Question, endings: Iterable[str]) -> list[Input]:
    names = [f"{question.id}_{ending}" for ending in endings]
    return [form[name] for name in names if name in form]


def _yes_no(question: Question) -> Inputs:
    rests_on = _l("What it rests on") if question.evidence else _l("Note")
    return {
        REPLY: OneOf("", choices=choices_of(Reply)),
        EVIDENCE: _lines(rests_on),
        EARLIER: BooleanField(
            _l("That was earlier, and is not so now"), widget=GovCheckboxInput()
        ),
        SAID_BY: LineField(_l("Who said it or saw it")),
        ON: DayField(_l("When that was"), description=_l("For example 27 3 2026")),
    }


def _confirm(_question: Question) -> Inputs:
    return {
        REPLY: OneOf(
            "", choices=lambda: [(one, _(text)) for one, text in DONE.items()]
        ),
        EVIDENCE: _lines(_l("What came of it, or why not")),
    }


def _choice(question: Question) -> Inputs:
    options = question.options
    return {
        TEXT: OneOf("", choices=lambda: [(one.value, _(one.text)) for one in options]),
        WHY: _why(),
    }


def _lines(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        widget=GovTextArea(),
        filters=[stripped],
        render_kw=PRIVATE,
    )


def _why() -> Chosen:
    words = [word for word in Reply if word in EMPTY]
    return Chosen(
        _l("If it stays empty, why"),
        choices=lambda: [("", ""), *choices_of(words)()],
    )


ASKED: dict[AnswerKind, Callable[[Question], Inputs]] = {
    K.YES_NO: _yes_no,
    K.CONFIRM: _confirm,
    K.CHOICE: _choice,
    K.TEXT: lambda _question: {TEXT: _lines(""), WHY: _why()},
    K.DATE: lambda _question: {TEXT: DayField(""), WHY: _why()},
    K.MOMENT: lambda _question: {TEXT: MomentField(""), WHY: _why()},
    K.NUMBER: lambda _question: {TEXT: LineField(""), WHY: _why()},
}


def _typed(question: Question, answer: Answer) -> Typed:
    """What is shown in the inputs of a question that has this answer."""
    reply = answer.reply.value if answer.reply else ""
    shown: Any = answer.text
    if answer.text and question.answer is K.DATE:
        shown = date.fromisoformat(answer.text)
    if answer.text and question.answer is K.MOMENT:
        shown = datetime.fromisoformat(answer.text)
    return {
        REPLY: reply,
        WHY: reply,
        TEXT: shown or None,
        EVIDENCE: answer.evidence,
        EARLIER: answer.when is When.HISTORICAL,
        SAID_BY: answer.said_by,
        ON: answer.on,
    }


def _written(typed: Any) -> str:
    """What was typed, as an answer keeps it."""
    if isinstance(typed, date):
        return typed.isoformat()
    return typed or ""
