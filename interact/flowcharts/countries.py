"""What a country changes in a flowchart: holders, deadlines, who is told, documents."""

from typing import Annotated

from pydantic import Field

from interact.flowcharts.definitions import Flowchart, State, Step
from interact.flowcharts.linter import Fault
from interact.flowcharts.parts import Name, Part, Sourced, Text
from interact.flowcharts.timers import Timer
from interact.tasks.rules import Party

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class HolderChange(Sourced):
    """In this country, someone else must act next in a state."""

    state: Name
    holder: Party


class TimerChange(Part):
    """In this country, a state has this deadline; it replaces one of the same step."""

    state: Name
    timer: Timer


class StepChange(Sourced):
    """What comes on top of a step in this country. A step is never taken away."""

    step: Name
    notifies: tuple[Party, ...] = ()
    tells: tuple[Text, ...] = ()
    produces: tuple[Text, ...] = ()
    advice: tuple[Text, ...] = ()


class Changes(Part):
    """All that a country changes in one flowchart."""

    holders: tuple[HolderChange, ...] = ()
    timers: tuple[TimerChange, ...] = ()
    steps: tuple[StepChange, ...] = ()

    def apply(self, flow: Flowchart, country: str) -> Flowchart:
        """The flowchart as it is followed in `country`."""
        tracks = {
            name: track.model_copy(
                update={"states": tuple(map(self._changed_state, track.states))}
            )
            for name, track in flow.tracks.items()
        }
        steps = tuple(map(self._changed_step, flow.steps))
        return flow.model_copy(
            update={"country": country, "tracks": tracks, "steps": steps}
        )

    def _changed_state(self, state: State) -> State:
        new = tuple(one.timer for one in self.timers if one.state == state.id)
        replaced = {timer.step for timer in new}
        kept = tuple(timer for timer in state.timers if timer.step not in replaced)
        holders = [one.holder for one in self.holders if one.state == state.id]
        holder = holders[0] if holders else state.holder
        return state.model_copy(update={"timers": kept + new, "holder": holder})

    def _changed_step(self, step: Step) -> Step:
        for change in self.steps:
            if change.step == step.id:
                step = step.model_copy(
                    update={
                        "notifies": step.notifies + change.notifies,
                        "tells": step.tells + change.tells,
                        "produces": step.produces + change.produces,
                        "advice": step.advice + change.advice,
                        "sources": step.sources + change.sources,
                    }
                )
        return step


class Country(Part):
    """A file in flowcharts/countries/: one country's way, flowchart by flowchart."""

    codes: tuple[Code, ...] = Field(min_length=1)
    title: Text
    flowcharts: dict[str, Changes]


def unknown_names(changes: Changes, flow: Flowchart) -> list[Fault]:
    """The states and steps that a country changes although the flowchart has none."""
    states = [one.state for one in changes.holders]
    states += [one.state for one in changes.timers]
    steps = [one.step for one in changes.steps]
    return [
        Fault(name, f"there is no state “{name}” to change")
        for name in states
        if name not in flow.states
    ] + [
        Fault(name, f"there is no step “{name}” to change")
        for name in steps
        if flow.find_step(name) is None
    ]
