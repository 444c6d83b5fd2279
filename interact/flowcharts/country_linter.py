"""Finds what is wrong with what a country changes in a flowchart."""

from collections.abc import Iterator
from itertools import combinations

from interact.flowcharts.countries import (
    Changes,
    HolderChange,
    StepAdded,
    StepChange,
    TimerChange,
)
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.faults import Fault
from interact.flowcharts.parts import Dated

GROWS = ("notifies", "tells", "produces", "advice", "fill_in", "share")
NAME_ONE = "Name one that the flowchart has."
TAKE_OUT = "Take the change out, or say what is other here."


def country_faults(changes: Changes, flow: Flowchart) -> list[Fault]:
    """What a country changes although the flowchart has it not, or without effect."""
    states = [one.state for one in changes.holders]
    states += [one.state for one in changes.timers]
    found = [
        Fault(name, f"there is no state “{name}” to change", NAME_ONE)
        for name in states
        if name not in flow.states
    ] + [
        Fault(one.step, f"there is no step “{one.step}” to change", NAME_ONE)
        for one in changes.steps
        if flow.find_step(one.step) is None
    ]
    return found or [
        *_without_effect(changes, flow),
        *_said_already(changes, flow),
        *_twice(changes),
        *_without_law(changes),
    ]


def _without_effect(changes: Changes, flow: Flowchart) -> Iterator[Fault]:
    """Changes after which the flowchart is what it was before."""
    if changes == Changes():
        yield Fault(flow.id, f"nothing is changed in “{flow.id}”", TAKE_OUT)
    for name in ("escalation", "silence"):
        if getattr(changes, name) and getattr(changes, name) == getattr(flow, name):
            yield Fault(name, f"“{name}” is so already in “{flow.id}”", TAKE_OUT)
    for one in changes.dated:
        alone = Changes().model_copy(update={_kind(one): (one,)})
        same = flow.model_copy(update=alone.apply(flow)) == flow
        if same or _is_empty(one) or _is_held_so(one, flow):
            name = _name(one)
            problem = f"what is changed in “{name}” is so already"
            yield Fault(name, problem, TAKE_OUT)


def _is_empty(change: Dated) -> bool:
    """Whether it says nothing about the step but where it was found."""
    return isinstance(change, StepChange) and not (
        change.not_here or any(getattr(change, name) for name in GROWS)
    )


def _is_held_so(change: Dated, flow: Flowchart) -> bool:
    """Whether it names only who holds the state, or answers by law, without it."""
    if not isinstance(change, HolderChange):
        return False
    state = flow.states[change.state]
    return (
        change.holder in {None, state.held_by}
        and change.by_law in {None, state.by_law}
        and change.accept_within in (None, state.accept_within)
    )


def _said_already(changes: Changes, flow: Flowchart) -> Iterator[Fault]:
    """What a country puts on top of a step although it is there."""
    for change in changes.steps:
        step = flow.find_step(change.step)
        for name in GROWS if step else ():
            for one in set(getattr(change, name)) & set(getattr(step, name)):
                said = getattr(one, "value", None) or one
                said = said if isinstance(said, str) else "the same"
                problem = f"“{change.step}” has this already under “{name}”: {said}"
                yield Fault(change.step, problem, "Leave it out here.")


def _twice(changes: Changes) -> Iterator[Fault]:
    """Changes of one thing that hold on the same day: only the last would count."""
    for one, other in combinations(changes.dated, 2):
        same = _target(one) is not None and _target(one) == _target(other)
        if same and _overlap(one, other):
            problem = f"“{_name(one)}” is changed twice for the same days"
            advice = "Put both into one, or give them days of their own."
            yield Fault(_name(one), problem, advice)


def _target(change: Dated) -> tuple[str, ...] | None:
    """What a change replaces; None where several add up."""
    if isinstance(change, HolderChange):
        return ("holder", change.state)
    if isinstance(change, TimerChange):
        return ("timer", change.state, change.timer.step)
    return None


def _overlap(one: Dated, other: Dated) -> bool:
    def ends_before(first: Dated, second: Dated) -> bool:
        end, begin = first.valid_to, second.valid_from
        return end is not None and begin is not None and end < begin

    return not (ends_before(one, other) or ends_before(other, one))


def _without_law(changes: Changes) -> Iterator[Fault]:
    for one in changes.dated:
        if (one.valid_from or one.valid_to) and not one.law:
            problem = f"what is changed in “{_name(one)}” holds from a day on, or up to"
            yield Fault(_name(one), f"{problem} one", "Name the “law” behind it.")


def _name(change: Dated) -> str:
    """The id of the state or step that is changed."""
    if isinstance(change, HolderChange | TimerChange):
        return change.state
    if isinstance(change, StepChange):
        return change.step
    return change.step.id if isinstance(change, StepAdded) else ""


def _kind(change: Dated) -> str:
    kinds = {
        HolderChange: "holders",
        TimerChange: "timers",
        StepChange: "steps",
        StepAdded: "add",
    }
    return next(name for kind, name in kinds.items() if isinstance(change, kind))
