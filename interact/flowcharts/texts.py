"""Every text of a flowchart that a person reads, part by part."""

from collections.abc import Iterator
from typing import NamedTuple

from interact.flowcharts.definitions import Ending, Flowchart, State, Step
from interact.flowcharts.faults import FORBIDDEN, STEPS, TRACKS


class Texts(NamedTuple):
    """What is read together: the id of the part, its section, and the texts."""

    at: str
    section: str
    texts: tuple[str, ...]


def texts_of(flow: Flowchart) -> Iterator[Texts]:
    """The sentences of each part, in the order of the file."""
    yield Texts(flow.id, "", (flow.title,))
    for name, said in flow.facts.items():
        yield Texts(name, "facts", (said,))
    for name, track in flow.tracks.items():
        yield Texts(name, TRACKS, (track.title,))
        for state in track.states:
            yield Texts(state.id, TRACKS, tuple(_of_state(state)))
    for step in flow.steps:
        yield Texts(step.id, STEPS, tuple(_of_step(step)))
    for ending in flow.forbidden:
        yield Texts(ending.id, FORBIDDEN, _of_ending(ending))


def names_in(flow: Flowchart) -> Iterator[Texts]:
    """What steps name that is called so by others: offices, and documents."""
    for step in flow.steps:
        yield Texts(step.id, STEPS, (*step.tells, *step.produces))


def _of_state(state: State) -> Iterator[str]:
    yield state.title
    yield state.meaning
    if state.untimed:
        yield state.untimed
    yield from (timer.title for timer in state.timers if timer.title)


def _of_step(step: Step) -> Iterator[str]:
    yield step.title
    yield from (ask.text for ask in step.asks)
    yield from (need.because for need in step.needs)
    yield from step.advice
    yield from (one for one in (step.must_note, step.not_here) if one)


def _of_ending(ending: Ending) -> tuple[str, ...]:
    return ending.title, ending.why
