"""One question of an assessment as one reader opens it."""

from dataclasses import dataclass
from uuid import UUID

from interact.assessments.answers import GivenAnswer
from interact.cases.fields import PHOTOGRAPH, Field, field_by_name
from interact.cases.queries import ClaimView
from interact.checklists.questions import Question
from interact.checklists.rules import Answer
from interact.checklists.signs import is_clear_yes
from interact.checklists.standing import differing, shown_to, standing
from interact.keys.rules import Compartment


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of an assessment with what was answered, the newest first.

    `answer` is the one that counts, as far as it can be opened. `claims` are what the
    child's profile holds where the question is bound to a field; `recorded` says that
    there is such a claim (or photograph), opened or not. `unseen_fact` is the part of
    the case with a fact that it counts on, where the reader does not hold it.
    """

    question: Question
    compartment: Compartment
    reader_id: UUID
    given: tuple[GivenAnswer, ...]
    answer: Answer | None
    claims: tuple[ClaimView, ...]
    recorded: bool
    unseen_fact: Compartment | None
    may_open: bool
    may_write: bool

    @property
    def field(self) -> Field | None:
        """The field of the profile that answers it."""
        return field_by_name(self.question.field or "")

    @property
    def asks_for_photograph(self) -> bool:
        return self.question.field == PHOTOGRAPH

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, if only "not known", or a claim."""
        return bool(self.given) or self.recorded

    @property
    def is_hidden(self) -> bool:
        """Whether there is an answer that this reader cannot open."""
        return self.has_hidden_answer or (self.recorded and not self.may_open)

    @property
    def has_hidden_answer(self) -> bool:
        """The same, without what the child's profile holds."""
        return any(one.answer is None for one in self.standing)

    @property
    def unseen_in(self) -> Compartment | None:
        """The part of the case in which something is that may make it worse."""
        if self.is_hidden:
            return self.compartment
        return None if self.answer and is_clear_yes(self.answer) else self.unseen_fact

    @property
    def standing(self) -> tuple[GivenAnswer, ...]:
        """The newest answer of each person since somebody last decided."""
        return standing(self.given)

    @property
    def differing(self) -> tuple[GivenAnswer, ...]:
        """The answers that stand side by side until somebody decides, if they do."""
        return differing(self.standing)

    @property
    def typed(self) -> Answer | None:
        """What the inputs show at first: what this reader said."""
        return shown_to(self.standing, self.reader_id)

    @property
    def shown(self) -> tuple[GivenAnswer, ...]:
        """The answers that stand; then, of each person, the newest from before somebody
        decided.
        """
        newest: dict[tuple[UUID, bool], GivenAnswer] = {}
        for one in self.given:
            newest.setdefault((one.person_id, one.decides), one)
        earlier = [one for one in newest.values() if one not in self.standing]
        return (*self.standing, *earlier)

    @property
    def said_by_others(self) -> bool:
        """Whether somebody else than this reader answered it."""
        return any(one.person_id != self.reader_id for one in self.shown)
