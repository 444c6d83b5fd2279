"""Filling in checklists as people do it: few taps, nothing lost, nothing let out."""

import re

import pytest

from interact.cases.fields import FIELDS
from interact.cases.queries import read_case, read_claims
from interact.checklists.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.checklists.queries import list_assessments, read_assessment
from interact.checklists.rules import Answer, Reply, RiskLevel
from interact.keys.rules import Compartment
from interact.web.assessment_forms import SectionForm
from tests.content.published import EVERY_QUESTION

YES = Answer(reply=Reply.YES, evidence="Seen by the night duty")
NO = Answer(reply=Reply.NO)


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
    """`begun("CL-05", gm03=YES)` is an assessment with these answers."""

    def begun(checklist_id, *, short_form=False, **answers):
        assessment = start_assessment(
            session, worker, case, checklist_id, short_form=short_form
        )
        answer_questions(session, worker, assessment, answers)
        return assessment

    return begun


def address(case, *parts):
    return "/".join(["", "cases", case.reference, "assessments", *map(str, parts)])


def seen(page):
    return re.search(r'name="seen"[^>]*value="(\w+)"', page.text)[1]


def send(browser, url, **typed):
    """Send the form of a page as it was shown, with what was typed."""
    return browser.post(url, data={"seen": seen(browser.get(url)), **typed})


def view(session, actor, case, assessment):
    return read_assessment(read_case(session, actor, case.reference), assessment.id)


def test_the_short_form_takes_a_dozen_taps_from_the_list_to_the_level(
    session, browser, worker, case
):
    pages = [address(case), address(case, "start", "CL-05")]
    assert [browser.get(page).status_code for page in pages] == [200, 200]
    section = browser.post(pages[-1], data={"short": "1"}).location
    taps = {f"gm0{number}_reply": "no" for number in range(1, 6)}
    check = send(browser, section, **taps).location
    result = send(browser, check, chosen="medium").location

    page = browser.get(result)

    assert page.status_code == 200
    assert "Medium" in page.text
    vault = read_case(session, worker, case.reference)
    assert [one.level for one in list_assessments(vault)] == [RiskLevel.MEDIUM]
