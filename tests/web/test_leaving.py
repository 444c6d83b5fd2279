"""The pages that take a member out, and what happens to who stays."""

import re

import pytest
from sqlalchemy import select

from interact.agencies.models import Rotation
from interact.agencies.rules import Role
from interact.cases.actions import write_note
from interact.keys.rules import Compartment, GroupName
from tests.actions.taking_out import membership_of

CARE = Compartment.CARE


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def agency(given, worker):
    return given.agency_of(worker)


@pytest.fixture
def colleague(given, agency):
    return given.caseworker(agency)


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


@pytest.fixture
def case(session, given, worker):
    made = given.case(worker)
    write_note(session, worker, made, CARE, "Before")
    return made


def leave_page(actor):
    return f"/members/{actor.membership_id}/leave"


def clearance_page(actor):
    return f"/members/{actor.membership_id}/clearance"


def test_who_was_taken_out_is_signed_out_and_the_rest_must_sign_in_again(
    signed_in, given, worker, colleague, custodian, case
):
    page = f"/cases/{case.reference}"
    theirs, others = signed_in(worker), signed_in(colleague)
    stranger = signed_in(given.dpo(given.agency_of(worker)))
    assert theirs.get(page).status_code == 200

    answer = signed_in(custodian).post(leave_page(worker), data={"reason": "Moved"})

    assert (answer.status_code, answer.location) == (303, "/members/new-keys")
    for browser in (theirs, others):
        assert browser.get(page).location == "/sign-in"
    assert stranger.get("/history").status_code == 200
    said = others.get("/sign-in").text
    assert "Your session has ended, perhaps for new keys of your agency." in said


def test_before_it_is_done_the_page_says_what_cannot_be_undone(
    signed_in, given, session, worker, custodian
):
    text = signed_in(custodian).get(leave_page(worker)).text

    assert f"End the membership of {worker.name}" in text
    assert "What they have read cannot be unread" in text
    assert membership_of(session, worker).ended_at is None


def test_a_reason_is_asked_for(signed_in, session, worker, custodian):
    answer = signed_in(custodian).post(leave_page(worker), data={"reason": " "})

    assert answer.status_code == 422
    assert "Write down the reason." in answer.text
    assert membership_of(session, worker).ended_at is None


def test_the_move_is_shown_and_goes_on_with_a_button(
    signed_in, given, session, worker, colleague, custodian, case
):
    browser = signed_in(custodian)
    browser.post(leave_page(worker), data={"reason": "Moved"})

    text = browser.get("/members/new-keys").text
    assert "0 of 1 moved" in text
    assert "data-goes-on" in text
    assert "Go on with that" in browser.get("/members").text
    browser.post("/members/new-keys", data={})

    assert "lies with its newest keys" in browser.get("/members/new-keys").text
    assert "Go on with that" not in browser.get("/members").text
    reading = signed_in(given.again(colleague)).get(f"/cases/{case.reference}")
    assert "Before" in reading.text


def test_who_stays_reads_before_the_move_is_finished(
    signed_in, given, worker, colleague, custodian, case
):
    signed_in(custodian).post(leave_page(worker), data={"reason": "Moved"})

    page = signed_in(given.again(colleague)).get(f"/cases/{case.reference}")

    assert page.status_code == 200
    assert "Before" in page.text


def test_a_custodian_who_changed_the_agencys_own_keys_signs_in_again(
    signed_in, given, agency, custodian
):
    second = given.member(agency, Role.CUSTODIAN)
    browser = signed_in(second)

    browser.post(leave_page(custodian), data={"reason": "Retired"})

    assert browser.get("/members/new-keys").location == "/sign-in"
    assert "sign in again to go on" in browser.get("/sign-in").text


def test_a_part_is_taken_away_and_the_others_stay(
    signed_in, session, worker, colleague, custodian
):
    browser = signed_in(custodian)
    shown = browser.get(clearance_page(worker)).text
    ticked = re.findall(r'value="(\w+)"[^>]*checked', shown)
    assert "health" in ticked
    assert "coordination" not in ticked

    answer = browser.post(clearance_page(worker), data={"parts": ["identity", "care"]})

    assert answer.status_code == 303
    assert membership_of(session, worker).clearance == [
        "care",
        "coordination",
        "identity",
    ]
    renewed = {one.new_group.name for one in session.scalars(select(Rotation))}
    expected = {GroupName.HEALTH, GroupName.LEGAL, GroupName.WHEREABOUTS}
    assert renewed == expected


def test_what_is_no_part_is_refused(signed_in, session, worker, custodian):
    typed = {"parts": ["custody"]}

    answer = signed_in(custodian).post(clearance_page(worker), data=typed)

    assert answer.status_code == 422
    assert "Choose one of the answers listed" in answer.text


def test_only_custodians_of_the_agency_see_these_pages(
    signed_in, given, worker, colleague, agency
):
    for path in (leave_page(worker), clearance_page(worker), "/members/new-keys"):
        assert signed_in(colleague).get(path).status_code == 403
        assert signed_in(given.dpo(agency)).get(path).status_code == 403
    other = signed_in(given.custodian(given.agency()))
    assert other.get(leave_page(worker)).status_code == 404
    assert other.post(leave_page(worker), data={"reason": "x"}).status_code == 404
    assert other.get(clearance_page(worker)).status_code == 404


def test_what_a_custodian_or_dpo_opens_is_not_chosen(
    signed_in, given, agency, custodian
):
    dpo = given.dpo(agency)

    assert signed_in(custodian).get(clearance_page(dpo)).status_code == 404


def test_the_list_of_members_leads_to_these_pages(
    signed_in, session, worker, custodian
):
    text = signed_in(custodian).get("/members").text

    assert leave_page(worker) in text
    assert clearance_page(worker) in text
    assert leave_page(custodian) not in text


def test_who_left_is_not_listed_and_a_second_try_finds_nobody(
    signed_in, worker, custodian
):
    browser = signed_in(custodian)
    browser.post(leave_page(worker), data={"reason": "Moved"})

    assert worker.name not in browser.get("/members").text.split("has left")[-1]
    again = browser.post(leave_page(worker), data={"reason": "Moved"})
    assert again.status_code == 404
