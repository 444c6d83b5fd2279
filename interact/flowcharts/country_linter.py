"""Finds what is wrong with what a country changes in a flowchart."""

from interact.flowcharts.countries import Changes
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.linter import Fault


def country_faults(changes: Changes, flow: Flowchart) -> list[Fault]:
    """What a country changes although the flowchart has it not, or without effect."""
    states = [one.state for one in (*changes.holders, *changes.timers)]
    steps = [one.step for one in changes.steps]
    found = [
        Fault(name, f"there is no state “{name}” to change")
        for name in states
        if name not in flow.states
    ] + [
        Fault(name, f"there is no step “{name}” to change")
        for name in steps
        if flow.find_step(name) is None
    ]
    return found or _without_effect(changes, flow)


def _without_effect(changes: Changes, flow: Flowchart) -> list[Fault]:
    if changes == Changes():
        return [Fault(flow.id, f"nothing is changed in “{flow.id}”")]
    found = []
    for one in changes.dated:
        alone = Changes().model_copy(update={_kind(changes, one): (one,)})
        made = flow.model_copy(update=alone.apply(flow))
        if made == flow:
            name = getattr(one, "state", None) or getattr(one, "step", "")
            found.append(Fault(str(name), f"what is changed in “{name}” is so already"))
    return found


def _kind(changes: Changes, change: object) -> str:
    names = ("holders", "timers", "steps", "add")
    return next(name for name in names if change in getattr(changes, name))
