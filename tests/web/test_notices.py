"""The desk of a data protection officer: notices, what is overdue, reviews."""

from datetime import timedelta

import pytest
import time_machine

from interact.agencies.rules import Role
from interact.audit.notices import list_notices, tell_dpos
from interact.audit.rules import Event
from interact.cases.emergencies import open_emergency
from interact.core.clock import now
from interact.keys.rules import Compartment

WHY = "The child was found unconscious and the ambulance asks about medication"
FOUND = "The hospital confirms that it asked, and when"
HEALTH = Compartment.HEALTH


@pytest.fixture
def hotline(given):
    return given.hotline()


@pytest.fixture
def dpo(given, hotline):
    return given.dpo(hotline)


@pytest.fixture
def case(session, given, hotline):
    """Shared with the hotline, whose supervisor opened the part about health."""
    worker, supervisor = given.caseworker(), given.member(hotline, Role.SUPERVISOR)
    made = given.case(worker)
    given.claim(worker, made, "medication", "Insulin")
    given.share(worker, made, supervisor, HEALTH)
    open_emergency(session, supervisor, made, HEALTH, WHY)
    return made


def notice_of(session, dpo, event=Event.EMERGENCY_OPENED):
    return next(one for one in list_notices(session, dpo) if one.event is event)


def waiting(page):
    """What waits, without what was dealt with."""
    start = page.index("Waiting for you")
    return page[start:].split("Dealt with")[0]


def test_the_officer_begins_at_the_notices(signed_in, dpo):
    browser = signed_in(dpo)

    assert browser.get("/").location == "/notices"
    assert "Nothing waits for you" in browser.get("/notices").text


def test_an_emergency_waits_there_with_the_time_that_is_left(signed_in, dpo, case):
    text = waiting(signed_in(dpo).get("/notices").text)

    assert "opened a part of a case in an emergency" in text
    assert case.reference in text
    assert "in 24 hours" in text
    assert f"/history?reference={case.reference}&amp;event=emergency.opened" in text


def test_what_is_overdue_says_so_and_stands_first(session, signed_in, dpo, case):
    tell_dpos(session, [dpo.agency_id], Event.COMPARISON_REQUIRED)

    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        text = waiting(signed_in(dpo).get("/notices").text)

    assert "overdue</span>" in text
    assert text.index(case.reference) < text.index("Your custodian changed")


def test_what_need_not_be_reviewed_is_noted_with_one_button(session, signed_in, dpo):
    tell_dpos(session, [dpo.agency_id], Event.COMPARISON_REQUIRED)
    notice = notice_of(session, dpo, Event.COMPARISON_REQUIRED)
    browser = signed_in(dpo)

    answer = browser.post(f"/notices/{notice.id}/note", follow_redirects=True)

    assert "Noted." in answer.text
    assert "Your custodian changed" not in waiting(answer.text)
    assert "Your custodian changed" in answer.text


def test_an_emergency_is_reviewed_on_a_page_of_its_own(session, signed_in, dpo, case):
    notice = notice_of(session, dpo)
    browser, address = signed_in(dpo), f"/notices/{notice.id}/review"
    page = browser.get(address).text
    assert WHY in page
    assert "Health" in page

    sent = {"found": "justified", "finding": FOUND}
    answer = browser.post(address, data=sent, follow_redirects=True)

    assert "Reviewed" in answer.text
    assert case.reference not in waiting(answer.text)
    history = browser.get("/history?event=emergency.reviewed").text
    assert FOUND in history
    assert "justified</strong>" in history


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"found": "justified", "finding": "fine"}, "at least 20 characters"),
        ({"finding": FOUND}, "Choose whether it was justified"),
        ({"found": "perhaps", "finding": FOUND}, "Choose one of the answers listed"),
    ],
)
def test_a_review_says_what_was_found_and_how_one_knows(
    session, signed_in, dpo, case, sent, said
):
    notice = notice_of(session, dpo)

    answer = signed_in(dpo).post(f"/notices/{notice.id}/review", data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert notice_of(session, dpo)


def test_a_review_is_not_replaced_by_the_button(session, signed_in, dpo, case):
    notice = notice_of(session, dpo)

    answer = signed_in(dpo).post(f"/notices/{notice.id}/note")

    assert answer.status_code == 409
    assert notice_of(session, dpo)


@pytest.mark.parametrize("page", ["review", "note"])
def test_a_notice_of_another_agency_is_not_there(
    session, signed_in, given, dpo, case, page
):
    notice = notice_of(session, dpo)
    stranger = signed_in(given.dpo(given.agency()))

    answer = stranger.post(f"/notices/{notice.id}/{page}", data={"finding": FOUND})

    assert answer.status_code == 404
    assert notice_of(session, dpo)


def test_nobody_but_an_officer_sees_the_notices(session, signed_in, given, dpo, case):
    notice = notice_of(session, dpo)
    agency = given.agency_of(dpo)
    for actor in (given.member(agency, Role.SUPERVISOR), given.custodian(agency)):
        browser = signed_in(actor)
        assert browser.get("/notices").status_code == 403
        assert browser.get(f"/notices/{notice.id}/review").status_code == 403
        assert browser.post(f"/notices/{notice.id}/note").status_code == 403


def test_every_event_can_be_said_on_the_desk(session, signed_in, dpo):
    for event in Event:
        tell_dpos(session, [dpo.agency_id], event, about_agency=dpo.agency_id)

    text = waiting(signed_in(dpo).get("/notices").text)

    assert "Somebody brought in a member" in text
    assert "%(" not in text
