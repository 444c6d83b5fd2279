"""The timeline of a case: what was done, newest first, as far as one can open it."""

import pytest

from interact.cases.actions import write_note
from interact.cases.timeline import TimelineEntry
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.web.timeline import title_of
from tests.content.published import CHECKLISTS
from tests.missing import Story


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_the_newest_comes_first(session, given, worker, case, signed_in):
    given.claim(worker, case)
    write_note(session, worker, case, Compartment.CARE, "Went to school")

    page = signed_in(worker).get(f"/cases/{case.reference}/timeline").text

    order = ["Note in “Care and safety”", "Details recorded", "Case opened"]
    places = [page.index(title) for title in order]
    assert places == sorted(places)
    assert "Hair" in page


def test_a_partner_reads_only_what_it_can_open(session, given, worker, case, signed_in):
    given.claim(worker, case, "conditions", "Asthma")
    write_note(session, worker, case, Compartment.CARE, "Went to school")
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    page = signed_in(officer).get(f"/cases/{case.reference}/timeline").text

    assert "Went to school" not in page
    assert "Illnesses and allergies" not in page
    assert f"{officer.agency_name} accepted what was shared" in page


def test_a_checklist_is_told_when_it_is_started_and_finished(session, given, signed_in):
    story = Story(session, given)
    story.triaged()

    browser = signed_in(story.officer)
    page = browser.get(f"/cases/{story.case.reference}/timeline").text

    title = CHECKLISTS["CL-11"].title
    assert f"Checklist started: {title}" in page
    assert f"Checklist finished: {title}. Level: " in page


def test_a_word_in_a_title_is_said_as_its_label(app):
    entry = TimelineEntry(
        at=now(),
        title="%(part)s, by %(agency)s",
        values={"part": Compartment.WHEREABOUTS, "agency": "Palermo"},
    )

    with app.test_request_context():
        assert title_of(entry) == "Whereabouts and contacts, by Palermo"
