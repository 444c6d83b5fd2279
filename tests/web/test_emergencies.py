"""The page on which a supervisor opens a part in an emergency."""

from datetime import timedelta

import pytest
import time_machine

from interact.agencies.rules import Role
from interact.core.clock import now
from interact.keys.rules import Compartment

WHY = "The child was found unconscious and the ambulance asks about medication"


@pytest.fixture
def hotline(given):
    return given.hotline()


@pytest.fixture
def supervisor(given, hotline):
    return given.member(hotline, Role.SUPERVISOR)


@pytest.fixture
def case(given, supervisor):
    worker = given.caseworker()
    made = given.case(worker)
    given.claim(worker, made, "medication", "Insulin")
    given.share(worker, made, supervisor, Compartment.HEALTH)
    return made


@pytest.fixture
def address(case):
    return f"/cases/{case.reference}/emergency/new"


def test_the_case_leads_a_supervisor_there_and_nobody_else(
    signed_in, given, hotline, supervisor, case, address
):
    page = f"/cases/{case.reference}"

    assert address in signed_in(supervisor).get(page).text
    assert address not in signed_in(given.member(hotline)).get(page).text


def test_it_offers_the_parts_the_agency_holds_and_no_others(
    signed_in, supervisor, address
):
    text = signed_in(supervisor).get(address).text

    assert 'value="health"' in text
    assert 'value="legal"' not in text
    assert 'value="coordination"' not in text


def test_a_supervisor_opens_a_part_and_it_closes_by_itself(
    signed_in, supervisor, case, address
):
    browser = signed_in(supervisor)
    sent = {"part": "health", "reason": WHY}

    answer = browser.post(address, data=sent, follow_redirects=True)

    assert "Opened: Health" in answer.text
    profile = f"/cases/{case.reference}/profile"
    assert "Insulin" in browser.get(profile).text
    assert "Open to you now: Health." in browser.get(address).text
    overview = f"/cases/{case.reference}"
    assert "You have “Health” open until" in browser.get(overview).text
    with time_machine.travel(now() + timedelta(hours=4), tick=False):
        assert "Insulin" not in signed_in(supervisor).get(profile).text
        assert "You have “Health”" not in signed_in(supervisor).get(overview).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"part": "health", "reason": "urgent"}, "at least 20 characters"),
        ({"part": "legal", "reason": WHY}, "Choose one of the answers listed"),
        ({"reason": WHY}, "Choose a part of the case"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    signed_in, supervisor, address, sent, said
):
    answer = signed_in(supervisor).post(address, data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert sent["reason"] in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_caseworker_is_told_that_their_role_does_not_allow_it(
    signed_in, given, hotline, case, address, method
):
    browser = signed_in(given.member(hotline))

    assert getattr(browser, method)(address).status_code == 403


def test_where_nothing_can_be_opened_the_page_says_so(signed_in, given):
    lead = given.member(given.agency(), Role.SUPERVISOR)
    case = given.case(lead)

    text = signed_in(lead).get(f"/cases/{case.reference}/emergency/new").text

    assert "There is no part of this case" in text
    assert "<button" not in text[text.index("<h1") : text.index("</main>")]
