"""A checklist that several flowcharts ask for lies on one desk, once."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.assessments.repeating import AskedOf, ask_for
from interact.core.clock import now
from interact.flowcharts.actions import begin_procedure
from interact.tasks.rules import Party, TaskKind
from tests.actions.planning import rows
from tests.missing import Story

pytestmark = pytest.mark.on_both

HOUR = timedelta(hours=1)


@pytest.fixture
def story(session, given):
    return Story(session, given)


def to_fill_in(session, checklist_id):
    found = rows(session, TaskKind.FILL_IN)
    return [task for task in found if task.checklist_id == checklist_id]


def suspect(story, country):
    story.next_request()
    begin_procedure(story.session, story.officer, story.case, "FM-XB", country)


def test_a_search_and_two_other_countries_ask_once_for_the_list_of_what_goes_abroad(
    session, story
):
    story.searching()
    (asked,) = to_fill_in(session, "CL-15")
    before = asked.due_at

    suspect(story, "FR")
    suspect(story, "SE")

    assert to_fill_in(session, "CL-15") == [asked]
    assert now() + 2 * HOUR < asked.due_at < before


@pytest.mark.parametrize("checklist_id", ["CL-05", "CL-06"])
def test_the_first_time_counts_whoever_asks_for_a_list_again(
    session, story, checklist_id
):
    social = story.partner(AgencyKind.SOCIAL_SERVICES)
    story.given.share(story.worker, story.case, social)
    vault = story.vault(story.worker)

    for party, hours in ((Party.SOCIAL_SERVICES, 72), (Party.RECEPTION, 16)):
        ask_for(vault, checklist_id, AskedOf(party, "IT"), now() + hours * HOUR)
    ask_for(vault, checklist_id, AskedOf(Party.LEAD, "IT"), now() + 120 * HOUR)

    (task,) = to_fill_in(session, checklist_id)
    assert now() + 15 * HOUR < task.due_at < now() + 17 * HOUR
