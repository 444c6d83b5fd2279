"""People who follow the published flowcharts: at random, or doing all that is asked."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

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
    "flow", EVERY, ids=lambda flow: f"{flow.id}-{flow.edition or 'general'}"
)


class Try(NamedTuple):
    """Somebody tries something: which, who they are, and so many hours later.

    `lacking` are the statements that they do not make, and `known` the facts that are
    so by then, as bits.
    """

    choice: int
    kind: AgencyKind
    hours: int = 0
    leads: bool = True
    abroad: bool = True
    known: int = 0
    lacking: bool = False


tries = st.lists(
    st.builds(
        Try,
        st.integers(0, 99),
        st.sampled_from(AgencyKind),
        st.integers(0, 400),
        st.booleans(),
        st.booleans(),
        st.integers(0, 7),
        st.integers(0, 9).map(lambda number: number == 9),
    ),
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


def trying(flow: Flowchart, one: Try, now: datetime) -> Situation:
    """The same, but for what this one is not, does not know and does not say."""
    facts = {name: bool(one.known >> bit & 1) for bit, name in enumerate(flow.facts)}
    somebody = replace(able(flow, one.kind, now), leads=one.leads, abroad=one.abroad)
    if one.lacking:
        somebody = replace(somebody, confirmed=frozenset(), noted=False)
    return replace(somebody, facts=facts)


def walked(flow: Flowchart, tries: list[Try]) -> Iterator[tuple[Try, Outcome]]:
    """Who took which steps, when these are tried one after another, by anyone.

    A number names a step that starts where the case stands, while there is one, so that
    walks get far. Refusals change nothing.
    """
    now, first = NOON, Try(0, AgencyKind.NGO)
    outcome = start(flow, trying(flow, first, now))
    yield first, outcome
    others = [*(e.id for e in flow.forbidden), "nonsense"]
    for one in tries:
        now += timedelta(hours=one.hours)
        stands = outcome.configuration
        here = {place.state for place in stands.places.values()}
        names = [step.id for step in flow.steps if here & set(step.taken_in)] + others
        with suppress(StepRefused):
            name = names[one.choice % len(names)]
            outcome = take(flow, stands, name, trying(flow, one, now))
            yield one, outcome


def walk(flow: Flowchart, tries: list[Try]) -> Configuration:
    """Where such a walk ends."""
    *_, (_one, outcome) = walked(flow, tries)
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
