"""Which steps can ever be taken, and which states nobody gets to or out of.

Facts, levels and checklists count as what they must be: whether they ever are is not
written in a flowchart. What other tracks, steps and flowcharts must have come to is.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from interact.flowcharts.definitions import Flowchart, Need, Step
from interact.flowcharts.faults import STEPS, TRACKS, Fault
from interact.flowcharts.rules import Subject

Edge = tuple[str, str]
Others = Mapping[str, Flowchart] | None


def moves_of(flow: Flowchart) -> list[tuple[str, str, Step]]:
    """Every way from one state to another, with its step, in the order of the file."""
    return [
        (source, target, step)
        for step in flow.steps
        if not step.not_here
        for source in step.origin
        for target in _goals(step)
    ]


def takable(flow: Flowchart, others: Others = None) -> set[str]:
    """The ids of the steps that somebody can take at some time.

    `others` are all flowcharts by id; without them what is beside counts as so.
    """
    states = {track.initial for track in flow.tracks.values()}
    steps, before = {flow.opening.id}, 0
    while len(states) + len(steps) > before:
        before = len(states) + len(steps)
        for step in flow.steps:
            if _is_open(flow, step, states, steps, others):
                steps.add(step.id)
                states.update(_goals(step) if states & set(step.origin) else ())
    return steps


def path_faults(flow: Flowchart, others: Others = None) -> Iterator[Fault]:
    """Steps nobody can ever take, states nobody reaches, and those without a way on."""
    can = takable(flow, others)
    yield from _never_taken(flow, can)
    edges = {(source, to) for source, to, step in moves_of(flow) if step.id in can}
    for name, track in flow.tracks.items():
        ids = [state.id for state in track.states]
        ends = {state.id for state in track.states if state.final}
        yield from _left_ends(flow, ends)
        reached = _reach({track.initial}, edges)
        for lost in (one for one in ids if one not in reached):
            problem = f"no step leads to the state “{lost}”"
            yield Fault(lost, problem, "Let a step lead there, or take it out.", TRACKS)
        # A side track may also come to rest where it began.
        goals = ends if name == flow.main else ends | {track.initial}
        back = _reach(goals, {(to, source) for source, to in edges})
        yield from _stuck([one for one in ids if one not in back], edges)


def _goals(step: Step) -> tuple[str, ...]:
    return ((step.to,) if step.to else ()) + step.back_to


def _is_open(
    flow: Flowchart,
    step: Step,
    states: AbstractSet[str],
    steps: AbstractSet[str],
    others: Others,
) -> bool:
    if step.not_here or not states & set(step.taken_in):
        return False
    if flow.follows is not Subject.COUNTRY and all(one.is_abroad for one in step.by):
        return False
    if _contradicts(step):
        return False
    return all(_may_hold(need, states, steps, others) for need in step.needs)


def _contradicts(step: Step) -> bool:
    """Whether a step needs that something is so and that it is not."""
    always = [need for need in step.needs if not need.only_if]
    wanted = {need.fact for need in always if need.fact}
    return bool(wanted & {need.not_fact for need in always})


def _may_hold(
    need: Need, states: AbstractSet[str], steps: AbstractSet[str], others: Others
) -> bool:
    if need.only_if:
        return True
    if need.done:
        return need.done in steps
    if need.track_in:
        return bool(states & set(need.track_in.states))
    if need.beside and others is not None:
        other = others.get(need.beside.flowchart)
        return other is not None and not other.states.keys().isdisjoint(
            need.beside.states
        )
    return True


def _never_taken(flow: Flowchart, can: AbstractSet[str]) -> Iterator[Fault]:
    """Of a step that only starts where nobody gets, the state is told, not the step."""
    reached = {one for step in flow.steps if step.id in can for one in _goals(step)}
    reached |= {track.initial for track in flow.tracks.values()}
    for step in flow.steps:
        if step.id in can or step.not_here or not reached & set(step.taken_in):
            continue
        yield Fault(
            step.id,
            f"nobody can ever take the step “{step.id}”",
            "Look what it needs and who takes it: not all of it can ever be so.",
            STEPS,
        )


def _left_ends(flow: Flowchart, ends: AbstractSet[str]) -> Iterator[Fault]:
    for source, _to, step in moves_of(flow):
        if source in ends:
            yield Fault(
                source,
                f"the end “{source}” is left by a step",
                f"Take it out of “from” in “{step.id}”, or do not call it final.",
                TRACKS,
            )


def _stuck(stuck: Iterable[str], edges: AbstractSet[Edge]) -> Iterator[Fault]:
    """States without a way to an end: of a loop all are named, each loop once."""
    told: set[str] = set()
    for state in stuck:
        after = _reach({to for source, to in edges if source == state}, edges)
        problem = f"from the state “{state}” no end can be reached"
        if state in after:
            if state in told:
                continue
            told |= after
            problem += f": it only leads round, by {_listed(after)}"
        advice = "Let a step that can be taken lead on to an end."
        yield Fault(state, problem, advice, TRACKS)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))


def _reach(start: AbstractSet[str], edges: AbstractSet[Edge]) -> set[str]:
    found, before = set(start), 0
    while len(found) > before:
        before = len(found)
        found |= {target for source, target in edges if source in found}
    return found
