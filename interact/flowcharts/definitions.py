"""What a flowchart file holds: tracks, states, steps, needs and endings."""

from typing import Literal, Self

from pydantic import (
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from interact.checklists.rules import RiskLevel, Stage, Trigger
from interact.flowcharts.calendars import Calendar
from interact.flowcharts.parts import Known, Name, Part, Sourced, Text
from interact.flowcharts.rules import Phase, Subject
from interact.flowcharts.timers import Span, Timer, TrackIn
from interact.keys.rules import Compartment
from interact.tasks.rules import Party


class State(Part):
    """A box of the flowchart. `holder` is who must act next; else it is the lane's.

    `by_law` is whom the law makes responsible when an agency that was offered the next
    step stays silent for `accept_within`; else the flowchart says both. `rests` says of
    a state on the side that nobody needs to act there, though it is no end.
    """

    id: Name
    code: Text | None = None
    title: Text
    meaning: Text
    lane: Party
    holder: Party | None = None
    by_law: Party | None = None
    accept_within: Span | None = None
    final: bool = False
    rests: StrictBool = False
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
    "beside",
    "none_open",
)


class BesideIn(Part):
    """True while another procedure of the case stands at one of these states."""

    flowchart: Text
    states: tuple[Name, ...] = Field(min_length=1)


class Need(Part):
    """One thing that must hold before a step; `because` is said when it does not.

    With `fresh`, the checklist must have been finished since the state was entered;
    `level_at_least` looks at the level of the case, or of the checklist `level_of`;
    `elapsed` counts from when the absence was noticed; `none_open` names a flowchart
    of which every procedure of the case must have ended. With `only_if`, it counts only
    while that fact is so.
    """

    because: Text
    checklist: Text | None = None
    fresh: bool = False
    fact: Name | None = None
    not_fact: Name | None = None
    level_at_least: RiskLevel | None = None
    level_of: Text | None = None
    done: Name | None = None
    elapsed: Span | None = None
    track_in: TrackIn | None = None
    beside: BesideIn | None = None
    none_open: Text | None = None
    only_if: Name | None = None

    @field_validator("checklist", "level_of")
    @classmethod
    def _is_published(cls, name: str | None, info: ValidationInfo) -> str | None:
        return _known_checklist(name, info)

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if sum(getattr(self, name) is not None for name in NEEDS) != 1:
            raise ValueError(f"a need names one of {', '.join(NEEDS)}")
        if self.fresh and self.checklist is None:
            raise ValueError("only a checklist can be fresh")
        if self.level_of and self.level_at_least is None:
            raise ValueError("“level_of” goes with “level_at_least”")
        if self.elapsed and self.elapsed.working_days:
            raise ValueError("“elapsed” does not count working days")
        return self


def _known_checklist(name: str | None, info: ValidationInfo) -> str | None:
    known = info.context
    if name is not None and isinstance(known, Known) and name not in known.checklists:
        raise ValueError("there is no checklist of this name")
    return name


class FillIn(Part):
    """A checklist that a step asks for: who fills it in, and by when after it."""

    checklist: Text
    by: Party
    within: Span

    @field_validator("checklist")
    @classmethod
    def _is_published(cls, name: str, info: ValidationInfo) -> str:
        _known_checklist(name, info)
        return name


class ShareAdvice(Part):
    """Whom the case should be shared with after a step, and which parts of it."""

    to: Party
    parts: tuple[Compartment, ...] = Field(min_length=1)


class Step(Sourced):
    """Something an agency does that moves the case, or is noted where it stands.

    From a state in `origin` it leads to `to`; without `to`, or from a state in
    `stays_in`, it is only noted. When the track came from a state in `back_to`, the
    step leads back there, with the deadlines that were running. `pauses` stops the
    deadlines of its track until a step that `resumes` them; `starts` begins other
    flowcharts; `must_note` is what the note with it must say; `not_here` is why a
    country does not have it.
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
    starts: tuple[Text, ...] = ()
    fill_in: tuple[FillIn, ...] = ()
    share: tuple[ShareAdvice, ...] = ()
    trigger: Trigger | None = None
    pauses: StrictBool = False
    resumes: StrictBool = False
    must_note: Text | None = None
    not_here: Text | None = None
    page: Name | None = Field(default=None, description="The page it is taken on")

    @property
    def taken_in(self) -> tuple[str, ...]:
        """The states in which this step can be taken."""
        return self.origin + self.stays_in

    @field_validator("starts")
    @classmethod
    def _are_published(
        cls, names: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        known = info.context
        if isinstance(known, Known) and known.flowcharts is not None:
            for name in names:
                if name not in known.flowcharts:
                    raise ValueError("there is no flowchart of this name")
        return names


class Ending(Sourced):
    """A way in which an episode never ends, and why not."""

    id: Name
    title: Text
    why: Text


class Track(Part):
    """States of which exactly one holds at a time. Tracks run side by side.

    A track rests at a final state, and one on the side where it begins while nothing is
    due there: then nobody needs to act.
    """

    title: Text
    initial: Name
    states: tuple[State, ...] = Field(min_length=1)


class Escalation(Part):
    """Who hears of a deadline when: so long before or after it.

    The holder hears first; then the supervisors of that agency; then the lead agency.
    """

    to: Literal["holder", "supervisor", "lead"]
    before: Span | None = None
    after: Span | None = None

    @model_validator(mode="after")
    def _is_at_one_time(self) -> Self:
        if self.before and self.after:
            raise ValueError("a notice comes before a deadline or after it, not both")
        return self


class Silence(Sourced):
    """How long an offered hand-over may stay unanswered, and who holds it by law."""

    within: Span
    by_law: Party


class Flowchart(Part):
    """A published way of working, with what a country changes in it applied.

    `edition` says which rules of the country hold, by the day they began. `zone` is the
    country's clock. `parted` are tracks of earlier versions: what follows each now.
    """

    id: Text
    version: StrictInt = Field(ge=1)
    title: Text
    stage: Stage
    follows: Subject = Subject.EPISODE
    note: Text | None = None
    country: str | None = None
    edition: Text | None = None
    zone: Text = "UTC"
    escalation: tuple[Escalation, ...] = ()
    silence: Silence | None = None
    main: Name
    parted: dict[Name, Text] = Field(default_factory=dict)
    tracks: dict[Name, Track]
    steps: tuple[Step, ...]
    forbidden: tuple[Ending, ...] = ()
    facts: dict[Name, Text] = Field(default_factory=dict)

    @property
    def states(self) -> dict[str, State]:
        """Every state of every track by its id, in the order of the file."""
        return {s.id: s for track in self.tracks.values() for s in track.states}

    @property
    def calendar(self) -> Calendar:
        """Where its limits are counted."""
        return Calendar(self.country, self.zone)

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
