"""The pages on which an agency is asked to answer for the next step, and answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from interact.agencies.rules import AgencyKind
from interact.flowcharts.passing_on import offer_responsibility
from interact.flowcharts.responsibility_rows import open_offer, responsible_now
from interact.keys.rules import Compartment
from tests.missing import Story


@pytest.fixture
def story(session, given):
    story = Story(session, given)
    story.searching()
    return story


@pytest.fixture
def guardian(story):
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    story.given.share(story.worker, story.case, guardian, Compartment.IDENTITY)
    return guardian


@pytest.fixture
def offer(story, guardian):
    agency = story.given.agency_of(guardian)
    story.next_request()
    return offer_responsibility(
        story.session, story.officer, story.procedure, "response", agency
    )


def address(story, path=""):
    procedure = f"/cases/{story.case.reference}/procedure/{story.procedure.id}"
    return f"{procedure}/responsibility/{path}" if path else procedure


def holder(story):
    return responsible_now(story.session, story.procedure, "response").agency_id


def test_the_procedure_says_who_answers_for_the_next_step(signed_in, story):
    assert "Your agency answers" in signed_in(story.officer).get(address(story)).text
    told = signed_in(story.worker).get(address(story)).text
    assert f"{story.officer.agency_name} answers for the next step" in told


def test_an_agency_is_asked_on_one_page_and_accepts_on_another(
    signed_in, story, guardian
):
    typed = {"agency": str(guardian.agency_id)}
    sent = signed_in(story.officer).post(
        address(story, "response/offer"), data=typed, follow_redirects=True
    )
    assert f"Asked to take over: {guardian.agency_name}" in sent.text
    assert holder(story) == story.officer.agency_id

    browser = signed_in(guardian)
    assert "Asked to answer for the next step (Search running)" in browser.get("/").text
    waiting = open_offer(story.session, story.procedure, "response")
    accepted = browser.post(
        address(story, f"{waiting.id}/answer"),
        data={"answer": "accept"},
        follow_redirects=True,
    )

    assert "Your agency answers for the next step" in accepted.text
    assert holder(story) == guardian.agency_id


def test_the_desk_says_who_declined_and_leads_to_the_reason(
    signed_in, guardian, offer, story
):
    typed = {"answer": "decline", "reason": "Nobody is on duty"}
    signed_in(guardian).post(address(story, f"{offer.id}/answer"), data=typed)

    browser = signed_in(story.officer)
    desk = browser.get("/").text
    assert "Declined to answer for the next step (Search running): see what" in desk
    assert f"{address(story)}#answering" in desk
    assert "Nobody is on duty" in browser.get(address(story)).text
    assert "Declined to answer" not in signed_in(story.worker).get("/").text


def test_who_asked_sees_on_the_desk_that_no_answer_came_yet(
    signed_in, guardian, offer, story
):
    browser = signed_in(story.officer)
    waiting = "Asked to answer for the next step (Search running): not answered yet"
    assert waiting in browser.get("/").text

    again = browser.get(address(story, "response/offer")).text
    assert f"{guardian.agency_name} was asked already and has not answered" in again

    signed_in(guardian).post(
        address(story, f"{offer.id}/answer"), data={"answer": "accept"}
    )
    assert waiting not in browser.get("/").text


def test_the_timeline_says_who_was_asked_and_what_they_said(
    signed_in, guardian, offer, story
):
    signed_in(guardian).post(
        address(story, f"{offer.id}/answer"), data={"answer": "accept"}
    )

    told = signed_in(story.worker).get(f"/cases/{story.case.reference}/timeline").text

    asked = f"{guardian.agency_name} was asked to answer for the next step"
    answers = f"{guardian.agency_name} answers for the next step from now on"
    assert told.index(answers) < told.index(asked)


def test_who_declines_without_a_reason_is_asked_for_one(
    signed_in, guardian, offer, story
):
    page = signed_in(guardian).post(
        address(story, f"{offer.id}/answer"), data={"answer": "decline", "reason": ""}
    )

    assert page.status_code == 422
    assert 'href="#reason"' in page.text


def test_after_the_time_to_answer_the_lead_records_who_answers_by_law(
    signed_in, story, offer
):
    early = signed_in(story.worker).get(address(story, f"{offer.id}/settle"))
    assert "There is nothing to record" in early.text

    with time_machine.travel(offer.answer_by + timedelta(minutes=1)):
        browser = signed_in(story.worker)
        assert "No answer came in time" in browser.get(address(story)).text
        browser.post(address(story, f"{offer.id}/settle"))

        assert open_offer(story.session, story.procedure, "response") is None


def test_who_was_not_asked_and_a_wrong_number_see_the_same_page(
    signed_in, story, offer
):
    pages = [
        signed_in(story.lieutenant).get(address(story, f"{offer.id}/answer")),
        signed_in(story.operator).get(address(story, f"{offer.id}/answer")),
        signed_in(story.operator).get(address(story, f"{uuid4()}/answer")),
    ]

    assert {page.status_code for page in pages} == {404}
