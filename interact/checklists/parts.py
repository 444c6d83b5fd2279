"""The small parts that checklist files are made of."""

from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from interact.checklists.rules import Reply, RiskLevel
from interact.tasks.rules import Party

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

    `age_below` in years, `profile_below` in percent, `episodes_from` in episodes,
    `episodes_in_30_days` with the present one, `adult_within_months` until the child
    turns 18; `level_of` names another checklist whose level is `level_from` or more.
    """

    age_below: Count | None = None
    profile_below: Count | None = None
    episodes_from: Count | None = None
    episodes_in_30_days: Count | None = None
    adult_within_months: Count | None = None
    level_of: Annotated[str, Field(pattern=r"^CL-\d{2}$")] | None = None
    level_from: RiskLevel | None = None

    @model_validator(mode="after")
    def _names_a_level(self) -> Self:
        if (self.level_of is None) != (self.level_from is None):
            raise ValueError("“level_of” and “level_from” belong together")
        return self


class Consequence(Part):
    """What is to be done: within how many hours, by whom, and where it leads.

    `owner` is who gets the task; it falls to the lead where no such agency takes part.
    `step` names a step of a flowchart that is suggested, `refer` whom to refer to.
    """

    text: Text
    within_hours: Count | None = None
    owner: Party = Party.LEAD
    step: Name | None = None
    refer: Text | None = None


class AtLevel(Consequence):
    """What is to be done at a level.

    With `signs_only` not where nothing makes the level but that too little is known.
    """

    signs_only: StrictBool = False


class ToDo(Consequence):
    """What is to be done when a question was answered like this."""

    when: tuple[Reply, ...] = Field(default=(Reply.NO,), min_length=1)
