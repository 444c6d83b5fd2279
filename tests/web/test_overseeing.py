"""A supervisor's page of the whole agency: who has how much, and handing it over."""

from datetime import timedelta
from uuid import uuid4

import pytest

from interact.agencies.rules import Role
from interact.cases.restricting import restrict_case
from interact.core.clock import now
from interact.tasks.taking import take_task
from tests.missing import Story


@pytest.fixture
def story(session, given):
    story = Story(session, given)
    story.reported()
    return story


@pytest.fixture
def chief(given, story):
    return given.member(given.agency_of(story.officer), Role.SUPERVISOR)


@pytest.fixture
def task(story):
    return story.open_tasks()["acknowledge_report"]


def test_a_supervisor_sees_who_has_how_much_and_what_is_overdue(
    session, signed_in, story, chief, task
):
    take_task(session, story.officer, task)
    task.due_at = now() - timedelta(hours=2)

    page = signed_in(chief).get("/tasks/agency").text

    assert "Nobody yet" in page
    assert story.officer.name in page
    assert "1 overdue" in page
    assert "2 hours overdue" in page
    assert f"{story.officer.name} has this" in page


def test_a_supervisor_hands_over_what_somebody_has(
    session, given, signed_in, story, chief, task
):
    colleague = given.member(given.agency_of(story.officer))
    take_task(session, story.officer, task)
    browser = signed_in(chief)
    theirs = f"/tasks/agency/{story.officer.membership_id}"
    address = f"/cases/{story.case.reference}/tasks/{task.id}/hand-over"
    assert f'href="{address}"' in browser.get(theirs).text

    typed = {"colleague": str(colleague.membership_id), "submission": str(uuid4())}
    assert browser.post(address, data=typed).status_code == 303

    assert "Nothing is listed" in browser.get(theirs).text
    assert "You have this" in signed_in(colleague).get("/tasks").text


def test_what_is_restricted_to_others_is_counted_and_not_listed(
    session, signed_in, story, chief, task
):
    restrict_case(session, chief, story.case, [story.officer.membership_id])

    page = signed_in(chief).get("/tasks/agency").text

    assert "in a case that was restricted to others" in page or (
        "in cases that were restricted to others" in page
    )
    assert story.case.reference not in page


def test_only_supervisors_have_this_page(signed_in, story, chief):
    browser = signed_in(story.officer)

    assert browser.get("/tasks/agency").status_code == 403
    assert browser.get(f"/tasks/agency/{chief.membership_id}").status_code == 403
    assert "Who has what" not in browser.get("/tasks").text
    assert "Who has what" in signed_in(chief).get("/tasks").text


def test_nobody_of_another_agency_is_on_it(signed_in, story, chief):
    page = f"/tasks/agency/{story.worker.membership_id}"

    assert signed_in(chief).get(page).status_code == 404
