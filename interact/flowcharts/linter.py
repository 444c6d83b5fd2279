"""Finds what is wrong with a flowchart before anyone follows it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from interact.flowcharts.definitions import Ending, Flowchart, Need, State, Step
from interact.flowcharts.faults import FORBIDDEN, STEPS, TRACKS, Fault
from interact.flowcharts.reachability import moves_of, path_faults
from interact.flowcharts.rules import Subject
from interact.flowcharts.timers import Timer, TrackIn
from interact.tasks.rules import Party

MEND_NAME = "Mend the name, or define what it names."


@dataclass(frozen=True)
class Around:
    """What stands beside a flowchart; what is not given is not checked.

    The ids of the published checklists, the facts that INTERACT works out, and all
    flowcharts by id as they are followed in the same place.
    """

    checklists: Collection[str] | None = None
    facts: Collection[str] | None = None
    flowcharts: Mapping[str, Flowchart] | None = None


ALONE = Around()


def problems(flow: Flowchart, around: Around = ALONE) -> list[str]:
    """Everything wrong with a flowchart, in words; empty when it may be published."""
    return [fault.problem for fault in faults(flow, around)]


def faults(flow: Flowchart, around: Around = ALONE) -> list[Fault]:
    """What `problems` says, with the place of each and what to do."""
    names = [*_names(flow)]
    # With names that lead nowhere the rest cannot be followed.
    if names:
        return names
    return [
        *_steps(flow),
        *_needs(flow, around),
        *_states(flow),
        *path_faults(flow, around.flowcharts),
        *_forbidden(flow),
    ]


def _names(flow: Flowchart) -> Iterator[Fault]:
    """Names that are there twice, or that name nothing."""
    states = [s.id for track in flow.tracks.values() for s in track.states]
    steps = [step.id for step in flow.steps] + [end.id for end in flow.forbidden]
    yield from _twice("state", states)
    yield from _twice("step or ending", steps)
    if flow.main not in flow.tracks:
        problem = f"there is no track “{flow.main}” to be the main one"
        yield Fault(flow.main, problem, MEND_NAME)
    for name, track in flow.tracks.items():
        if track.initial not in {state.id for state in track.states}:
            problem = f"the track “{name}” begins at no state of its own"
            yield Fault(name, problem, "Name one of its states under “initial”.")
    for step in flow.steps:
        for target in {*step.taken_in, *step.back_to, step.to} - {None, *states}:
            problem = f"the step “{step.id}” names no state: “{target}”"
            yield Fault(step.id, problem, MEND_NAME, STEPS)
    if sum(not step.taken_in for step in flow.steps) != 1:
        problem = "exactly one step starts a flowchart: one with from: []"
        yield Fault(flow.id, problem, "Give the others a state under “from”.")


def _twice(kind: str, names: list[str]) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            problem = f"the {kind} “{name}” is there {times} times"
            yield Fault(name, problem, "Give one of them another id.")


def _steps(flow: Flowchart) -> Iterator[Fault]:
    if flow.opening.to != flow.tracks[flow.main].initial:
        problem = f"the step “{flow.opening.id}” starts elsewhere"
        advice = "Let it lead to the first state of the main track."
        yield Fault(flow.opening.id, problem, advice, STEPS)
    for step in flow.steps:
        for wrong, advice in (*_owner(flow, step), *_misled(flow, step)):
            yield Fault(step.id, wrong, advice, STEPS)


def _owner(flow: Flowchart, step: Step) -> Iterator[tuple[str, str]]:
    if not step.by:
        yield f"nobody takes the step “{step.id}”", "Name who does under “by”."
    meant = {*step.by, *step.notifies, *(one.by for one in step.fill_in)}
    if flow.follows is not Subject.COUNTRY:
        for party in sorted(one for one in meant if one.is_abroad):
            problem = f"the step “{step.id}” names “{party.value}”"
            problem += " where no other country is followed"
            yield problem, "Name an agency of this country."
    if any(times > 1 for times in Counter(ask.id for ask in step.asks).values()):
        yield f"the step “{step.id}” asks the same twice", "Give one another id."


def _misled(flow: Flowchart, step: Step) -> Iterator[tuple[str, str]]:
    """What is wrong with where a step starts and leads, and what to do."""
    states, name = {*step.taken_in, *([step.to] if step.to else [])}, f"“{step.id}”"
    if len({flow.track_of(state) for state in states}) > 1:
        yield f"the step {name} leads to another track", "Make one step for each."
    if step.origin and step.to is None:
        advice = "Say “to”, or list its states under “stays_in”."
        yield f"the step {name} leads nowhere", advice
    if {*step.stays_in, step.to} & set(step.origin):
        advice = "List a state under “from” or “stays_in”, not both."
        yield f"the step {name} both moves and stays", advice
    came_from = {source for source, to, _step in moves_of(flow) if to in step.origin}
    if not set(step.back_to) <= came_from:
        advice = "Name under “back_to” only states that lead to where it starts."
        yield f"the step {name} leads back where none came from", advice


def _needs(flow: Flowchart, around: Around) -> Iterator[Fault]:
    for step in flow.steps:
        for need in step.needs:
            for named in _unknown(flow, need, around):
                problem = f"the step “{step.id}” needs {named}, which does not exist"
                yield Fault(step.id, problem, MEND_NAME, STEPS)
        for name in step.starts:
            if around.flowcharts is not None and name not in around.flowcharts:
                problem = f"the step “{step.id}” starts “{name}”, which does not exist"
                yield Fault(step.id, problem, MEND_NAME, STEPS)
    yield from _facts(flow, around)
    yield from _parted(flow, around)


def _parted(flow: Flowchart, around: Around) -> Iterator[Fault]:
    """Tracks said to be flowcharts now that are still here, or are none."""
    for track, name in flow.parted.items():
        if track in flow.tracks:
            problem = f"the track “{track}” is here and under “parted”"
            yield Fault("parted", problem, "Take it out of one of them.")
        if around.flowcharts is not None and name not in around.flowcharts:
            problem = f"“{track}” became “{name}”, which does not exist"
            yield Fault("parted", problem, MEND_NAME)


def _facts(flow: Flowchart, around: Around) -> Iterator[Fault]:
    needs = [need for step in flow.steps for need in step.needs]
    used = {name for n in needs for name in (n.fact, n.not_fact, n.only_if)}
    for fact in flow.facts:
        if fact not in used:
            yield Fault(fact, f"no step needs the fact “{fact}”", "Take it out.")
        if around.facts is not None and fact not in around.facts:
            problem = f"INTERACT does not work out the fact “{fact}”"
            known = ", ".join(sorted(around.facts))
            yield Fault(fact, problem, f"Name one of these: {known}.")


def _unknown(flow: Flowchart, need: Need, around: Around) -> Iterator[str]:
    lists = around.checklists
    for name in (need.checklist, need.level_of):
        if name and lists is not None and name not in lists:
            yield f"the checklist “{name}”"
    for fact in (need.fact, need.not_fact, need.only_if):
        if fact and fact not in flow.facts:
            yield f"the fact “{fact}”"
    if need.done and flow.find_step(need.done) is None:
        yield f"the step “{need.done}”"
    if need.track_in:
        yield from _no_such_place(flow, need.track_in)
    if around.flowcharts is not None:
        yield from _no_such_flowchart(need, around.flowcharts)


def _no_such_flowchart(need: Need, flows: Mapping[str, Flowchart]) -> Iterator[str]:
    if need.none_open and need.none_open not in flows:
        yield f"the flowchart “{need.none_open}”"
    if need.beside:
        other = flows.get(need.beside.flowchart)
        if other is None:
            yield f"the flowchart “{need.beside.flowchart}”"
            return
        for state in need.beside.states:
            if state not in other.states:
                yield f"the state “{state}” of “{other.id}”"


def _no_such_place(flow: Flowchart, there: TrackIn) -> Iterator[str]:
    track = flow.tracks.get(there.track)
    known = {state.id for state in track.states} if track else set()
    for state in there.states:
        if state not in known:
            yield f"the state “{state}” of the track “{there.track}”"


def _states(flow: Flowchart) -> Iterator[Fault]:
    lacking = {step.id for step in flow.steps if step.not_here}
    for state in flow.states.values():
        for party in {state.held_by, state.by_law} - {None}:
            yield from _holder(flow, state, party)
        running = [timer for timer in state.timers if timer.step not in lacking]
        if not (running or state.final or state.untimed):
            problem = f"the state “{state.id}” has no deadline"
            advice = "Give it one under “timers”, or say why not under “untimed”."
            yield Fault(state.id, problem, advice, TRACKS)
        if state.final and state.timers:
            problem = f"the end “{state.id}” has a deadline"
            advice = "Put it at a state that is no end: nobody acts here."
            yield Fault(state.id, problem, advice, TRACKS)
        for timer in state.timers:
            for problem, advice in _timer(flow, state, timer):
                yield Fault(state.id, problem, advice, TRACKS)


def _holder(flow: Flowchart, state: State, party: Party | None) -> Iterator[Fault]:
    if party is Party.ANY:
        problem = f"nobody holds the state “{state.id}”"
        advice = "Name one kind of agency, or the lead, as “holder”."
        yield Fault(state.id, problem, advice, TRACKS)
    elif party and party.is_abroad and flow.follows is not Subject.COUNTRY:
        problem = f"the state “{state.id}” is held by “{party.value}”"
        advice = "No other country is followed here. Name an agency of this one."
        yield Fault(state.id, problem, advice, TRACKS)


def _timer(flow: Flowchart, state: State, timer: Timer) -> Iterator[tuple[str, str]]:
    step, at = flow.find_step(timer.step), f"a deadline in “{state.id}”"
    if step is None or state.id not in step.taken_in:
        advice = "Name a step that can be taken in this state."
        yield f"{at} names no step there: “{timer.step}”", advice
        return
    part = timer.part or state.held_by
    if not {part, Party.ANY} & set(step.by):
        problem = f"“{part.value}” must take “{step.id}” in “{state.id}” and may not"
        yield problem, "Name who may under “part”, or add them to “by” of the step."
    if timer.since and flow.find_step(timer.since) is None:
        yield f"{at} counts since “{timer.since}”, which is not there", MEND_NAME
    if timer.when:
        for named in _no_such_place(flow, timer.when):
            yield f"{at} waits for {named}, which is not there", MEND_NAME


def _forbidden(flow: Flowchart) -> Iterator[Fault]:
    """Ways in which an episode never ends, and does."""
    finals = {state.id for state in flow.states.values() if state.final}
    ends = {(to, step.id): step for _from, to, step in moves_of(flow) if to in finals}
    for ending in flow.forbidden:
        for state in flow.states.values():
            if ending.id == state.id or ending.title == state.title:
                problem = f"the forbidden ending “{ending.id}” is a state"
                yield Fault(ending.id, problem, "Take the state out.", FORBIDDEN)
        for (to, _step), step in ends.items():
            if _rests_on(step, ending):
                problem = f"the forbidden ending “{ending.id}” is reached"
                problem += f" by the step “{step.id}”"
                advice = f"Let the step be noted only (“stays_in”), not lead to “{to}”."
                yield Fault(ending.id, problem, advice, FORBIDDEN)


def _rests_on(step: Step, ending: Ending) -> bool:
    """Whether a step says that it is this ending, asks for it, or needs that it is."""
    said = [step.id, *(ask.id for ask in step.asks)]
    said += [name for n in step.needs for name in (n.fact, n.done, n.only_if) if name]
    titles = [step.title, *(ask.text for ask in step.asks)]
    return ending.title in titles or any(f"_{ending.id}_" in f"_{n}_" for n in said)
