"""What is so in a case, for the needs of the flowcharts."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.alerts.actions import confirm_withdrawal
from interact.alerts.queries import list_alerts
from interact.cases.rules import EpisodeStatus
from interact.core.clock import now
from interact.flowcharts.actions import Taking, begin_procedure, take_step
from interact.flowcharts.facts import facts_of
from interact.flowcharts.queries import PREVENTION, list_procedures
from interact.keys.rules import Compartment
from tests.missing import Story

SIGN = frozenset({"sign_of_crossing"})


@pytest.fixture
def story(session, given):
    return Story(session, given)


def facts(story, actor=None, which=-1):
    """The facts of the procedure that began last, as this person may know them."""
    story.next_request()
    vault = story.vault(actor or story.worker)
    return facts_of(vault, list_procedures(vault)[which])


def cross_to(story, country):
    story.searching()
    story.next_request()
    taking = Taking("open_cross_border", SIGN, country=country)
    take_step(story.session, story.officer, story.procedure, taking)


def test_every_fact_of_every_flowchart_is_known(story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    cross_to(story, "FR")
    story.sight(story.officer)
    ticked = frozenset({"identity_verified", "safe_place"})
    story.take(story.officer, "confirm_located", ticked)

    found = list_procedures(story.vault(story.worker))

    assert len(found) == 4
    for one in found:
        known = facts_of(story.vault(story.worker), one)
        assert known.keys() == one.flow.facts.keys()


def test_a_guardian_takes_part_once_the_share_is_accepted(story, given):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.offer(story.worker, story.case, guardian, Compartment.IDENTITY)
    assert facts(story)["guardian_takes_part"] is False

    other = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, other, Compartment.IDENTITY)

    assert facts(story)["guardian_takes_part"] is True


def test_another_country_takes_part_with_an_agency_of_its_own(story, given):
    cross_to(story, "FR")
    assert facts(story)["country_takes_part"] is False

    given.share(story.worker, story.case, story.lieutenant, Compartment.IDENTITY)

    found = facts(story)
    assert found["country_takes_part"] is True
    assert found["lead_abroad"] is False


@pytest.mark.parametrize(("country", "known"), [("FR", True), ("GB", False)])
def test_not_every_country_has_the_schengen_register(story, country, known):
    cross_to(story, country)

    assert facts(story)["sis_takes_part"] is known


def test_an_alert_is_open_until_everyone_confirmed_that_it_is_over(story):
    story.located()
    assert facts(story)["alerts_open"] is True

    (alert,) = list_alerts(story.vault(story.worker))
    for actor in (story.officer, story.operator):
        story.next_request()
        if alert.waits_for(alert.recipient_at(actor.agency_id)):
            confirm_withdrawal(story.session, actor, alert)

    assert facts(story)["alerts_open"] is False


@pytest.mark.parametrize(
    ("days_ago", "status", "repeated"),
    [
        ((20, 10), EpisodeStatus.LOCATED_SAFE, True),
        ((31, 10), EpisodeStatus.LOCATED_SAFE, False),
        ((20, 10), EpisodeStatus.NOT_MISSING, False),
    ],
)
def test_three_times_within_thirty_days_is_a_pattern(story, days_ago, status, repeated):
    for days in days_ago:
        story.noticed()
        episode = story.procedure.episode
        episode.noticed_at = now() - timedelta(days=days)
        episode.status, episode.ended_at = status, now()
        story.next_request()

    story.located()

    assert facts(story)["repeated_absences"] is repeated


def test_signs_of_exploitation_count_where_they_could_not_be_seen(story, given):
    story.located()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)

    story.fill(story.worker, "CL-05")

    assert facts(story, story.worker)["trafficking_signs"] is False
    assert facts(story, guardian)["trafficking_signs"] is True
