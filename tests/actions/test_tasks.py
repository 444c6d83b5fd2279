"""Tasks: who gets which step, by when, and how each ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from interact.cases.sharing import withdraw_share
from interact.core.clock import now
from interact.flowcharts.actions import notice_absence
from interact.flowcharts.models import Task
from interact.flowcharts.queries import list_open_tasks, list_tasks_of_others
from interact.keys.rules import Compartment
from tests.missing import NOT_MISSING, Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def story(session, given):
    return Story(session, given)


def open_tasks(story):
    found = select(Task).where(Task.ended_at.is_(None)).order_by(Task.due_at)
    return {task.step: task for task in story.session.scalars(found)}


def test_a_report_moves_the_case_and_gives_the_police_their_tasks(story):
    story.reported()

    assert state(story) == "reported"
    tasks = open_tasks(story)
    assert set(tasks) == {"acknowledge_report", "triage"}
    assert {task.agency_id for task in tasks.values()} == {story.officer.agency_id}


def test_a_task_falls_to_the_police_of_the_country_where_the_child_was(story, given):
    assert story.lieutenant
    given.share(story.worker, story.case, story.lieutenant, Compartment.IDENTITY)

    story.reported()

    holders = {task.agency_id for task in open_tasks(story).values()}
    assert holders == {story.officer.agency_id}


def test_a_task_that_was_done_is_done_and_one_passed_over_has_lapsed(story):
    story.noticed()
    (checks,) = story.procedure.tasks

    story.take(story.worker, "start_local_checks")
    (report,) = open_tasks(story).values()
    story.take(story.worker, "located_not_missing", NOT_MISSING)

    assert (checks.ended_at is not None, checks.done) == (True, True)
    assert (report.ended_at is not None, report.done) == (True, False)


def test_an_overdue_task_stays_on_the_desk(story):
    hour_ago = now() - timedelta(hours=1)
    notice_absence(story.session, story.worker, story.case, hour_ago)

    (due,) = list_open_tasks(story.session, story.worker)

    assert due.due_at < now()
    assert due.reference == story.case.reference


def test_the_lead_agency_sees_what_others_still_have_to_do(story):
    story.reported()

    waiting = list_tasks_of_others(story.session, story.worker)

    assert [task.title for task in waiting] == [
        "Acknowledge the report and enter the police reference",
        "Decide how urgent it is",
    ]
    assert {task.agency_name for task in waiting} == {story.officer.agency_name}
    assert list_tasks_of_others(story.session, story.officer) == []


def test_the_lead_agency_sees_a_task_that_nobody_can_take(story):
    story.searching()
    (share,) = story.case.shares_with(story.operator.agency_id)
    withdraw_share(story.session, story.worker, share, "They do not need it")
    story.take(story.officer, "open_cross_border", frozenset({"sign_of_crossing"}))

    waiting = list_tasks_of_others(story.session, story.worker)

    unheld = [task for task in waiting if task.agency_name is None]
    assert [task.part.label for task in unheld] == ["116 000 hotline"]


def test_a_sighting_that_was_wrong_gives_the_police_their_tasks_back(story):
    story.reported()
    before = {task.step: task.due_at for task in open_tasks(story).values()}
    story.sight(story.worker)

    story.take(story.officer, "sighting_not_confirmed")

    assert state(story) == "reported"
    assert {t.step: t.due_at for t in open_tasks(story).values()} == before
