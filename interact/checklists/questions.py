"""One question of a checklist: what it asks, what it weighs, what answers it."""

from datetime import date, datetime
from math import isfinite
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from interact.cases.fields import PHOTOGRAPH, field_by_name
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
    RiskLevel,
)
from interact.keys.rules import Compartment

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Points = Annotated[StrictInt, Field(ge=0, le=3)]
Count = Annotated[StrictInt, Field(ge=1)]


class Part(BaseModel):
    """Every part of a checklist file: an unknown key is refused, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """Where something was found; `partly_known`: host and page are recognisable."""

    address: Text
    partly_known: StrictBool = False


class Sources(Part):
    """The labels that questions name, and what holds for all checklists."""

    note: Text
    sources: dict[str, Source]


class Option(Part):
    """One of several answers to choose from."""

    value: Text
    text: Text


class CountsWhen(Part):
    """What the case already knows and that counts as a yes, whatever was answered.

    `age_below` in years, `profile_below` in percent, `episodes_from` in episodes.
    """

    age_below: Count | None = None
    profile_below: Count | None = None
    episodes_from: Count | None = None


class Question(Part):
    """One question to a professional, what it weighs, and where it was found.

    A question with `field` is answered by the child's record and not here; its
    compartment is the field's.
    """

    id: Name
    text: Text
    help: str = Field(default="", max_length=1000)
    answer: AnswerKind | None = None
    field: str | None = None
    options: tuple[Option, ...] = ()
    weighs: Dimension = Dimension.INFORMATION
    weight: Points = 0
    also: dict[Dimension, Points] = Field(default_factory=dict)
    override: RiskLevel | None = None
    override_only_when_missing: StrictBool = False
    counts_when: CountsWhen | None = None
    short_form: StrictBool = False
    evidence: StrictBool = False
    required: StrictBool = False
    compartment: Compartment | None = None
    sources: tuple[str, ...] = ()
    mark: Mark

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
    def _fits_together(self) -> Self:
        if (self.answer is None) == (self.field is None):
            raise ValueError("a question has either “answer” or “field”")
        if self.field is not None and self.compartment is not None:
            raise ValueError("the compartment is the field's, leave it out here")
        if (self.answer is AnswerKind.CHOICE) != bool(self.options):
            raise ValueError("“options” belong to “answer: choice”, and only there")
        if self.mark is Mark.SOURCE and not self.sources:
            raise ValueError("the mark S needs a source")
        return self

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
            raise EvidenceNeeded(question=self.text)

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
            return datetime.fromisoformat(text).tzinfo is not None
        if kind is AnswerKind.NUMBER:
            return isfinite(float(text))
    except ValueError:
        return False
    return kind is AnswerKind.TEXT
