"""People who follow the published flowcharts: at random, or doing all that is asked."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st

from interact.agencies.rules import AgencyKind
from interact.core.places import FLOWCHARTS
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import destination, start, take
from interact.flowcharts.published import load_flowcharts
from interact.flowcharts.refusing import reasons_against
from interact.flowcharts.rules import Beside, Situation, StepRefused
from tests.content.published import CHECKLISTS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())
EVERY = [*FLOWS.editions()]
every_flow = pytest.mark.parametrize(
    "flow", EVERY, ids=lambda flow: f"{flow.id}-{flow.country or 'general'}"
)

Try = tuple[int, AgencyKind, int]

tries = st.lists(
    st.tuples(st.integers(0, 99), st.sampled_from(AgencyKind), st.integers(0, 400)),
    max_size=40,
)


def able(flow: Flowchart, kind: AgencyKind, now: datetime) -> Situation:
    """Someone for whom everything is known, finished and ticked at this moment."""
    asks = {ask.id for step in flow.steps for ask in step.asks}
    awaited = [n.beside for step in flow.steps for n in step.needs if n.beside]
    return Situation(
        kind=kind,
        now=now,
        leads=True,
        abroad=True,
        finished=dict.fromkeys(CHECKLISTS, now),
        beside=[
            Beside(one.flowchart, frozenset(one.states), ended=True) for one in awaited
        ],
        confirmed=frozenset(asks),
        noted=True,
    )


def walked(flow: Flowchart, tries: list[Try]) -> Iterator[tuple[AgencyKind, Outcome]]:
    """Who took which steps, when these are tried one after another, by anyone.

    A number names a step that starts where the case stands, while there is one, so that
    walks get far. Refusals change nothing.
    """
    now = NOON
    outcome = start(flow, able(flow, AgencyKind.NGO, now))
    yield AgencyKind.NGO, outcome
    others = [*(e.id for e in flow.forbidden), "nonsense"]
    for choice, kind, hours in tries:
        now += timedelta(hours=hours)
        stands = outcome.configuration
        here = {place.state for place in stands.places.values()}
        names = [step.id for step in flow.steps if here & set(step.taken_in)] + others
        with suppress(StepRefused):
            name = names[choice % len(names)]
            outcome = take(flow, stands, name, able(flow, kind, now))
            yield kind, outcome


def walk(flow: Flowchart, tries: list[Try]) -> Configuration:
    """Where such a walk ends."""
    *_, (_kind, outcome) = walked(flow, tries)
    return outcome.configuration


def carried_on(flow: Flowchart, begun: Configuration) -> Iterator[Configuration]:
    """Everywhere people get who do all that is asked, each time where they were least.

    After an end, from the beginning again.
    """
    been: Counter[str] = Counter()
    here = begun
    for _turn in range(300):
        yield here
        ways = [] if is_finished(flow, here) else [*ways_on(flow, here)]
        if not ways:
            here = begun
            continue
        step, goal, situation = min(ways, key=lambda way: been[way[1]])
        been[goal] += 1
        here = take(flow, here, step, situation).configuration


def ways_on(
    flow: Flowchart, here: Configuration
) -> Iterator[tuple[str, str, Situation]]:
    """Each step that moves a track from here, the state it leads to, and who acts."""
    later = max(place.since for place in here.places.values()) + timedelta(days=91)
    for step in flow.steps:
        situation = able(flow, step.by[0].kind or AgencyKind.POLICE, later)
        for place in here.places.values():
            goal = destination(step, place) if place.state in step.origin else None
            if goal and not reasons_against(flow, here, step, situation):
                yield step.id, goal, situation
