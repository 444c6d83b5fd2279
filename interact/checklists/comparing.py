"""What changed between two times a checklist was filled in, question by question.

No database, no web, no clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.rules import Answer, Reply, When


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A checklist as it was filled in once, as far as one reader can open it.

    `asked` is the checklist or its short form. `answers` by the id of the question;
    `hidden` are those that are there and cannot be opened.
    """

    checklist: Checklist
    asked: Checklist
    answers: Mapping[str, Answer]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A question that was answered differently before, in its newest words.

    None is no answer. `is_new` and `is_gone` say that the other version of the
    checklist does not ask it at all.
    """

    question: Question
    before: Answer | None
    after: Answer | None
    is_new: bool = False
    is_gone: bool = False


def find_changes(before: Filled, after: Filled) -> list[Changed]:
    """The questions that are answered differently, in the order of the later list.

    They are matched by id, also across versions. What the reader cannot open on both
    sides is left out, what a short form did not ask, and what the child's record
    answers: that is not kept with the list. Other evidence is no other answer.
    """
    hidden = before.hidden | after.hidden | _not_asked(before) | _not_asked(after)
    return [
        one
        for one in _all(before, after)
        if one.question.field is None
        and one.question.id not in hidden
        and _said(one.before) != _said(one.after)
    ]


def _all(before: Filled, after: Filled) -> Iterator[Changed]:
    earlier = {one.id for one in before.checklist.questions()}
    later = {one.id for one in after.checklist.questions()}
    for one in after.checklist.questions():
        yield Changed(
            question=one,
            before=before.answers.get(one.id),
            after=after.answers.get(one.id),
            is_new=one.id not in earlier,
        )
    for one in before.checklist.questions():
        if one.id not in later:
            was = before.answers.get(one.id)
            yield Changed(question=one, before=was, after=None, is_gone=True)


def _not_asked(filled: Filled) -> set[str]:
    """What the list holds and its short form left out."""
    asked = {one.id for one in filled.asked.questions()}
    return {one.id for one in filled.checklist.questions()} - asked


def _said(answer: Answer | None) -> tuple[Reply | None, str, When] | None:
    """What was answered, without what it rests on; None where nothing was."""
    if answer is None or not answer.is_given:
        return None
    return answer.reply, answer.text.strip(), answer.when
