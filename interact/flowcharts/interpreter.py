"""Takes steps: who may, from where, on what conditions, and what is due after.

Pure: the same arguments give the same answer. Knows no flowchart in particular.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from interact.core.words import mark as _
from interact.flowcharts.configuration import (
    Configuration,
    Move,
    Outcome,
    Place,
    TaskDue,
)
from interact.flowcharts.definitions import Flowchart, State, Step
from interact.flowcharts.refusing import not_said, not_theirs, reasons_against
from interact.flowcharts.rules import (
    EndingForbidden,
    NoticedInTheFuture,
    Reason,
    Situation,
    StepRefused,
    in_utc,
)
from interact.flowcharts.timers import Timer


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step that leads on from here; if not allowed, every reason why.

    What it asks to be ticked is not counted: `step.asks` is still to be answered.
    `leads_to` is the id of the state it moves the track to; none when it is only noted.
    """

    step: Step
    track: str
    leads_to: str | None
    allowed: bool
    reasons: tuple[Reason, ...]
    due: TaskDue | None


def start(
    flow: Flowchart, situation: Situation, noticed_at: datetime | None = None
) -> Outcome:
    """Begin a procedure: every track at its first state.

    Deadlines that count from the absence count from `noticed_at` (now, if not given).
    Refuses with StepRefused who may not start it or did not tick what it asks, and
    with NoticedInTheFuture.
    """
    step, now = flow.opening, situation.now
    noticed = now if noticed_at is None else in_utc(noticed_at)
    if noticed > now:
        raise NoticedInTheFuture
    _refuse(not_theirs(step, situation) + not_said(step, situation))

    places = {
        name: Place(state=track.initial, since=now)
        for name, track in flow.tracks.items()
    }
    begun = Configuration(noticed_at=noticed, places=places, taken={step.id: now})
    first = Move(
        track=flow.main,
        from_state=None,
        to_state=flow.tracks[flow.main].initial,
        step=step.id,
        at=now,
    )
    return _outcome(step, begun, first, (due(flow, begun), ()))


def take(
    flow: Flowchart, configuration: Configuration, step_id: str, situation: Situation
) -> Outcome:
    """Take a step, and say what moved and what is due now.

    Refuses with EndingForbidden what never ends an episode, and with StepRefused,
    holding every reason, a step that does not exist, is not this agency's, does not
    start here, lacks what it needs or what must be noted, or whose statements were not
    all ticked.
    """
    if ending := flow.find_ending(step_id):
        raise EndingForbidden([Reason(ending.why)])
    step = flow.find_step(step_id)
    if step is None:
        raise StepRefused([Reason(_("There is no such step in this flowchart."))])
    _refuse(
        reasons_against(flow, configuration, step, situation)
        + not_said(step, situation)
    )

    changed, move = _moved(flow, configuration, step, situation.now)
    tasks = due(flow, changed), due(flow, configuration)
    return _outcome(step, changed, move, tasks)


def next_steps(
    flow: Flowchart, configuration: Configuration, situation: Situation
) -> list[NextStep]:
    """Every step that starts where the case stands, in the order of the file.

    Also those this agency may not take now, with the reasons, and who must by when.
    """
    here = {place.state for place in configuration.places.values()}
    tasks = {task.step: task for task in due(flow, configuration)}
    found = []
    for step in flow.steps:
        if not here.intersection(step.taken_in):
            continue
        reasons = reasons_against(flow, configuration, step, situation)
        track = flow.track_of(step.taken_in[0])
        found.append(
            NextStep(
                step=step,
                track=track,
                leads_to=destination(step, configuration.places[track]),
                allowed=not reasons,
                reasons=tuple(reasons),
                due=tasks.get(step.id),
            )
        )
    return found


def destination(step: Step, place: Place) -> str | None:
    """The state a step leads to from here; none when it is only noted."""
    if step.to is None or place.state in step.stays_in:
        return None
    if place.before and place.before.state in step.back_to:
        return place.before.state
    return step.to


