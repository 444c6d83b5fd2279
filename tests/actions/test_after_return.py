"""Checklists after a return: who is asked for them, and which episode they are of."""

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.assessments.entries import episode_for
from interact.cases.queries import read_case
from interact.cases.rules import EpisodeStatus
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind
from tests.actions.filling import missing
from tests.missing import Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def story(session, given):
    return Story(session, given)


def test_the_first_talk_lies_with_whom_the_flowchart_names_not_with_the_lead(
    session, given, story
):
    social = given.caseworker(given.agency(AgencyKind.SOCIAL_SERVICES))
    given.share(story.worker, story.case, social, Compartment.CARE)

    story.located()

    asked = select(Task).where(
        Task.kind == TaskKind.FILL_IN, Task.checklist_id == "CL-16"
    )
    assert session.scalars(asked).one().agency_id == social.agency_id


@pytest.mark.parametrize(
    ("later", "number"),
    [(EpisodeStatus.NOT_MISSING, 1), (EpisodeStatus.LOCATED_SAFE, 2)],
)
def test_aftercare_is_filled_in_for_the_last_time_the_child_was_missing(
    session, story, later, number
):
    for status in (EpisodeStatus.LOCATED_SAFE, later):
        episode = missing(session, story.case)
        episode.status, episode.ended_at = status, now()
        session.flush()

    vault = read_case(session, story.worker, story.case.reference)
    closing = session.info["checklists"]["CL-22"]

    assert episode_for(vault, closing).number == number
