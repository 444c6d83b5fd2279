"""How far a procedure has come, and the flowchart as an ordered list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from interact.core.words import mark as _
from interact.flowcharts.configuration import (
    Configuration,
    Move,
    Place,
    TaskDue,
)
from interact.flowcharts.definitions import Flowchart, State, Step
from interact.flowcharts.interpreter import destination, due
from interact.flowcharts.layout import numbers
from interact.flowcharts.rules import Translate

Clock = Callable[[datetime], str]
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a procedure stands, every step taken, and when one looks (UTC)."""

    configuration: Configuration
    path: Sequence[Move]
    now: datetime

    def is_here(self, state: str) -> bool:
        return any(p.state == state for p in self.configuration.places.values())

    def was_at(self, state: str) -> list[datetime]:
        """When the state was entered, each time, the earliest first."""
        return sorted(
            move.at
            for move in self.path
            if move.to_state == state and not move.is_noted
        )

    def took(self, step: str, source: str | None, target: str) -> bool:
        """Whether this step was taken from `source` to `target`."""
        return any(
            (move.step, move.from_state, move.to_state) == (step, source, target)
            for move in self.path
        )

    def taken_at(self, step: str, state: str) -> datetime | None:
        """When a step was last taken in a state."""
        return max(
            (m.at for m in self.path if (m.step, m.from_state) == (step, state)),
            default=None,
        )


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step as one line below its state: `number` is the one on the drawing."""

    number: int
    step: Step
    title: str
    leads_to: str
    by: str
    due: TaskDue | None
    overdue: bool
    taken_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A state as one entry of the list; texts are translated, times are UTC."""

    track: str
    on_main: bool
    state: State
    code: str
    title: str
    meaning: str
    held_by: str
    here: bool
    entered_at: tuple[datetime, ...]
    steps: tuple[StepRow, ...]


def as_text(
    flow: Flowchart, progress: Progress | None, translate: Translate = str
) -> list[Row]:
    """The flowchart as an ordered list: all that the drawing shows, and the times."""
    tasks = due(flow, progress.configuration) if progress else ()
    return [
        Row(
            track=translate(track.title),
            on_main=name == flow.main,
            state=state,
            code=state.code or "",
            title=translate(state.title),
            meaning=translate(state.meaning),
            held_by=translate(state.held_by.label),
            here=bool(progress and progress.is_here(state.id)),
            entered_at=tuple(progress.was_at(state.id) if progress else ()),
            steps=tuple(
                _step_row(flow, state, step, (progress, tasks), translate)
                for step in flow.steps
                if state.id in step.taken_in
            ),
        )
        for name, track in flow.tracks.items()
        for state in track.states
    ]


def _step_row(
    flow: Flowchart,
    state: State,
    step: Step,
    standing: tuple[Progress | None, tuple[TaskDue, ...]],
    translate: Translate,
) -> StepRow:
    progress, tasks = standing
    found = [task for task in tasks if (task.state, task.step) == (state.id, step.id)]
    task = found[0] if found else None
    place = Place(state=state.id, since=NEVER)
    if progress:
        here = progress.configuration.places[flow.track_of(state.id)]
        place = here if here.state == state.id else place
    goal = destination(step, place)
    return StepRow(
        number=numbers(flow)[step.id],
        step=step,
        title=translate(step.title),
        leads_to=translate(flow.states[goal].title if goal else _("stays here")),
        by=", ".join(translate(one.label) for one in step.by),
        due=task,
        overdue=bool(task and progress and task.is_overdue(progress.now)),
        taken_at=progress.taken_at(step.id, state.id) if progress else None,
    )
