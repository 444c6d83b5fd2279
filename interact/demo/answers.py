"""What a person of a fictional case answers to a checklist, in short."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.rules import SCALES, Answer, AnswerKind, Reply


@dataclass(frozen=True, kw_only=True)
class Said:
    """Answers by the id of the question, and what is answered to all the others.

    `yes` and `suspected` say what they rest on, `no` names questions with spaces
    between, `written` holds what was written down. The others get `rest`; None leaves
    them open for somebody else.
    """

    yes: Mapping[str, str] = field(default_factory=dict)
    suspected: Mapping[str, str] = field(default_factory=dict)
    no: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    rest: Reply | None = Reply.NOT_KNOWN

    def answers(self, asked: Checklist) -> dict[str, Answer]:
        """The answer to each question of a checklist that is answered here."""
        given = ((one.id, self._answer(one)) for one in asked.questions())
        return {name: answer for name, answer in given if answer is not None}

    def _answer(self, question: Question) -> Answer | None:
        name = question.id
        if name in self.written:
            return Answer(text=self.written[name])
        if name in self.yes:
            return Answer(reply=Reply.YES, evidence=self.yes[name])
        if name in self.suspected:
            return Answer(reply=Reply.SUSPECTED, evidence=self.suspected[name])
        if name in self.no.split():
            return Answer(reply=Reply.NO)
        return self._rest(question)

    def _rest(self, question: Question) -> Answer | None:
        if self.rest is None or question.field:
            return None
        scale = SCALES.get(question.answer or AnswerKind.TEXT, frozenset())
        return Answer(reply=self.rest if self.rest in scale else Reply.NOT_KNOWN)
