"""A checklist over time: a chart, the same as a table, and what changed."""

import re

import pytest

from interact.assessments.actions import finish_assessment
from interact.checklists.rules import RiskLevel
from interact.keys.rules import Compartment
from tests.actions.filling import NO, NOT_KNOWN, YES, fill


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def twice(session, worker, case):
    """CL-05 finished low at first, and then with a level that a person raised."""
    short = fill(session, worker, case, "CL-05", gm06=NO, gm10=NOT_KNOWN)
    finish_assessment(session, worker, short)
    again = fill(session, worker, case, "CL-05", gm06=YES, gm10=NOT_KNOWN)
    finish_assessment(session, worker, again, RiskLevel.HIGH, "A brother vanished")
    session.commit()


def page_of(browser, case, checklist_id="CL-05", **options):
    return browser.get(f"/cases/{case.reference}/comparing/{checklist_id}", **options)


def test_levels_over_time_stand_in_a_chart_and_in_a_table(
    signed_in, worker, case, twice
):
    text = page_of(signed_in(worker), case).text

    assert text.count("<rect ") == text.count("<circle ") == 2
    assert '<title id="chart-title">Levels over time</title>' in text
    table = text[text.index("<table") : text.index("</table>")]
    assert re.findall("Medium|High", table) == ["High", "Medium", "Medium", "Medium"]


def test_only_what_was_answered_differently_is_named(signed_in, worker, case, twice):
    text = page_of(signed_in(worker), case).text
    text = re.sub(r"\s+", " ", text)

    changes = text[text.index("What was answered differently") :]
    assert changes.count("Before:") == 1
    assert re.search(r"Before: <bdi>No</bdi>.*Then: <bdi>Yes</bdi>", changes)


def test_a_list_that_was_never_finished_says_so(signed_in, worker, case):
    page = page_of(signed_in(worker), case)

    assert page.status_code == 200
    assert "<svg" not in page.text[page.text.index("<h1") :]
    assert "Each time this list is finished" in page.text


def test_there_is_no_page_about_a_list_that_is_not_published(signed_in, worker, case):
    assert page_of(signed_in(worker), case, "CL-00").status_code == 404


def test_who_does_not_hold_the_part_is_told_so(signed_in, given, worker, case, twice):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    page = page_of(signed_in(officer), case)

    assert page.status_code == 409
    assert "Medium" not in page.text


def test_a_finished_list_leads_to_its_earlier_times(signed_in, worker, case, twice):
    browser = signed_in(worker)
    page = page_of(browser, case)
    shown = re.search(r'href="(/cases/[^"]*/assessments/[0-9a-f-]{36})"', page.text)[1]

    assert f"/cases/{case.reference}/comparing/CL-05" in browser.get(shown).text
