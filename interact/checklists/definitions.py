"""What a published checklist is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from interact.agencies.rules import AgencyKind
from interact.cases.fields import field_by_name
from interact.checklists.level_rules import (
    RULE_OF,
    Band,
    CountRule,
    MajorityRule,
    ReviewStep,
    StrongRule,
    UnknownRule,
)
from interact.checklists.parts import (
    AtLevel,
    Consequence,
    Count,
    Name,
    Part,
    Points,
    Text,
)
from interact.checklists.questions import Question
from interact.checklists.rules import (
    LEVELLED,
    Approach,
    Dimension,
    Outcome,
    QuestionNotInChecklist,
    RiskLevel,
    Stage,
    Trigger,
    Verdict,
)
from interact.core.content import Misplaced
from interact.keys.rules import Compartment

OUTCOME = "outcome"
PASSED_DOWN = ("sources", "mark", "answer", "weighs", "answered_by")


class Section(Part):
    """Questions under one heading; what it says holds where a question says nothing.

    So sources, mark, answer, weighs and answered_by may stand once, at the section.
    """

    id: Name | None = None
    title: Text
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _pass_down(cls, given: object) -> object:
        if not isinstance(given, dict) or not isinstance(given.get("questions"), list):
            return given
        rest = {key: part for key, part in given.items() if key not in PASSED_DOWN}
        common = {key: part for key, part in given.items() if key in PASSED_DOWN}
        rest["questions"] = [_with(common, one) for one in given["questions"]]
        return rest


def _with(common: dict[str, Any], question: object) -> object:
    """A question with what its section says, where it says nothing itself."""
    if not isinstance(question, dict):
        return question
    bound = {} if "field" not in question else {"answer"}
    return {**{k: v for k, v in common.items() if k not in bound}, **question}


class Checklist(Part):
    """A published list of questions: one version of one file, never changed."""

    id: Annotated[str, Field(pattern=r"^CL-\d{2}$")]
    version: Count
    title: Text
    stage: Stage
    purpose: Text
    fills: tuple[AgencyKind, ...] = Field(min_length=1)
    decides: tuple[AgencyKind, ...] = ()
    compartment: Compartment
    approach: Approach
    dimension: Dimension
    sections: tuple[Section, ...] = Field(min_length=1)
    bands: tuple[Band, ...] = ()
    counts: tuple[CountRule, ...] = ()
    majority: MajorityRule | None = None
    strong: StrongRule | None = None
    protection_at_most: Points = 0
    unknown_rule: UnknownRule | None = None
    consequences: dict[RiskLevel, tuple[AtLevel, ...]] = Field(default_factory=dict)
    verdicts: dict[Verdict, tuple[Consequence, ...]] = Field(default_factory=dict)
    grades: dict[RiskLevel, Text] = Field(default_factory=dict)
    review_days: dict[RiskLevel, Count] = Field(default_factory=dict)
    review_plan: tuple[ReviewStep, ...] = ()
    repeat_when: tuple[Trigger, ...] = ()
    country: str = ""
    edition: str = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        self._check_ids()
        self._check_rules()
        self._check_bands()
        self._check_conditions()
        self._check_outcome()
        return self

    def _check_ids(self) -> None:
        known: set[str] = set()
        for number, section in enumerate(self.sections):
            for place, question in enumerate(section.questions):
                if question.id in known:
                    there = ("sections", number, "questions", place)
                    raise Misplaced("two questions have the same id", there)
                known.add(question.id)

    def _check_rules(self) -> None:
        """Each approach needs its own rule; other rules may only raise its level."""
        rules = {"bands": self.bands, "counts": self.counts, "majority": self.majority}
        needed = RULE_OF.get(self.approach)
        if needed and not rules[needed]:
            raise ValueError(f"this approach needs “{needed}”")
        if not self.makes_level and any(rules.values()):
            raise ValueError("this approach makes no level: no bands, counts, majority")
        known = {section.id for section in self.sections}
        if any(set(rule.sections) - known for rule in self.counts):
            raise ValueError("“counts” names a section that has no such id")

    def _check_conditions(self) -> None:
        conditions = any(question.go_if for question in self.questions())
        if (self.approach is Approach.CONDITIONS) != conditions:
            raise ValueError("“go_if” belongs to conditions, and they need it")
        if self.verdicts and self.approach is not Approach.CONDITIONS:
            raise ValueError("“verdicts” belong to conditions only")

    def _check_bands(self) -> None:
        points = [band.points for band in self.bands]
        levels = [band.level for band in self.bands]
        if points != sorted(set(points)) or levels != sorted(set(levels)):
            raise ValueError("bands must rise in points and in level")
        if points and points[0] != 0:
            raise ValueError("the first band must begin at 0 points")

    def _check_outcome(self) -> None:
        ends = [question for question in self.questions() if question.id == OUTCOME]
        if (self.approach is Approach.LOCAL_CHECKS) != bool(ends):
            raise ValueError("local checks, and only they, end with “outcome”")
        for end in ends:
            if [option.value for option in end.options] != list(Outcome):
                raise ValueError("the options of “outcome” must be the known outcomes")

    @property
    def makes_level(self) -> bool:
        """Whether its answers come to a level."""
        return self.approach in LEVELLED

    def grade(self, level: RiskLevel) -> str:
        """What a level is called in this country, as a marked text."""
        return self.grades.get(level, level.label)

    def questions(self) -> Iterator[Question]:
        """Every question, in the order of the file."""
        for section in self.sections:
            yield from section.questions

    def question(self, name: str) -> Question:
        """The question of this id; refuses with QuestionNotInChecklist."""
        for question in self.questions():
            if question.id == name:
                return question
        raise QuestionNotInChecklist

    def compartment_of(self, question: Question) -> Compartment:
        """The compartment an answer is sealed in."""
        recorded = field_by_name(question.field) if question.field else None
        if recorded is not None:
            return recorded.compartment
        return question.compartment or self.compartment

    def short(self) -> "Checklist":
        """The same checklist with its short form only; itself where it has none."""
        sections = []
        for section in self.sections:
            asked = tuple(one for one in section.questions if one.short_form)
            if asked:
                sections.append(section.model_copy(update={"questions": asked}))
        if not sections:
            return self
        return self.model_copy(update={"sections": tuple(sections)})

    def review_after(
        self, level: RiskLevel | None, since_first: timedelta
    ) -> timedelta | None:
        """How long the answers hold; None when nothing says.

        `since_first` is the time since the checklist was first filled in for this
        episode or case.
        """
        for step in self.review_plan:
            if since_first < timedelta(hours=step.until_hours):
                return timedelta(hours=step.every_hours)
        if level is None or level not in self.review_days:
            return None
        return timedelta(days=self.review_days[level])


def edition_of(checklist: Checklist) -> str:
    """What tells one edition of a checklist from every other."""
    return checklist.edition or str(checklist.version)
