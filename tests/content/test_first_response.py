"""A response begun with the first version goes on in the version in use."""

from datetime import timedelta

import pytest

from interact.flowcharts.interpreter import due
from interact.flowcharts.move_preview import plan_move
from tests.content.first_response import FIRST, standing
from tests.content.flow_walks import FLOWS, NOON

LATER = NOON + timedelta(hours=2)
STATES = [state.id for state in FIRST["IT"].tracks["response"].states]
in_both = pytest.mark.parametrize("code", FIRST)


def two(code):
    return FIRST[code], FLOWS.in_country("FM-RESP", code, NOON.date())


def plan(code, stands, beside=()):
    return plan_move(two(code), stands, {}, LATER, beside)


@in_both
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("appeal", ["no_appeal", "appeal_running"])
def test_from_every_state_it_goes_on_with_the_same_deadlines(code, state, appeal):
    stands = standing(state, appeal)

    found = plan(code, stands)

    assert found.reasons == ()
    assert found.deadlines == ()
    assert {name: one.state for name, one in found.configuration.places.items()} == {
        "response": state,
        "public_appeal": appeal,
    }


@in_both
def test_what_ran_across_a_border_goes_on_on_its_own(code):
    stands = standing("search_active", border="several_countries")

    alone, followed = plan(code, stands), plan(code, stands, {"FM-XB"})

    (reason,) = alone.reasons
    assert "Begin that first, and nothing is lost: Across a border." in reason.said()
    assert followed.reasons == ()
    assert [one.title for one in followed.deadlines] == [
        "Tell the hotline of the other country"
    ]
    assert due(two(code)[1], followed.configuration)
