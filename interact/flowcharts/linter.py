"""Finds what is wrong with a flowchart before anyone follows it."""

from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from interact.flowcharts.definitions import Flowchart, Need, State, Step
from interact.flowcharts.timers import Timer, TrackIn
from interact.tasks.rules import Party

STEPS = "steps"


class Fault(NamedTuple):
    """What is wrong, the id of the part it is wrong with, and the section of that."""

    at: str
    problem: str
    section: str = ""


def problems(flow: Flowchart, checklists: Collection[str] | None = None) -> list[str]:
    """Everything wrong with a flowchart, in words; empty when it may be published.

    Without `checklists` (the ids of the published ones) their names are not checked.
    """
    return [fault.problem for fault in faults(flow, checklists)]


def faults(flow: Flowchart, checklists: Collection[str] | None = None) -> list[Fault]:
    """What `problems` says, with the place of each."""
    names = [*_names(flow)]
    # With names that lead nowhere the rest cannot be followed.
    if names:
        return names
    return [
        *_steps(flow),
        *_needs(flow, checklists),
        *_states(flow),
        *_paths(flow),
    ]


def _names(flow: Flowchart) -> Iterator[Fault]:
    """Names that are there twice, or that name nothing."""
    states = [s.id for track in flow.tracks.values() for s in track.states]
    steps = [step.id for step in flow.steps] + [end.id for end in flow.forbidden]
    yield from _twice("state", states)
    yield from _twice("step or ending", steps)
    if flow.main not in flow.tracks:
        yield Fault(flow.main, f"there is no track “{flow.main}” to be the main one")
    for name, track in flow.tracks.items():
        if track.initial not in {state.id for state in track.states}:
            yield Fault(name, f"the track “{name}” begins at no state of its own")
    for step in flow.steps:
        for target in {*step.taken_in, *step.back_to, step.to} - {None, *states}:
            yield Fault(
                step.id, f"the step “{step.id}” names no state: “{target}”", STEPS
            )
    if sum(not step.taken_in for step in flow.steps) != 1:
        yield Fault(flow.id, "exactly one step starts a flowchart: one with from: []")


def _twice(kind: str, names: list[str]) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(name, f"the {kind} “{name}” is there {times} times")


def _steps(flow: Flowchart) -> Iterator[Fault]:
    if flow.opening.to != flow.tracks[flow.main].initial:
        yield Fault(
            flow.opening.id, f"the step “{flow.opening.id}” starts elsewhere", STEPS
        )
    for step in flow.steps:
        if not step.by:
            yield Fault(step.id, f"nobody takes the step “{step.id}”", STEPS)
        if any(times > 1 for times in Counter(ask.id for ask in step.asks).values()):
            yield Fault(step.id, f"the step “{step.id}” asks the same twice", STEPS)
        for wrong in _misled(flow, step):
            yield Fault(step.id, f"the step “{step.id}” {wrong}", STEPS)


def _misled(flow: Flowchart, step: Step) -> Iterator[str]:
    """What is wrong with where a step starts and leads."""
    states = {*step.taken_in, *([step.to] if step.to else [])}
    if len({flow.track_of(state) for state in states}) > 1:
        yield "leads to another track"
    if step.origin and step.to is None:
        yield "leads nowhere"
    if {*step.stays_in, step.to} & set(step.origin):
        yield "both moves and stays"
    came_from = {source for source, to, _step in moves_of(flow) if to in step.origin}
    if not set(step.back_to) <= came_from:
        yield "leads back where none came from"


def _needs(flow: Flowchart, checklists: Collection[str] | None) -> Iterator[Fault]:
    for step in flow.steps:
        for need in step.needs:
            for named in _unknown(flow, need, checklists):
                problem = f"the step “{step.id}” needs {named}, which does not exist"
                yield Fault(step.id, problem, STEPS)
    needs = [need for step in flow.steps for need in step.needs]
    used = {name for n in needs for name in (n.fact, n.not_fact, n.only_if)}
    for fact in flow.facts.keys() - used:
        yield Fault(fact, f"no step needs the fact “{fact}”")


def _unknown(
    flow: Flowchart, need: Need, checklists: Collection[str] | None
) -> Iterator[str]:
    if need.checklist and checklists is not None and need.checklist not in checklists:
        yield f"the checklist “{need.checklist}”"
    for fact in (need.fact, need.not_fact, need.only_if):
        if fact and fact not in flow.facts:
            yield f"the fact “{fact}”"
    if need.done and flow.find_step(need.done) is None:
        yield f"the step “{need.done}”"
    if need.track_in:
        yield from _no_such_place(flow, need.track_in)


def _no_such_place(flow: Flowchart, there: TrackIn) -> Iterator[str]:
    track = flow.tracks.get(there.track)
    known = {state.id for state in track.states} if track else set()
    for state in there.states:
        if state not in known:
            yield f"the state “{state}” of the track “{there.track}”"


def _states(flow: Flowchart) -> Iterator[Fault]:
    for name, track in flow.tracks.items():
        for state in track.states:
            if state.held_by is Party.ANY:
                yield Fault(state.id, f"nobody holds the state “{state.id}”")
            must = name == flow.main and not state.final
            if must and not state.timers and not state.untimed:
                yield Fault(state.id, f"the state “{state.id}” has no deadline")
            for timer in state.timers:
                yield from _timer(flow, state, timer)


def _timer(flow: Flowchart, state: State, timer: Timer) -> Iterator[Fault]:
    step = flow.find_step(timer.step)
    if step is None or state.id not in step.taken_in:
        problem = f"a deadline in “{state.id}” names no step there: “{timer.step}”"
        yield Fault(state.id, problem)
        return
    part = timer.part or state.held_by
    if not {part, Party.ANY} & set(step.by):
        problem = f"“{part.value}” must take “{step.id}” in “{state.id}” and may not"
        yield Fault(state.id, problem)
    if timer.when:
        for named in _no_such_place(flow, timer.when):
            problem = (
                f"a deadline in “{state.id}” waits for {named}, which is not there"
            )
            yield Fault(state.id, problem)


def _paths(flow: Flowchart) -> Iterator[Fault]:
    """States nobody reaches, and states without a way to an end."""
    edges = moves_of(flow)
    for name, track in flow.tracks.items():
        ids = {state.id for state in track.states}
        ends = {state.id for state in track.states if state.final}
        for state in track.states:
            if state.final and any(source == state.id for source, _to, _s in edges):
                yield Fault(state.id, f"the end “{state.id}” is left by a step")
        # A side track may also come to rest where it began.
        goals = ends if name == flow.main else ends | {track.initial}
        forward = {(source, to) for source, to, _step in edges}
        for state_id in sorted(ids - _reach({track.initial}, forward)):
            yield Fault(state_id, f"no step leads to the state “{state_id}”")
        backward = {(to, source) for source, to in forward}
        for state_id in sorted(ids - _reach(goals, backward)):
            yield Fault(state_id, f"from the state “{state_id}” no end can be reached")


def moves_of(flow: Flowchart) -> list[tuple[str, str, Step]]:
    """Every way from one state to another, with its step, in the order of the file."""
    return [
        (source, target, step)
        for step in flow.steps
        if not step.not_here
        for source in step.origin
        for target in ((step.to,) if step.to else ()) + step.back_to
    ]


def _reach(start: AbstractSet[str], edges: AbstractSet[tuple[str, str]]) -> set[str]:
    found, before = set(start), 0
    while len(found) > before:
        before = len(found)
        found |= {target for source, target in edges if source in found}
    return found
