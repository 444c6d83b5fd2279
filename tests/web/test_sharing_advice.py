"""“May I share this?” beside the page on which one shares."""

from datetime import timedelta

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.checklists.rules import Answer, Reply
from interact.keys.rules import Compartment
from tests.content.published import CHECKLISTS

CONDITIONS = [one for one in CHECKLISTS["CL-20"].questions() if one.go_if]


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def thought_through(session, worker, case):
    """`thought_through(sh05=NO)` is the list, finished, every other condition held."""

    def thought_through(**otherwise):
        held = {one.id: Answer(reply=one.go_if) for one in CONDITIONS}
        held |= {"sh01": Answer(text="protect"), "sh03": Answer(text="Name, to Sara")}
        assessment = start_assessment(session, worker, case, "CL-20")
        answer_questions(session, worker, assessment, {**held, **otherwise})
        finish_assessment(session, worker, assessment)
        return assessment

    return thought_through


@pytest.fixture
def page(signed_in, worker, case):
    def page(actor=worker):
        return signed_in(actor).get(f"/cases/{case.reference}/sharing/new").text

    return page


def test_who_is_about_to_share_is_led_to_the_questions(page, case):
    text = page()

    assert f"/cases/{case.reference}/assessments/start/CL-20" in text
    assert "What was answered" not in text


def test_what_they_came_to_stands_where_one_shares(page, thought_through):
    thought_through()

    text = page()

    assert "Every condition holds" in text
    assert "This is advice; a person decides." in text
    assert "What did not hold" not in text


def test_a_condition_that_does_not_hold_is_named_there(page, thought_through):
    thought_through(sh05=Answer(reply=Reply.YES))

    text = page()

    assert "A condition does not hold" in text
    assert "Would fewer details be enough?" in text


def test_what_was_thought_through_yesterday_is_thought_through_again(
    session, page, thought_through
):
    assessment = thought_through()
    assessment.finished_at -= timedelta(hours=25)
    session.flush()

    assert "Every condition holds" not in page()


def test_an_agency_that_holds_the_part_reads_it_too(
    given, page, worker, case, thought_through
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    thought_through()

    assert "Every condition holds" in page(officer)
