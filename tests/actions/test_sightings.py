"""Sightings: what someone says they saw, and who reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld, EpisodeStatus, TextTooLong
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.reporting import report_sighting
from interact.flowcharts.rules import StepRefused
from interact.keys.rules import Compartment
from interact.sightings.actions import record_sighting
from interact.sightings.queries import list_sightings
from interact.sightings.rules import (
    LONGEST_ACCOUNT,
    PlaceNeeded,
    SeenInTheFuture,
    SeenTooLongAgo,
)
from tests.missing import Story, account

pytestmark = pytest.mark.on_both


@pytest.fixture
def story(session, given):
    return Story(session, given)


def sightings(story, actor):
    """What the actor reads in a request of their own."""
    story.session.info.pop("vaults", None)
    vault = read_case(story.session, actor, story.case.reference)
    return list_sightings(vault)


def test_everyone_who_searches_reads_a_sighting(story):
    story.searching()

    story.sight(story.operator, "Gare de Lyon")

    for actor in (story.worker, story.officer, story.operator):
        (seen,) = sightings(story, actor)
        assert seen.account.place == "Gare de Lyon"
        assert seen.agency_name == story.operator.agency_name


def test_who_does_not_hold_whereabouts_reads_no_sighting(story, given):
    story.searching()
    ngo = story.partner(AgencyKind.NGO)
    given.share(story.worker, story.case, ngo, Compartment.IDENTITY)

    story.sight(story.officer)

    assert sightings(story, ngo) == []
    with pytest.raises(CompartmentNotHeld):
        record_sighting(story.session, ngo, story.case, account())


def test_a_sighting_has_the_police_verify_it(story):
    story.seen()

    assert story.procedure.episode.status is EpisodeStatus.LOCATED_UNVERIFIED
    (task,) = [t for t in story.procedure.tasks if t.ended_at is None and t.due_at]
    assert task.title == "Verify who it is, and bring the child to a safe place"
    assert task.agency_id == story.officer.agency_id


def test_a_sighting_before_a_report_is_noted_and_the_report_goes_on(story):
    story.noticed()

    story.sight(story.worker)

    assert story.procedure.episode.status is EpisodeStatus.ABSENCE_NOTICED


def test_a_second_sighting_stands_beside_the_first(story):
    story.seen()

    story.sight(story.operator, "Part-Dieu")

    places = [one.account.place for one in sightings(story, story.officer)]
    assert places == ["Part-Dieu", "Gare de Lyon"]


def test_a_sighting_after_the_child_was_located_says_so(story):
    story.located()

    with pytest.raises(StepRefused, match="Located and safe"):
        story.sight(story.officer)


def test_a_sighting_names_a_place_and_a_time_that_can_be(story):
    story.searching()

    for change, refusal in (
        ({"place": "  "}, PlaceNeeded),
        ({"seen_at": now() + timedelta(minutes=5)}, SeenInTheFuture),
        ({"seen_at": now() - timedelta(days=40_000)}, SeenTooLongAgo),
        ({"description": "x" * (LONGEST_ACCOUNT + 1)}, TextTooLong),
    ):
        told = replace(account(), **change)
        with pytest.raises(refusal):
            report_sighting(story.session, story.officer, story.procedure, told)
    assert sightings(story, story.officer) == []


def test_a_stranger_records_no_sighting(story, given):
    story.searching()

    with pytest.raises(NotFound):
        record_sighting(story.session, given.officer("FR"), story.case, account())


def test_what_was_seen_is_sealed_and_that_it_was_recorded_is_in_the_history(
    story, given
):
    story.seen()
    story.session.commit()

    dpo = given.dpo(given.agency_of(story.worker))
    (line,) = list_history(
        story.session, dpo, HistoryFilter(event=Event.SIGHTING_RECORDED)
    )

    assert line.agency_id == story.officer.agency_id
    assert line.compartments == ("whereabouts",)
    assert "Gare de Lyon" not in str(line)
