"""Random walks over every flowchart of every country, by any of its editions."""

import json
from collections.abc import Iterable
from datetime import UTC
from itertools import product
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.agencies.rules import AgencyKind
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import at_rest, due, start, take
from interact.flowcharts.reachability import moves_of
from interact.flowcharts.responsibility_rules import passing
from interact.flowcharts.rules import EndingForbidden
from interact.tasks.rules import Party
from tests.content.flow_walks import (
    NOON,
    Try,
    able,
    carried_on,
    every_flow,
    tries,
    walk,
    walked,
)

AGENCIES = {kind: uuid5(NAMESPACE_DNS, kind.value) for kind in AgencyKind}
LEAD = AGENCIES[AgencyKind.SOCIAL_SERVICES]


def check_legal(flow: Flowchart, before: Configuration | None, outcome: Outcome):
    """Nothing a case can never come to: in any track, at any time."""
    stands, steps = outcome.configuration, {step.id for step in flow.steps}
    assert stands.places.keys() == flow.tracks.keys()
    assert stands.taken.keys() <= steps
    for track, place in stands.places.items():
        ids = {state.id for state in flow.tracks[track].states}
        came_from = {place.before.state} if place.before else set()
        assert {place.state} | came_from <= ids
        assert NOON <= place.since <= outcome.move.at
        assert all(pause.end for pause in place.pauses[:-1])
        was = before.places[track] if before else place
        ended = flow.states[was.state].final
        assert not ended or was.state == place.state
        assert track == outcome.move.track or was == place


def check_theirs(one: Try, outcome: Outcome):
    """Only who is named takes a step, and what is asked was said."""
    by = set(outcome.step.by)
    named = {party for party in by if party.kind is one.kind}
    home = {party for party in named if one.abroad or not party.is_abroad}
    assert home or Party.ANY in by or (one.leads and Party.LEAD in by)
    assert not (one.lacking and (outcome.step.asks or outcome.step.must_note))
    assert not outcome.step.not_here


def check_due(flow: Flowchart, stands: Configuration):
    for task in due(flow, stands):
        step = flow.find_step(task.step)
        assert task.due_at.tzinfo is UTC
        assert not step.not_here
        assert stands.places[task.track].state in step.taken_in
        assert {task.part, Party.ANY} & set(step.by)


@every_flow
@given(tries)
@settings(max_examples=8, deadline=None)
def test_no_walk_reaches_an_illegal_configuration(flow, turns):
    before = None
    for one, outcome in walked(flow, turns):
        check_legal(flow, before, outcome)
        check_theirs(one, outcome)
        check_due(flow, outcome.configuration)
        before = outcome.configuration


@every_flow
@given(tries)
@settings(max_examples=4, deadline=None)
def test_where_a_walk_ends_survives_json(flow, turns):
    configuration = walk(flow, turns)

    stored = json.loads(json.dumps(configuration.to_json()))
    assert Configuration.from_json(stored) == configuration


@every_flow
@given(tries)
@settings(max_examples=4, deadline=None)
def test_from_wherever_people_get_to_an_end_can_be_reached(flow, turns):
    configuration = walk(flow, turns)

    assert any(is_finished(flow, one) for one in carried_on(flow, configuration))


@every_flow
def test_nothing_ever_ends_for_a_reason_that_is_none(flow):
    begun = start(flow, able(flow, AgencyKind.NGO, NOON)).configuration
    somewhere = {frozenset(states(one)): one for one in carried_on(flow, begun)}

    assert flow.forbidden
    assert {state for there in somewhere for state in there} == set(flow.states)
    for configuration, ending in product(somewhere.values(), flow.forbidden):
        for kind in AgencyKind:
            with pytest.raises(EndingForbidden) as refusal:
                take(flow, configuration, ending.id, able(flow, kind, NOON))
            assert str(refusal.value).endswith(ending.why)


def states(configuration: Configuration) -> set[str]:
    return {place.state for place in configuration.places.values()}


ENDS = {
    "FM-PREV": {"end_prevention", "with_family"},
    "FM-RESP": {"located_not_missing", "confirm_located", "deceased"},
    "FM-AFTER": {"close_aftercare", "go_missing_again", "record_death"},
    "FM-XB": {"close_cross_border"},
}


@every_flow
def test_no_country_has_another_way_to_an_end(flow):
    main = {state.id for state in flow.tracks[flow.main].states if state.final}

    assert {step.id for _from, to, step in moves_of(flow) if to in main} == ENDS[
        flow.id
    ]


def meant(party: Party, taking_part: Iterable[UUID]) -> UUID | None:
    """The agency that should act, if one of that kind takes part."""
    agency = LEAD if party.kind is None else AGENCIES[party.kind]
    return agency if agency in {*taking_part, LEAD} else None


class Answering:
    """Who answers for each track, and who was asked, as in a case: but only as data."""

    def __init__(self, flow: Flowchart, taking_part: Iterable[UUID]) -> None:
        self.flow, self.taking_part = flow, frozenset(taking_part)
        self.holders: dict[str, list[UUID]] = {track: [] for track in flow.tracks}
        self.asked: dict[str, UUID] = {}

    def pass_on(self, stands: Configuration, acted: UUID) -> None:
        for track, place in stands.places.items():
            asked = self.asked.pop(track, None)
            if at_rest(self.flow, stands, track):
                self.holders[track] = []
                continue
            held = [acted] if asked == acted else self.holders[track]
            party = self.flow.states[place.state].held_by
            found = passing(*(held or [None]), acted, meant(party, self.taking_part))
            self.holders[track] = [found.holder] if found.holder else []
            if found.offered_to:
                self.asked[track] = found.offered_to

    def accept(self, track: str) -> None:
        if track in self.asked:
            self.holders[track] = [self.asked.pop(track)]


@every_flow
@given(
    tries,
    st.sets(st.sampled_from(sorted(AGENCIES.values()))),
    st.lists(st.booleans(), max_size=40),
)
@settings(max_examples=6, deadline=None)
def test_each_open_track_always_has_exactly_one_agency_that_answers(
    flow, turns, taking_part, answers
):
    case, said = Answering(flow, taking_part), iter(answers)
    for one, outcome in walked(flow, turns):
        stands = outcome.configuration
        case.pass_on(stands, AGENCIES[one.kind])
        for track in flow.tracks:
            if next(said, False):
                case.accept(track)
            number = 0 if at_rest(flow, stands, track) else 1
            assert len(case.holders[track]) == number
            assert case.asked.get(track) not in case.holders[track]
            if number == 0:
                assert track not in case.asked
