"""What a flowchart file holds: tracks, states, steps, needs and endings."""

from typing import Self

from pydantic import Field, StrictInt, ValidationInfo, field_validator, model_validator

from interact.checklists.rules import RiskLevel, Stage
from interact.flowcharts.parts import Known, Name, Part, Sourced, Text
from interact.flowcharts.rules import Phase
from interact.flowcharts.timers import Span, Timer, TrackIn
from interact.tasks.rules import Party


class State(Part):
    """A box of the flowchart. `holder` is who must act next; else it is the lane's."""

    id: Name
    code: Text | None = None
    title: Text
    meaning: Text
    lane: Party
    holder: Party | None = None
    final: bool = False
    phase: Phase = Phase.RESPONSE
    timers: tuple[Timer, ...] = ()
    untimed: Text | None = Field(default=None, description="Why it has no deadline")

    @property
    def held_by(self) -> Party:
        return self.holder or self.lane


class Ask(Part):
    """A statement that the person who takes the step must tick."""

    id: Name
    text: Text


NEEDS = (
    "checklist",
    "fact",
    "not_fact",
    "level_at_least",
    "done",
    "elapsed",
    "track_in",
)


class Need(Part):
    """One thing that must hold before a step; `because` is said when it does not.

    With `fresh`, the checklist must have been finished since the state was entered;
    `elapsed` counts from when the absence was noticed.
    """

    because: Text
    checklist: Text | None = None
    fresh: bool = False
    fact: Name | None = None
    not_fact: Name | None = None
    level_at_least: RiskLevel | None = None
    done: Name | None = None
    elapsed: Span | None = None
    track_in: TrackIn | None = None

    @field_validator("checklist")
    @classmethod
    def _is_published(cls, name: str | None, info: ValidationInfo) -> str | None:
        if isinstance(info.context, Known) and name not in info.context.checklists:
            raise ValueError("there is no checklist of this name")
        return name

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if sum(getattr(self, name) is not None for name in NEEDS) != 1:
            raise ValueError(f"a need names one of {', '.join(NEEDS)}")
        if self.fresh and self.checklist is None:
            raise ValueError("only a checklist can be fresh")
        return self


class Step(Sourced):
    """Something an agency does that moves the case, or is noted where it stands.

    From a state in `origin` it leads to `to`; without `to`, or from a state in
    `stays_in`, it is only noted. When the track came from a state in `back_to`, the
    step leads back there, with the deadlines that were running.
    """

    id: Name
    title: Text
    origin: tuple[Name, ...] = Field(alias="from")
    to: Name | None = None
    stays_in: tuple[Name, ...] = ()
    back_to: tuple[Name, ...] = ()
    by: tuple[Party, ...]
    asks: tuple[Ask, ...] = ()
    needs: tuple[Need, ...] = ()
    notifies: tuple[Party, ...] = ()
    tells: tuple[Text, ...] = Field(
        default=(), description="Who must be told outside INTERACT"
    )
    produces: tuple[Text, ...] = ()
    advice: tuple[Text, ...] = ()
    page: Name | None = Field(default=None, description="The page it is taken on")

    @property
    def taken_in(self) -> tuple[str, ...]:
        """The states in which this step can be taken."""
        return self.origin + self.stays_in


class Ending(Sourced):
    """A way in which an episode never ends, and why not."""

    id: Name
    title: Text
    why: Text


class Track(Part):
    """States of which exactly one holds at a time. Tracks run side by side."""

    title: Text
    initial: Name
    states: tuple[State, ...] = Field(min_length=1)


class Flowchart(Part):
    """A published way of working, with what a country changes in it applied."""

    id: Text
    version: StrictInt = Field(ge=1)
    title: Text
    stage: Stage
    note: Text | None = None
    country: str | None = None
    main: Name
    tracks: dict[Name, Track]
    steps: tuple[Step, ...]
    forbidden: tuple[Ending, ...] = ()
    facts: dict[Name, Text] = Field(default_factory=dict)

    @property
    def states(self) -> dict[str, State]:
        """Every state of every track by its id, in the order of the file."""
        return {s.id: s for track in self.tracks.values() for s in track.states}

    @property
    def opening(self) -> Step:
        """The step that starts the procedure: the one that comes from nowhere."""
        return next(step for step in self.steps if not step.taken_in)

    def track_of(self, state: str) -> str:
        """The track a state belongs to."""
        return next(
            name
            for name, track in self.tracks.items()
            if any(s.id == state for s in track.states)
        )

    def find_step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def find_ending(self, ending_id: str) -> Ending | None:
        return next((one for one in self.forbidden if one.id == ending_id), None)
