"""What an answer is written as on paper, so that it reads alike in every language.

A code is never changed and never given to another answer: paper filled in years ago
must still read. No database, no web, no clock.
"""

from interact.cases.fields import AgeBasis, Field, FieldKind
from interact.cases.statements import YesNo
from interact.checklists.questions import Question
from interact.checklists.rules import (
    EMPTY,
    POSITIVE,
    SCALES,
    Answer,
    AnswerKind,
    AnswerOutsideScale,
    Reply,
    RiskLevel,
    Verdict,
    When,
)

REPLY_CODES: dict[Reply, str] = {
    Reply.YES: "Y",
    Reply.SUSPECTED: "S",
    Reply.NO: "N",
    Reply.NOT_KNOWN: "K",
    Reply.NOT_ASKED: "A",
    Reply.REFUSED: "R",
    Reply.NOT_APPLICABLE: "X",
}
# Beside a yes or suspected: that was earlier, and is not so now.
EARLIER = "E"
# Something stands in words, a day, a time or a number beside it.
WRITTEN = "W"
LEVEL_CODES: dict[RiskLevel, str] = {
    RiskLevel.LOW: "L1",
    RiskLevel.MEDIUM: "L2",
    RiskLevel.HIGH: "L3",
    RiskLevel.IMMEDIATE: "L4",
}
VERDICT_CODES: dict[Verdict, str] = {
    Verdict.GO: "V1",
    Verdict.NOT_YET: "V2",
    Verdict.ASK: "V3",
    Verdict.NO_GO: "V4",
}

_REPLIES = {code: reply for reply, code in REPLY_CODES.items()}


def replies_of(question: Question) -> tuple[Reply, ...]:
    """The short answers a question may have, in the order they are printed in."""
    scale = SCALES.get(question.answer, EMPTY) if question.answer else EMPTY
    return tuple(reply for reply in REPLY_CODES if reply in scale)


def options_of(field: Field) -> tuple[tuple[str, str], ...]:
    """The codes and marked texts of what is chosen for a field of the profile."""
    if field.kind is FieldKind.YES_NO:
        said = {YesNo.YES: Reply.YES, YesNo.NO: Reply.NO}
        return tuple((REPLY_CODES[said[word]], word.label) for word in YesNo)
    words = tuple(AgeBasis) if field.kind is FieldKind.BIRTH_DATE else field.choices
    return tuple((str(place), word.label) for place, word in enumerate(words, 1))


def code_of(question: Question, answer: Answer) -> str:
    """An answer on paper: the id of its question, a colon, what was answered.

    As gm05:Y, gm05:SE (suspected, earlier), outcome:2 (the second option) or pl03:W
    (written beside it). Raises AnswerOutsideScale for an option that there is not.
    """
    if answer.reply is not None:
        earlier = answer.when is When.HISTORICAL and answer.reply in POSITIVE
        said = REPLY_CODES[answer.reply] + (EARLIER if earlier else "")
    elif question.answer is AnswerKind.CHOICE:
        said = _place(question, answer.text)
    else:
        said = WRITTEN
    return f"{question.id}:{said}"


def code_of_value(question: Question, field: Field, value: object) -> str:
    """What the profile says on paper: a number for what is chosen, else written."""
    if field.kind is FieldKind.YES_NO:
        said = REPLY_CODES[Reply.YES if value == YesNo.YES else Reply.NO]
    elif field.kind is FieldKind.CHOICE and value in field.choices:
        said = str([word.value for word in field.choices].index(str(value)) + 1)
    else:
        said = WRITTEN
    return f"{question.id}:{said}"


def answer_from(question: Question, code: str) -> Answer:
    """The answer a code on paper stands for; without the words of a written one.

    Raises AnswerOutsideScale for a code of another question, or of none.
    """
    name, _colon, said = code.partition(":")
    reply = _REPLIES.get(said.removesuffix(EARLIER))
    earlier = said.endswith(EARLIER)
    if name != question.id or (earlier and reply not in POSITIVE):
        raise AnswerOutsideScale(question=question.text)
    if reply in replies_of(question):
        return Answer(reply=reply, when=When.HISTORICAL if earlier else When.CURRENT)
    places = {str(place): one.value for place, one in enumerate(question.options, 1)}
    if said in places:
        return Answer(text=places[said])
    if said == WRITTEN and question.answer not in (*SCALES, AnswerKind.CHOICE):
        return Answer()
    raise AnswerOutsideScale(question=question.text)


def _place(question: Question, value: str) -> str:
    values = [option.value for option in question.options]
    if value not in values:
        raise AnswerOutsideScale(question=question.text)
    return str(values.index(value) + 1)
