"""What a country changes in a flowchart: holders, deadlines, steps, what it lacks."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StrictInt, field_validator

from interact.flowcharts.definitions import (
    Escalation,
    FillIn,
    Flowchart,
    ShareAdvice,
    Silence,
    State,
    Step,
)
from interact.flowcharts.parts import Dated, Name, Part, Sourced, Text
from interact.flowcharts.timers import Span, Timer
from interact.tasks.rules import Party

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class HolderChange(Sourced, Dated):
    """In this country, someone else must act next in a state, or answers by law."""

    state: Name
    holder: Party | None = None
    by_law: Party | None = None
    accept_within: Span | None = None


class TimerChange(Dated):
    """In this country, a state has this deadline; it replaces one of the same step."""

    state: Name
    timer: Timer


class StepChange(Sourced, Dated):
    """What comes on top of a step in this country. A step is never taken away.

    `not_here` says why nobody can take it in this country.
    """

    step: Name
    notifies: tuple[Party, ...] = ()
    tells: tuple[Text, ...] = ()
    produces: tuple[Text, ...] = ()
    advice: tuple[Text, ...] = ()
    fill_in: tuple[FillIn, ...] = ()
    share: tuple[ShareAdvice, ...] = ()
    not_here: Text | None = None


class StepAdded(Dated):
    """A step only this country has."""

    step: Step


class Changes(Part):
    """All that a country changes in one flowchart."""

    holders: tuple[HolderChange, ...] = ()
    timers: tuple[TimerChange, ...] = ()
    steps: tuple[StepChange, ...] = ()
    add: tuple[StepAdded, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    silence: Silence | None = None

    @property
    def dated(self) -> tuple[Dated, ...]:
        """Every change that may hold from a day on, or up to one."""
        return (*self.holders, *self.timers, *self.steps, *self.add)

    def on(self, day: date) -> "Changes":
        """Those changes that hold on a day."""
        held = {
            name: tuple(one for one in getattr(self, name) if one.holds_on(day))
            for name in ("holders", "timers", "steps", "add")
        }
        return self.model_copy(update=held)

    def days(self) -> list[date]:
        """The days from which something changes by law, in order."""
        return sorted(set(_days(self.dated)))

    def apply(self, flow: Flowchart) -> dict[str, Any]:
        """What is other in this flowchart when all of these changes hold."""
        tracks = {
            name: track.model_copy(
                update={"states": tuple(map(self._changed_state, track.states))}
            )
            for name, track in flow.tracks.items()
        }
        steps = (*map(self._changed_step, flow.steps), *(one.step for one in self.add))
        return {
            "tracks": tracks,
            "steps": steps,
            "escalation": self.escalation or flow.escalation,
            "silence": self.silence or flow.silence,
        }

    def _changed_state(self, state: State) -> State:
        new = tuple(one.timer for one in self.timers if one.state == state.id)
        replaced = {timer.step for timer in new}
        kept = tuple(timer for timer in state.timers if timer.step not in replaced)
        changed: dict[str, Any] = {"timers": kept + new}
        for one in self.holders:
            if one.state == state.id:
                said = {
                    n: getattr(one, n) for n in ("holder", "by_law", "accept_within")
                }
                changed |= {name: value for name, value in said.items() if value}
        return state.model_copy(update=changed)

    def _changed_step(self, step: Step) -> Step:
        for change in self.steps:
            if change.step == step.id:
                more = ("notifies", "tells", "produces", "advice", "fill_in", "share")
                changed: dict[str, Any] = {
                    name: getattr(step, name) + getattr(change, name)
                    for name in (*more, "sources")
                }
                changed["not_here"] = change.not_here or step.not_here
                step = step.model_copy(update=changed)
        return step


class Country(Part):
    """A file in flowcharts/countries/: one country's way, flowchart by flowchart."""

    codes: tuple[Code, ...] = Field(min_length=1)
    version: StrictInt = Field(ge=1)
    title: Text
    zone: Text
    flowcharts: dict[str, Changes]

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("there is no time zone of this name") from None
        return zone

    def apply(self, flow: Flowchart, day: date) -> Flowchart:
        """The flowchart as it is followed here on this day."""
        changes = self.flowcharts.get(flow.id, Changes())
        since = max((one for one in changes.days() if one <= day), default=None)
        edition = f"{flow.version} {self.codes[0]} {self.version}"
        if since:
            edition = f"{edition} {since.isoformat()}"
        named = {"country": self.codes[0], "zone": self.zone, "edition": edition}
        return flow.model_copy(update={**changes.on(day).apply(flow), **named})


def _days(changes: tuple[Dated, ...]) -> Iterator[date]:
    for change in changes:
        if change.valid_from:
            yield change.valid_from
        if change.valid_to:
            yield date.fromordinal(change.valid_to.toordinal() + 1)
