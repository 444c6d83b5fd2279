"""What a published checklist is, and how the files in checklists/ are read."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from interact.agencies.rules import AgencyKind
from interact.cases.fields import field_by_name
from interact.checklists.questions import Count, Part, Points, Question, Sources, Text
from interact.checklists.rules import (
    Approach,
    Dimension,
    Outcome,
    QuestionNotInChecklist,
    RiskLevel,
    Stage,
)
from interact.core.content import read_content, read_folder
from interact.core.errors import ContentInvalid
from interact.keys.rules import Compartment

OUTCOME = "outcome"
PASSED_DOWN = ("sources", "mark")


class Section(Part):
    """Questions under one heading; its sources and mark hold where none are named."""

    title: Text
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _pass_down(cls, given: object) -> object:
        if not isinstance(given, dict) or not isinstance(given.get("questions"), list):
            return given
        rest = {key: part for key, part in given.items() if key not in PASSED_DOWN}
        common = {key: part for key, part in given.items() if key in PASSED_DOWN}
        rest["questions"] = [
            {**common, **question} if isinstance(question, dict) else question
            for question in given["questions"]
        ]
        return rest


class Band(Part):
    """From how many points on a level holds."""

    points: Annotated[StrictInt, Field(ge=0)]
    level: RiskLevel


class UnknownRule(Part):
    """Above this share of open answers no lower level than `at_least` is shown."""

    share_over: Annotated[float, Field(ge=0, lt=1)]
    at_least: RiskLevel


class StrongRule(Part):
    """What signs of the highest weight do by themselves.

    One answered yes holds the level at `at_least`; `short_form_count` of the short
    form make `short_form_level`.
    """

    weight: Points
    at_least: RiskLevel
    short_form_count: Count
    short_form_level: RiskLevel


class Consequence(Part):
    """What is to be done at a level, and within how many hours."""

    text: Text
    within_hours: Count | None = None


class ReviewStep(Part):
    """Until so many hours after the first answers, look again every so many hours."""

    until_hours: Count
    every_hours: Count


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
    strong: StrongRule | None = None
    protection_at_most: Points = 0
    unknown_rule: UnknownRule | None = None
    consequences: dict[RiskLevel, tuple[Consequence, ...]] = Field(default_factory=dict)
    review_days: dict[RiskLevel, Count] = Field(default_factory=dict)
    review_plan: tuple[ReviewStep, ...] = ()
    repeat_when: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        ids = [question.id for question in self.questions()]
        if len(ids) != len(set(ids)):
            raise ValueError("two questions have the same id")
        self._check_bands()
        self._check_outcome()
        return self

    def _check_bands(self) -> None:
        levelled = self.approach in (Approach.WEIGHTED, Approach.OVERRIDE)
        if levelled != bool(self.bands):
            raise ValueError("“bands” belong to weighted and override checklists only")
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


def load_sources(folder: Path) -> Sources:
    """The sources that checklists name; refuses with ContentInvalid."""
    return read_content(folder / "sources.yaml", Sources).definition


def load_checklists(folder: Path) -> dict[str, Checklist]:
    """Every checklist of a folder by its id, each source resolved.

    Refuses with ContentInvalid, naming file and line.
    """
    files = read_folder(folder, Checklist, "CL-*.yaml", load_sources(folder))
    by_id = {file.definition.id: file.definition for file in files}
    if len(by_id) != len(files):
        problem = "two checklists have the same id"
        raise ContentInvalid(file=folder.name, line=0, problem=problem)
    return by_id
