"""The rules by which answers become a level, as checklist files say them."""

from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from interact.checklists.parts import Count, Name, Part, Points
from interact.checklists.rules import Approach, RiskLevel

# Each approach that makes a level needs this rule; others may only raise the level.
RULE_OF = {
    Approach.WEIGHTED: "bands",
    Approach.OVERRIDE: "bands",
    Approach.COUNTS: "counts",
    Approach.MAJORITY: "majority",
}


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


class CountRule(Part):
    """A level that so many signs make, in these sections together or anywhere.

    `yes` counts clear answers about now, `signs` also suspected and earlier ones; of
    questions with this weight or more.
    """

    level: RiskLevel
    sections: tuple[Name, ...] = ()
    yes: Count | None = None
    signs: Count | None = None
    weight_from: Points = 0

    @model_validator(mode="after")
    def _counts_one_thing(self) -> Self:
        if (self.yes is None) == (self.signs is None):
            raise ValueError("a rule counts either “yes” or “signs”")
        return self


class MajorityRule(Part):
    """The level when most signs are so now, when some are, and when none is."""

    most: RiskLevel
    some: RiskLevel
    none: RiskLevel

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.none <= self.some <= self.most:
            raise ValueError("“none”, “some” and “most” must rise")
        return self


class ReviewStep(Part):
    """Until so many hours after the first answers, look again every so many hours."""

    until_hours: Count
    every_hours: Count
