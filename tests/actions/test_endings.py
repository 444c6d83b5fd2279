"""How an episode ends, and what never ends one."""

import pytest

from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.rules import EpisodeStatus
from interact.core.clock import now
from interact.flowcharts.actions import notice_absence
from interact.flowcharts.rules import (
    EndingForbidden,
    StepRefused,
)
from tests.missing import LOCATED, Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def story(session, given):
    return Story(session, given)


def test_a_located_child_moves_the_episode_to_aftercare(story):
    story.located()

    episode = story.procedure.episode
    assert episode.status is EpisodeStatus.LOCATED_SAFE
    assert story.case.open_episode is None
    assert open_tasks(story) == {}


def test_only_police_say_that_a_child_is_located(story):
    story.seen()

    with pytest.raises(StepRefused, match="This step is for"):
        story.take(story.worker, "confirm_located", LOCATED)


def test_a_child_who_goes_missing_again_has_a_second_episode(story):
    story.located()

    again = notice_absence(story.session, story.worker, story.case, now())

    assert again.episode.number == 2
    assert story.case.open_episode is again.episode


@pytest.mark.parametrize(
    "ending",
    [
        "turned_18",
        "left_voluntarily",
        "moved_centre",
        "asylum_file_closed",
        "absent_days",
        "care_ended",
        "report_refused",
    ],
)
def test_what_never_ends_an_episode_is_refused_with_its_reason(story, ending):
    story.searching()

    with pytest.raises(EndingForbidden) as refused:
        story.take(story.worker, ending)

    found = story.procedure.flow.find_ending(ending)
    assert found.why in str(refused.value)
    assert state(story) == "search_active"
    assert story.procedure.episode.is_open


def test_every_ending_that_is_forbidden_is_tried_above(story):
    story.noticed()

    forbidden = {one.id for one in story.procedure.flow.forbidden}

    (tried,) = test_what_never_ends_an_episode_is_refused_with_its_reason.pytestmark
    assert set(tried.args[1]) == forbidden


def test_the_data_protection_officer_sees_who_tried_to_close_an_episode(story, given):
    story.searching()
    with pytest.raises(EndingForbidden):
        story.take(story.officer, "turned_18")
    story.session.commit()

    dpo = given.dpo(given.agency_of(story.worker))
    asked = HistoryFilter(event=Event.ACCESS_REFUSED)
    (line,) = list_history(story.session, dpo, asked)

    assert line.agency_id == story.officer.agency_id
    assert line.reference == story.case.reference
    assert "still missing at 18" in line.result
