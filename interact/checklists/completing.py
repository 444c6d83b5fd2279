"""How much is filled in, and how much of a plan is done.

What must be there counts double; what does not apply is left out of the share. No
database, no web, no clock.
"""

from collections.abc import Callable, Mapping

from interact.cases.completeness import percent_of, weight_of
from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.results import Facts
from interact.checklists.rules import (
    OPEN,
    SCALES,
    Answer,
    AnswerKind,
    Dimension,
    Reply,
)
from interact.checklists.signs import NOTHING, is_known, read_sign

RISKS = frozenset({Dimension.GOING_MISSING, Dimension.EXPLOITATION, Dimension.URGENCY})
IsDone = Callable[[Question, Answer, Facts], bool]


def percent_filled(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> int:
    """The share of questions that are answered or recorded, in percent."""
    return _percent(list(checklist.questions()), is_filled, answers, facts)


def percent_done(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> int:
    """The share of a plan that is done, in percent; signs of risk are no part of it."""
    asked = [one for one in checklist.questions() if one.weighs not in RISKS]
    return _percent(asked, is_done, answers, facts)


def is_ready(checklist: Checklist, answers: Mapping[str, Answer], facts: Facts) -> bool:
    """Whether all that must be there is filled, or does not apply."""
    return all(
        is_filled(one, answer, facts) or _is_left_out(one, answer, facts)
        for one in checklist.questions()
        if one.required
        for answer in [answers.get(one.id, NOTHING)]
    )


def is_filled(question: Question, answer: Answer, facts: Facts) -> bool:
    """Whether it says something; a photograph that is too old does not."""
    if question.field is not None:
        recent, age = question.at_most_months, facts.photograph_months
        too_old = recent is not None and age is not None and age > recent
        return question.field in facts.filled and not too_old
    if question.answer is AnswerKind.CONFIRM:
        return answer.reply is Reply.YES
    return answer.is_given and answer.reply not in OPEN


def is_done(question: Question, answer: Answer, facts: Facts) -> bool:
    """Whether nothing is left to do: a clear answer that asks for no task.

    Without tasks of its own a question is done when it is answered yes.
    """
    if question.answer not in SCALES:
        return is_filled(question, answer, facts)
    sign = read_sign(question, answer, facts)
    asks = {reply for one in question.to_do for reply in one.when}
    if sign.reply is Reply.NO:
        return bool(asks) and Reply.NO not in asks
    return sign.is_clear and Reply.YES not in asks


def _percent(
    asked: list[Question],
    done: IsDone,
    answers: Mapping[str, Answer],
    facts: Facts,
) -> int:
    whole = held = 0
    for one in asked:
        answer = answers.get(one.id, NOTHING)
        if not _is_left_out(one, answer, facts):
            whole += weight_of(one.required)
            held += weight_of(one.required) * done(one, answer, facts)
    return percent_of(held, whole)


def _is_left_out(question: Question, answer: Answer, facts: Facts) -> bool:
    known = question.field in facts.filled or is_known(question, facts)
    return answer.reply is Reply.NOT_APPLICABLE and not known
