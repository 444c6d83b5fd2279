"""A lower level waits on the desk of those who may be the second person."""

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.checklists.rules import RiskLevel
from interact.keys.rules import Compartment
from tests.web.filling import YES, address, view

ROW = "A lower level waits for a second person"


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


@pytest.fixture
def lowered(session, worker, case):
    """Immediate, by the answers; the worker says high."""
    assessment = start_assessment(session, worker, case, "CL-05")
    answer_questions(session, worker, assessment, {"gm03": YES, "gm05": YES})
    finish_assessment(session, worker, assessment, RiskLevel.HIGH, "Calm now")
    return assessment


def test_the_desk_says_that_it_waits_and_not_which_level(
    signed_in, worker, colleague, case, lowered
):
    desk = signed_in(colleague).get("/").text
    own = signed_in(worker).get("/").text

    row = desk[desk.index(ROW) :][:400]
    assert case.reference in row
    assert "High" not in row
    assert "Immediate" not in row
    assert ROW not in own


def test_a_second_person_reads_why_and_agrees(
    session, signed_in, worker, colleague, case, lowered
):
    browser = signed_in(colleague)
    url = address(case, lowered.id, "lowering")

    page = browser.get(url).text
    done = browser.post(url, data={"answer": "agree"})

    assert "Calm now" in page
    assert "Article 22 of the GDPR" in page
    assert worker.name in page
    shown = browser.get(done.location).text
    assert "A second person agreed to the lower level" in shown
    assert colleague.name in shown
    assert ROW not in browser.get("/").text
    level = view(session, worker, case, lowered).level
    assert level.counting is RiskLevel.HIGH


def test_a_second_person_who_does_not_agree_says_why(
    signed_in, worker, officer, case, lowered
):
    browser = signed_in(officer)
    url = address(case, lowered.id, "lowering")

    refused = browser.post(url, data={"answer": "decline"})
    empty = browser.post(url, data={})
    done = browser.post(url, data={"answer": "decline", "reason": "The debt stays"})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert 'href="#reason"' in refused.text
    assert 'href="#answer"' in empty.text
    shown = signed_in(worker).get(done.location).text
    assert "did not agree to the lower level" in shown
    assert "The debt stays" in shown
    assert officer.name not in shown


def test_who_proposed_it_is_offered_nothing_and_refused(
    signed_in, worker, case, lowered
):
    browser = signed_in(worker)
    url = address(case, lowered.id, "lowering")

    page = browser.get(url)
    refused = browser.post(url, data={"answer": "agree"})

    assert "somebody else must answer" in page.text
    assert 'name="answer"' not in page.text
    assert refused.status_code == 422
    assert "Somebody else must agree" in refused.text


def test_it_is_answered_once(signed_in, colleague, officer, case, lowered):
    url = address(case, lowered.id, "lowering")
    signed_in(colleague).post(url, data={"answer": "agree"})

    late = signed_in(officer).post(url, data={"answer": "decline", "reason": "No"})

    assert late.status_code == 422
    assert "No lower level waits" in late.text


def test_where_nothing_was_lowered_nothing_waits(session, signed_in, worker, case):
    assessment = start_assessment(session, worker, case, "CL-05")
    url = address(case, assessment.id, "lowering")

    assert signed_in(worker).get(url).status_code == 409
