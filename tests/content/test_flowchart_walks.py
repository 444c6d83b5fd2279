"""Random walks over every flowchart of every country, by any of its editions."""

import json
from collections.abc import Iterable
from datetime import UTC
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.agencies.rules import AgencyKind
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import at_rest, due, take
from interact.flowcharts.responsibility_rules import passing
from interact.flowcharts.rules import EndingForbidden
from interact.tasks.rules import Party
from tests.content.flow_walks import (
    EVERY,
    NOON,
    able,
    carried_on,
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


def check_due(flow: Flowchart, stands: Configuration):
    for task in due(flow, stands):
        step = flow.find_step(task.step)
        assert task.due_at.tzinfo is UTC
        assert not step.not_here
        assert stands.places[task.track].state in step.taken_in
        assert {task.part, Party.ANY} & set(step.by)


@given(st.sampled_from(EVERY), tries)
@settings(max_examples=150, deadline=None)
def test_no_walk_reaches_an_illegal_configuration(flow, turns):
    before = None
    for _kind, outcome in walked(flow, turns):
        check_legal(flow, before, outcome)
        check_due(flow, outcome.configuration)
        before = outcome.configuration


@given(st.sampled_from(EVERY), tries)
@settings(max_examples=100, deadline=None)
def test_where_a_walk_ends_survives_json(flow, turns):
    configuration = walk(flow, turns)

    stored = json.loads(json.dumps(configuration.to_json()))
    assert Configuration.from_json(stored) == configuration


@given(st.sampled_from(EVERY), tries)
@settings(max_examples=20, deadline=None)
def test_from_wherever_people_get_to_an_end_can_be_reached(flow, turns):
    configuration = walk(flow, turns)

    assert any(is_finished(flow, one) for one in carried_on(flow, configuration))


@given(st.sampled_from(EVERY), tries)
@settings(max_examples=50, deadline=None)
def test_nothing_ever_ends_for_a_reason_that_is_none(flow, turns):
    configuration = walk(flow, turns)

    for ending in flow.forbidden:
        with pytest.raises(EndingForbidden) as refusal:
            take(flow, configuration, ending.id, able(flow, AgencyKind.POLICE, NOON))
        assert str(refusal.value).endswith(ending.why)


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


@given(
    st.sampled_from(EVERY),
    tries,
    st.sets(st.sampled_from(sorted(AGENCIES.values()))),
    st.lists(st.booleans(), max_size=40),
)
@settings(max_examples=100, deadline=None)
def test_each_open_track_always_has_exactly_one_agency_that_answers(
    flow, turns, taking_part, answers
):
    case, said = Answering(flow, taking_part), iter(answers)
    for kind, outcome in walked(flow, turns):
        stands = outcome.configuration
        case.pass_on(stands, AGENCIES[kind])
        for track in flow.tracks:
            if next(said, False):
                case.accept(track)
            number = 0 if at_rest(flow, stands, track) else 1
            assert len(case.holders[track]) == number
            assert case.asked.get(track) not in case.holders[track]
            if number == 0:
                assert track not in case.asked
