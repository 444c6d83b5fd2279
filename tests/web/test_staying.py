"""A list filled in anew with too little known: what its pages say about the level."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.web.language import distance_text
from tests.content.published import CHECKLISTS
from tests.web.filling import NO, YES, address, send

SHORT = [question.id for question in CHECKLISTS["CL-05"].short().questions()]
LAST_SAYS = "The last list says “Immediate”."
TOO_LITTLE = "A short form is too little to lower it, so it stays."


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def begun(session, worker, case):
    """A short form that is answered with no, after a list that said immediate."""
    first = start_assessment(session, worker, case, "CL-05")
    answer_questions(session, worker, first, {"gm03": YES, "gm05": YES})
    finish_assessment(session, worker, first)
    short = start_assessment(session, worker, case, "CL-05", short_form=True)
    answer_questions(session, worker, short, dict.fromkeys(SHORT, NO))
    return short


def test_before_finishing_one_is_told_what_stays_and_what_to_do(browser, begun, case):
    page = browser.get(address(case, begun.id, "check")).text

    assert LAST_SAYS in page
    assert TOO_LITTLE in page
    assert "Fill in the full list, or choose a lower level with a second" in page
    assert "Immediate, as before" in page
    assert "Medium, as too little is known for a lower one" in page


def test_the_result_says_why_the_level_is_not_what_the_answers_say(
    browser, begun, case
):
    done = send(browser, address(case, begun.id, "check"), chosen="immediate")

    page = browser.get(done.location).text

    assert LAST_SAYS in page
    assert TOO_LITTLE in page
    assert "waits for a second person" not in page
    compared = browser.get(f"/cases/{case.reference}/comparing/CL-05").text
    assert TOO_LITTLE in compared


def test_a_level_below_what_stays_needs_a_reason_and_waits(browser, begun, case):
    check = address(case, begun.id, "check")

    refused = send(browser, check, chosen="medium")
    done = send(browser, check, chosen="medium", reason="Two of us were there")

    assert refused.status_code == 422
    assert "waits for a second person" in browser.get(done.location).text


def test_the_printed_form_says_what_stays(browser, begun, case):
    send(browser, address(case, begun.id, "check"), chosen="immediate")

    paper = browser.get(address(case, begun.id, "form.pdf"))

    text = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages
    )
    assert TOO_LITTLE in " ".join(text.split())


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=40), "in 40 minutes"),
        (timedelta(hours=30), "in 30 hours"),
        (timedelta(days=14) - timedelta(minutes=1), "in 14 days"),
        (timedelta(days=30), "in 30 days"),
        (timedelta(days=-20), "20 days ago"),
        (timedelta(days=150), "in 5 months"),
    ],
)
def test_days_are_said_as_the_checklists_say_them(app, left, said):
    with app.test_request_context():
        assert distance_text(left) == said
