"""The desk: what waits for me, most urgent first."""

from datetime import timedelta

import pytest

from interact.agencies.rules import Role
from interact.core.clock import now
from interact.flowcharts.actions import notice_absence
from interact.keys.rules import Compartment
from interact.tasks.taking import take_task
from tests.missing import Story


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def desk(signed_in):
    """`desk(actor)` is what stands on a desk, by its headings."""

    def parts(actor):
        text = signed_in(actor).get("/").text
        named = text.split('<h2 class="govuk-heading-m">')[1:]
        return {part[: part.index("<")]: part for part in named}

    return parts


def test_an_empty_desk_says_what_will_appear_there(desk, given):
    parts = desk(given.caseworker())

    assert list(parts) == ["Now", "Next", "My agency's cases"]
    assert "Nothing is overdue, and no alert waits for you." in parts["Now"]
    assert "will be listed here" in parts["Next"]
    assert "Open a case" in parts["My agency's cases"]


def test_an_alert_is_the_first_thing_on_the_desk_of_the_police(desk, story):
    story.reported()

    parts = desk(story.officer)

    assert "A child is missing: acknowledge the alert" in parts["Now"]
    assert story.case.reference in parts["Now"]
    assert "Acknowledge the report and enter the police reference" in parts["Next"]


def test_an_urgent_alert_says_so(desk, story):
    story.noticed()
    story.fill(story.worker, "CL-11", "ur05")
    assert story.officer
    story.report(story.worker)

    assert "Urgent</strong>" in desk(story.officer)["Now"]


def test_what_is_overdue_is_for_now(desk, story):
    notice_absence(story.session, story.worker, story.case, now() - timedelta(hours=2))

    parts = desk(story.worker)

    assert "Start the local checks, or report the child missing" in parts["Now"]
    assert "overdue</span>" in parts["Now"]


def test_what_somebody_took_lies_on_their_desk_and_not_on_that_of_a_colleague(
    session, desk, given, story
):
    story.reported()
    colleague = given.member(given.agency_of(story.officer))
    task = story.open_tasks()["acknowledge_report"]

    take_task(session, story.officer, task)

    mine = desk(story.officer)["Mine"]
    assert "Acknowledge the report and enter the police reference" in mine
    assert "You have this" in mine
    assert "Mine" not in desk(colleague)
    assert "Acknowledge the report" not in desk(colleague)["Next"]


def test_the_lead_agency_sees_whom_it_waits_for(desk, story):
    story.reported()

    waiting = desk(story.worker)["Waiting for others"]

    assert "Decide how urgent it is" in waiting
    assert story.officer.agency_name in waiting


def test_an_offer_is_answered_from_the_desk(desk, story, given):
    share = given.offer(story.worker, story.case, story.officer, Compartment.IDENTITY)

    parts = desk(story.officer)

    assert "A case is offered to your agency: answer" in parts["Next"]
    assert f"/sharing/{share.id}/answer" in parts["Next"]
    assert story.case.reference not in parts["My agency's cases"]


def test_a_withdrawn_alert_waits_to_be_confirmed(desk, story):
    alert = story.located()

    parts = desk(story.operator)

    assert "An alert was withdrawn: confirm that you took it back" in parts["Now"]
    assert f"/alerts/{alert.id}/confirm" in parts["Now"]


def test_no_name_of_a_child_stands_on_a_desk(signed_in, story):
    story.seen()

    for actor in (story.worker, story.officer, story.operator):
        text = signed_in(actor).get("/").text
        assert "Abena" not in text
        assert "Gare de Lyon" not in text


@pytest.mark.parametrize(
    ("role", "place"), [(Role.DPO, "/notices"), (Role.CUSTODIAN, "/members")]
)
def test_who_does_no_casework_is_led_to_their_own_page(signed_in, given, role, place):
    agency = given.agency()
    actor = given.dpo(agency) if role is Role.DPO else given.custodian(agency)

    assert signed_in(actor).get("/").location == place
