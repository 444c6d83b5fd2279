"""The published flowcharts, whatever country follows them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.agencies.rules import AgencyKind
from interact.cases.rules import EpisodeStatus
from interact.core.errors import NotFound
from interact.core.places import FLOWCHARTS
from interact.flowcharts.configuration import Configuration, is_finished
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.drawing import draw
from interact.flowcharts.interpreter import destination, due, start, take
from interact.flowcharts.layout import BOX_HEIGHT, BOX_WIDTH, place_boxes
from interact.flowcharts.linter import moves_of, problems
from interact.flowcharts.ports import RADIUS, draw_lines
from interact.flowcharts.published import load_flowcharts, pinned, unpinned
from interact.flowcharts.refusing import reasons_against
from interact.flowcharts.routes import find_ways
from interact.flowcharts.rules import (
    Beside,
    EndingForbidden,
    Situation,
    StepRefused,
)
from interact.tasks.rules import Party
from tests.content.published import CHECKLISTS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())
DAY = date(2026, 11, 20)
EVERY = [*FLOWS.editions()]
RESPONSES = [flow for flow in EVERY if flow.id == "FM-RESP"]
every_flow = pytest.mark.parametrize(
    "flow", EVERY, ids=lambda flow: f"{flow.id}-{flow.country or 'general'}"
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


def walk(flow: Flowchart, turns: list[tuple[int, AgencyKind, int]]) -> Configuration:
    """Try steps one after another, by anyone at any time; refusals change nothing."""
    now = NOON
    configuration = start(flow, able(flow, AgencyKind.NGO, now)).configuration
    names = [*(s.id for s in flow.steps), *(e.id for e in flow.forbidden), "nonsense"]
    for choice, kind, hours in turns:
        now += timedelta(hours=hours)
        situation = able(flow, kind, now)
        name = names[choice % len(names)]
        with suppress(StepRefused):
            configuration = take(flow, configuration, name, situation).configuration
    return configuration


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


turns = st.lists(
    st.tuples(st.integers(0, 99), st.sampled_from(AgencyKind), st.integers(0, 400)),
    max_size=40,
)


@every_flow
def test_the_linter_finds_nothing(flow):
    assert problems(flow, CHECKLISTS.keys()) == []


@every_flow
def test_every_step_is_somebodys_and_every_state_is_held(flow):
    assert all(step.by for step in flow.steps)
    assert all(state.held_by is not Party.ANY for state in flow.states.values())


@given(st.sampled_from(EVERY), turns)
@settings(max_examples=150, deadline=None)
def test_whatever_anyone_tries_is_done_or_refused_with_reasons(flow, tries):
    configuration = walk(flow, tries)

    stored = json.loads(json.dumps(configuration.to_json()))
    assert Configuration.from_json(stored) == configuration
    assert all(task.due_at.tzinfo is UTC for task in due(flow, configuration))


@given(st.sampled_from(EVERY), turns)
@settings(max_examples=20, deadline=None)
def test_from_wherever_people_get_to_an_end_can_be_reached(flow, tries):
    configuration = walk(flow, tries)

    assert any(is_finished(flow, one) for one in carried_on(flow, configuration))


@given(st.sampled_from(EVERY), turns)
@settings(max_examples=50, deadline=None)
def test_nothing_ever_ends_for_a_reason_that_is_none(flow, tries):
    configuration = walk(flow, tries)

    for ending in flow.forbidden:
        with pytest.raises(EndingForbidden) as refusal:
            take(flow, configuration, ending.id, able(flow, AgencyKind.POLICE, NOON))
        assert str(refusal.value).endswith(ending.why)


@pytest.mark.parametrize("flow", FLOWS.general.values(), ids=lambda flow: flow.id)
def test_every_state_is_reached_by_people_who_do_all_that_is_asked(flow):
    begun = start(flow, able(flow, AgencyKind.NGO, NOON)).configuration

    found = {
        place.state for one in carried_on(flow, begun) for place in one.places.values()
    }

    assert found == set(flow.states)


@pytest.mark.parametrize("flow", RESPONSES, ids=lambda flow: str(flow.country))
def test_a_response_ends_only_when_it_is_known_how_the_child_is(flow):
    ends = {state.id for state in flow.states.values() if state.final}

    leading = {step.id for _source, to, step in moves_of(flow) if to in ends}

    assert leading == {"located_not_missing", "confirm_located", "deceased"}
    assert {
        "turned_18",
        "left_voluntarily",
        "moved_centre",
        "asylum_file_closed",
        "absent_days",
        "care_ended",
    } <= {one.id for one in flow.forbidden}


def test_the_states_of_the_response_are_those_of_an_episode():
    main = FLOWS.general["FM-RESP"].tracks["response"]

    assert {state.id for state in main.states} == {one.value for one in EpisodeStatus}


@pytest.mark.parametrize(
    ("country", "state", "step", "noticed", "due_in"),
    [
        (None, "local_checks", "report_missing", "2026-11-20T12:00Z", 1.5),
        ("FR", "local_checks", "report_missing", "2026-11-20T12:00Z", 2),
        ("FR", "local_checks", "report_missing", "2026-11-20T22:00Z", 1),
        ("BE", "local_checks", "report_missing", "2026-11-20T12:00Z", 0.75),
        ("GR", "absence_noticed", "start_local_checks", "2026-11-20T12:00Z", 0.25),
        ("GR", "local_checks", "report_missing", "2026-11-20T12:00Z", 0.75),
        ("IT", "local_checks", "report_missing", "2026-11-20T12:00Z", 1.5),
        ("SE", "local_checks", "report_missing", "2026-11-20T12:00Z", 1.5),
        ("GB", "search_active", "brief_management", "2026-11-20T12:00Z", 24),
    ],
)
def test_the_time_limits_are_those_of_the_country(
    country, state, step, noticed, due_in
):
    flow = FLOWS.in_country("FM-RESP", country, DAY)
    noticed_at = datetime.fromisoformat(noticed)
    entered = noticed_at + timedelta(minutes=30)

    (timer,) = [one for one in flow.states[state].timers if one.step == step]

    assert timer.due_at(entered, noticed_at) == noticed_at + timedelta(hours=due_in)


def test_a_country_without_changes_follows_the_general_flowchart():
    assert FLOWS.in_country("FM-RESP", "NL", DAY) is FLOWS.general["FM-RESP"]
    british = FLOWS.in_country("FM-RESP", "GB", DAY)
    assert FLOWS.in_country("FM-RESP", "UK", DAY) == british


def test_a_flowchart_that_is_not_published_is_not_found():
    with pytest.raises(NotFound):
        FLOWS.in_country("FM-NONE", "FR", DAY)


def test_in_sweden_the_municipality_answers_from_the_assignment_on():
    flow = FLOWS.in_country("FM-RESP", "SE", DAY)

    assert flow.states["absence_noticed"].held_by is Party.SOCIAL_SERVICES


@every_flow
def test_a_case_goes_on_with_the_flowchart_it_started_with(flow):
    pin = pinned(flow)

    assert unpinned(pin.body) == flow
    assert (pin.id, pin.version, pin.country) == (flow.id, flow.version, flow.country)


@every_flow
def test_the_words_are_plain_and_blame_nobody(flow):
    words = re.findall(r"[a-z]+|!", pinned(flow).body.lower())

    assert not {"minor", "subject", "absconded", "runaway", "illegal", "!"} & set(words)


@every_flow
def test_the_numbers_on_the_drawing_touch_neither_each_other_nor_a_box(flow):
    grid = place_boxes(flow)
    badges = [line.badge for line in draw_lines(grid, find_ways(flow, grid))]

    assert all(dist(*pair) >= 2 * RADIUS for pair in combinations(badges, 2))
    assert not any(
        box.x < x < box.x + BOX_WIDTH and box.y < y < box.y + BOX_HEIGHT
        for x, y in badges
        for box in grid.boxes.values()
    )
    assert len(draw(flow)) < 40_000
