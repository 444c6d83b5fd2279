"""One question of a checklist: what it asks, what it weighs, what answers it."""

from datetime import date
from math import isfinite
from typing import Self

from pydantic import (
    Field,
    StrictBool,
    ValidationInfo,
    field_validator,
    model_validator,
)

from interact.agencies.rules import AgencyKind
from interact.cases.fields import PHOTOGRAPH, field_by_name
from interact.cases.statements import YearImpossible, real_moment
from interact.checklists.parts import (
    Count,
    CountsWhen,
    Name,
    Option,
    Part,
    Points,
    Sources,
    Text,
    ToDo,
)
from interact.checklists.rules import (
    EMPTY,
    LONGEST_TEXT,
    POSITIVE,
    SCALES,
    Answer,
    AnswerInFuture,
    AnswerKind,
    AnswerOutsideScale,
    AnswerTooLong,
    Dimension,
    EvidenceNeeded,
    Mark,
    Reply,
    RiskLevel,
)
from interact.keys.rules import Compartment


class Sourced(Part):
    """Says where it was found, or what else it rests on."""

    sources: tuple[str, ...] = ()
    mark: Mark

    @field_validator("sources")
    @classmethod
    def _sources_resolve(
        cls, labels: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        if isinstance(info.context, Sources):
            for label in labels:
                if label not in info.context.sources:
                    raise ValueError("a source named here is not in sources.yaml")
        return labels

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.mark is Mark.SOURCE and not self.sources:
            raise ValueError("the mark S needs a source")
        return self


class Question(Sourced):
    """One question to a professional, what it weighs, and where it was found.

    Beside it stand `help` (what counts), `why` (why we ask) and `to_child` (how to ask
    a child); `answered_by` names who can answer it best. `no_weight` says why it
    weighs nothing. A condition holds when the answer is `go_if`, or is reasoned where
    `or_reason`; where `ask_if_not`, one that does not hold is for the DPO to judge.
    `at_most_months` is how old a photograph may be.
    A question with `field` is answered by the child's record and not here; its
    compartment is the field's.
    """

    id: Name
    text: Text
    help: str = Field(default="", max_length=1000)
    why: str = Field(default="", max_length=1000)
    to_child: str = Field(default="", max_length=1000)
    answered_by: tuple[AgencyKind, ...] = ()
    answer: AnswerKind | None = None
    field: str | None = None
    options: tuple[Option, ...] = ()
    weighs: Dimension = Dimension.INFORMATION
    weight: Points = 0
    no_weight: str = Field(default="", max_length=300)
    also: dict[Dimension, Points] = Field(default_factory=dict)
    override: RiskLevel | None = None
    override_only_when_missing: StrictBool = False
    counts_when: CountsWhen | None = None
    short_form: StrictBool = False
    evidence: StrictBool = False
    required: StrictBool = False
    go_if: Reply | None = None
    or_reason: StrictBool = False
    ask_if_not: StrictBool = False
    at_most_months: Count | None = None
    to_do: tuple[ToDo, ...] = ()
    compartment: Compartment | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_field(cls, given: object) -> object:
        if isinstance(given, dict) and "id" not in given and "field" in given:
            return {"id": given["field"], **given}
        return given

    @field_validator("field")
    @classmethod
    def _field_exists(cls, name: str | None) -> str | None:
        if name not in (None, PHOTOGRAPH) and field_by_name(str(name)) is None:
            raise ValueError("there is no field of this name")
        return name

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.answer is None) == (self.field is None):
            raise ValueError("a question has either “answer” or “field”")
        if self.field is not None and self.compartment is not None:
            raise ValueError("the compartment is the field's, leave it out here")
        if (self.answer is AnswerKind.CHOICE) != bool(self.options):
            raise ValueError("“options” belong to “answer: choice”, and only there")
        self._check_condition()
        return self

    def _check_condition(self) -> None:
        if self.go_if not in (None, Reply.YES, Reply.NO):
            raise ValueError("“go_if” must be yes or no")
        if self.go_if and self.answer not in SCALES:
            raise ValueError("“go_if” belongs to questions answered with yes or no")
        if (self.or_reason or self.ask_if_not) and self.go_if is None:
            raise ValueError("“or_reason” and “ask_if_not” need “go_if”")
        if self.at_most_months and self.field != PHOTOGRAPH:
            raise ValueError("“at_most_months” belongs to the photograph")

    def check(self, answer: Answer, today: date) -> None:
        """Refuse what is no answer to this question.

        Raises AnswerTooLong, AnswerInFuture, AnswerOutsideScale or EvidenceNeeded.
        """
        if max(map(len, (answer.text, answer.evidence, answer.said_by))) > LONGEST_TEXT:
            raise AnswerTooLong(most=LONGEST_TEXT)
        if answer.on is not None and answer.on > today:
            raise AnswerInFuture
        if not self._fits(answer):
            raise AnswerOutsideScale(question=self.text)
        evidence = answer.evidence.strip()
        if self.evidence and answer.reply in POSITIVE and not evidence:
            raise EvidenceNeeded

    def _fits(self, answer: Answer) -> bool:
        scale = SCALES.get(self.answer, EMPTY) if self.answer else EMPTY
        if answer.reply is not None:
            return answer.reply in scale and not answer.text
        if not answer.text:
            return True
        if self.answer is AnswerKind.CHOICE:
            return answer.text in {option.value for option in self.options}
        return self.answer is not None and _is_written(answer.text, self.answer)


def _is_written(text: str, kind: AnswerKind) -> bool:
    """Whether a text is a day, a moment with its zone, a number, or just text."""
    try:
        if kind is AnswerKind.DATE:
            return bool(date.fromisoformat(text))
        if kind is AnswerKind.MOMENT:
            return real_moment(text).tzinfo is not None
        if kind is AnswerKind.NUMBER:
            return isfinite(float(text))
    except (ValueError, YearImpossible):
        return False
    return kind is AnswerKind.TEXT
