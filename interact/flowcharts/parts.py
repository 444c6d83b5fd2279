"""What every part of a flowchart file has in common."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from interact.checklists.parts import Sources
from interact.checklists.rules import Mark

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


@dataclass(frozen=True)
class Known:
    """What a flowchart file may name: sources, checklists and flowcharts by id.

    Without `flowcharts` their names are not checked.
    """

    sources: Sources
    checklists: AbstractSet[str]
    flowcharts: AbstractSet[str] | None = None


class Part(BaseModel):
    """Every part of a flowchart file: an unknown key is refused, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sourced(Part):
    """Says where it comes from, and how sure it is that it is done like this."""

    mark: Mark
    sources: tuple[str, ...] = ()
    note: Text | None = None

    @field_validator("sources")
    @classmethod
    def _resolve(cls, labels: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if isinstance(info.context, Known):
            for label in labels:
                if label not in info.context.sources.sources:
                    raise ValueError("a source named here is not in sources.yaml")
        return labels

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.mark is Mark.SOURCE and not self.sources:
            raise ValueError("the mark S needs a source")
        return self


class Dated(Part):
    """A rule of a country, and from when to when its law holds.

    `valid_from` is the first day, `valid_to` the last; without, it always holds.
    """

    law: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("“valid_to” lies before “valid_from”")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
