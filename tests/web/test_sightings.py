"""The sighting pages."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.cases.rules import EpisodeStatus
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.missing import Story

SEEN = {
    "place": "Gare de la Part-Dieu",
    "description": "Alone by track 3",
    "said_by": "A guard",
    "confidence": "sure",
}


@pytest.fixture
def story(session, given):
    return Story(session, given)


def address(story, path=""):
    return f"/cases/{story.case.reference}/sightings{path}"


def seen_at(ago):
    """A moment as the clock on the wall in Rome shows it, in summer at the latest."""
    return f"{now() - ago:%Y-%m-%dT%H:%M}"


def test_a_sighting_is_recorded_and_read_by_all_who_search(signed_in, story):
    story.searching()
    typed = SEEN | {"seen_at": seen_at(timedelta(hours=5))}

    answer = signed_in(story.officer).post(address(story, "/new"), data=typed)

    assert answer.status_code == 303
    assert story.procedure.episode.status is EpisodeStatus.LOCATED_UNVERIFIED
    text = signed_in(story.worker).get(address(story)).text
    for said in ("Gare de la Part-Dieu", "Alone by track 3", "A guard", "Sure"):
        assert said in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"place": "  "}, "Enter where the child was seen"),
        ({"seen_at": ""}, "Enter when the child was seen"),
        ({"seen_at": "yesterday"}, "Enter the day and the time"),
        ({"seen_at": "2199-01-01T10:00"}, "A sighting lies in the past"),
        ({"seen_at": "2999-01-01T10:00"}, "Check the year"),
        ({"description": "x" * 5001}, "Keep it under 5000 characters"),
        ({"place": "x" * 5001}, "Keep it under 5000 characters"),
        ({"confidence": "certain"}, "Choose one of the answers listed"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_stays_typed(
    signed_in, story, wrong, said
):
    story.searching()
    typed = SEEN | {"seen_at": seen_at(timedelta(hours=5))} | wrong

    answer = signed_in(story.officer).post(address(story, "/new"), data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    kept = SEEN["said_by"] if "description" in wrong else SEEN["description"]
    assert kept in answer.text
    assert story.procedure.episode.status is EpisodeStatus.SEARCH_ACTIVE


def test_before_an_absence_the_page_leads_to_noticing_it(signed_in, story):
    answer = signed_in(story.worker).get(address(story, "/new"))

    assert answer.location == f"/cases/{story.case.reference}/procedure/start"


def test_who_does_not_hold_whereabouts_is_told_so(signed_in, story, given):
    story.searching()
    ngo = story.partner(AgencyKind.NGO)
    given.share(story.worker, story.case, ngo, Compartment.IDENTITY)
    story.sight(story.officer)
    browser = signed_in(ngo)

    listed = browser.get(address(story))
    typed = SEEN | {"seen_at": seen_at(timedelta(hours=5))}
    answer = browser.post(address(story, "/new"), data=typed)

    assert "Gare de Lyon" not in listed.text
    assert "Nobody has reported a sighting that your agency can open." in listed.text
    assert answer.status_code == 422
    assert "Your agency does not hold this part of the case" in answer.text


def test_sightings_stand_in_the_timeline_when_the_child_was_seen(signed_in, story):
    story.seen()

    text = signed_in(story.worker).get(f"/cases/{story.case.reference}/timeline").text

    for title in (
        "Perhaps seen: Gare de Lyon",
        "Alert issued (version 1)",
        f"Alert sent to {story.operator.agency_name}",
        f"{story.officer.agency_name} acknowledged the alert",
        "Start the search, or go on with it",
    ):
        assert title in text
    assert "Record a sighting" not in text
