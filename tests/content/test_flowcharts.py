"""The published flowcharts, whatever country follows them."""

import re
from datetime import date, datetime, timedelta
from itertools import combinations
from math import dist

import pytest

from interact.cases.rules import EpisodeStatus
from interact.core.errors import NotFound
from interact.flowcharts.drawing import draw
from interact.flowcharts.layout import BOX_HEIGHT, BOX_WIDTH, place_boxes
from interact.flowcharts.ports import RADIUS, draw_lines
from interact.flowcharts.published import pinned, unpinned
from interact.flowcharts.routes import find_ways
from interact.tasks.rules import Party
from tests.content.flow_walks import (
    EVERY,
    FLOWS,
    every_flow,
)

DAY = date(2026, 11, 20)
RESPONSES = [flow for flow in EVERY if flow.id == "FM-RESP"]


@every_flow
def test_every_step_is_somebodys_and_every_state_is_held(flow):
    assert all(step.by for step in flow.steps)
    assert all(state.held_by is not Party.ANY for state in flow.states.values())


@pytest.mark.parametrize("flow", RESPONSES, ids=lambda flow: str(flow.country))
def test_a_response_ends_only_when_it_is_known_how_the_child_is(flow):
    ends = {state.id for state in flow.states.values() if state.final}

    assert ends == {"located_safe", "not_missing", "deceased"}
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