def due(flow: Flowchart, configuration: Configuration) -> tuple[TaskDue, ...]:
    """What is due in the present states, the earliest first; overdue included."""
    tasks, states = [], flow.states
    for name, place in configuration.places.items():
        state = states[place.state]
        for timer in state.timers:
            if task := _task(flow, configuration, (name, state), timer):
                tasks.append(task)
    return tuple(sorted(tasks, key=lambda task: (task.due_at, task.step)))


def at_rest(flow: Flowchart, configuration: Configuration, track: str) -> bool:
    """Whether nobody needs to act in a track: it ended, or did not begin and need not.

    A side track also rests where its file says so, while nothing is due there.
    """
    state = flow.states[configuration.places[track].state]
    if state.final or track == flow.main:
        return state.final
    may_rest = state.rests or state.id == flow.tracks[track].initial
    return may_rest and all(task.track != track for task in due(flow, configuration))


def _task(
    flow: Flowchart,
    configuration: Configuration,
    place: tuple[str, State],
    timer: Timer,
) -> TaskDue | None:
    """The task of one timer; none when it does not run or was fulfilled already."""
    track, state = place
    here, noticed = configuration.places[track], configuration.noticed_at
    entered = _counted_from(configuration, here, timer)
    if entered is None or here.is_paused:
        return None
    taken = configuration.taken.get(timer.step)
    if taken and timer.ladder:
        entered = max(entered, taken)  # it repeats: counted from the last time
    elif taken and taken >= (noticed if timer.counted == "noticed" else entered):
        return None
    step = flow.find_step(timer.step)
    if step and step.not_here:
        return None
    due_at = timer.due_at(entered, noticed, flow.calendar)
    return TaskDue(
        track=track,
        state=state.id,
        step=timer.step,
        title=timer.title or (step.title if step else timer.step),
        part=timer.part or state.held_by,
        due_at=due_at + here.stood_since(entered),
        at_once=timer.at_once,
    )


def _counted_from(
    configuration: Configuration, here: Place, timer: Timer
) -> datetime | None:
    """When a deadline of this place began to run; None while it does not."""
    begun = here.since
    if timer.since:
        event = configuration.taken.get(timer.since)
        if event is None or event < here.since:
            return None
        begun = event
    if timer.when:
        if not configuration.stands_in(timer.when.track, timer.when.states):
            return None
        begun = max(begun, configuration.places[timer.when.track].since)
    return begun


def _moved(
    flow: Flowchart, configuration: Configuration, step: Step, now: datetime
) -> tuple[Configuration, Move]:
    track = flow.track_of(step.taken_in[0])
    place = configuration.places[track]
    goal = destination(step, place)
    if step.pauses:
        after = place.paused(now)
    elif step.resumes:
        after = place.resumed(now)
    elif goal is None:
        after = place
    elif place.before and goal != step.to:
        # Back where it came from, the deadlines that were running run on.
        after = place.before
    else:
        after = Place(state=goal, since=now, before=replace(place, before=None))
    changed = replace(
        configuration,
        places={**configuration.places, track: after},
        taken={**configuration.taken, step.id: now},
    )
    return changed, Move(
        track=track, from_state=place.state, to_state=after.state, step=step.id, at=now
    )


def _outcome(
    step: Step,
    configuration: Configuration,
    move: Move,
    tasks: tuple[tuple[TaskDue, ...], tuple[TaskDue, ...]],
) -> Outcome:
    after, before = tasks
    ended = [task.step for task in before if task not in after]
    return Outcome(
        step=step,
        configuration=configuration,
        move=move,
        tasks=tuple(task for task in after if task not in before),
        done=tuple(name for name in ended if name == step.id),
        lapsed=tuple(name for name in ended if name != step.id),
        notifies=step.notifies,
        produces=step.produces,
    )


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise StepRefused(reasons)
