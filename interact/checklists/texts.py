"""Every text of a checklist that a person reads, with its place in the file."""

from collections.abc import Iterator

from interact.checklists.definitions import Checklist
from interact.checklists.parts import Consequence
from interact.checklists.questions import Question
from interact.core.content import Place

Text = tuple[Place, str]


def texts_of(checklist: Checklist) -> Iterator[Text]:
    """The texts with their places, so that each can be translated or pointed at."""
    yield ("title",), checklist.title
    yield ("purpose",), checklist.purpose
    for level, name in checklist.grades.items():
        yield ("grades", level.value), name
    for place, one in all_consequences(checklist):
        yield (*place, "text"), one.text
        if one.refer:
            yield (*place, "refer"), one.refer
    for number, section in enumerate(checklist.sections):
        yield ("sections", number, "title"), section.title
    for place, question in placed(checklist):
        yield from _of_question(place, question)


def placed(checklist: Checklist) -> Iterator[tuple[Place, Question]]:
    """Every question with its place."""
    for number, section in enumerate(checklist.sections):
        for place, question in enumerate(section.questions):
            yield ("sections", number, "questions", place), question


def all_consequences(checklist: Checklist) -> Iterator[tuple[Place, Consequence]]:
    """What is to be done at a level, after a verdict or an answer, with its place."""
    for key in ("consequences", "verdicts"):
        for word, each in getattr(checklist, key).items():
            for number, one in enumerate(each):
                yield (key, word.value, number), one
    for place, question in placed(checklist):
        for number, todo in enumerate(question.to_do):
            yield (*place, "to_do", number), todo


def _of_question(place: Place, question: Question) -> Iterator[Text]:
    for key in ("text", "help", "why", "to_child"):
        if getattr(question, key):
            yield (*place, key), getattr(question, key)
    for number, option in enumerate(question.options):
        yield (*place, "options", number, "text"), option.text
