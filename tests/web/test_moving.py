"""Moving an open assessment to the version in use, as people see and do it."""

import re

import pytest

from interact.assessments.actions import answer_questions, start_assessment
from interact.assessments.moving import move_assessment
from tests.actions.editions import changed, use
from tests.web.filling import NO, YES, address, seen, view


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def begun(running, session, worker, case):
    """Begun in the old version; the one in use asks gm03 no more."""
    assessment = start_assessment(session, worker, case, "CL-05")
    answer_questions(session, worker, assessment, {"gm02": NO, "gm03": YES})
    use(session, changed("CL-05", lambda one: None if one.id == "gm03" else one))
    return assessment


@pytest.fixture
def browser(running, session, signed_in, worker, begun):
    """A browser of the worker, on a server that reads the newer files."""
    running.database.writers.kw["info"].update(checklists=session.info["checklists"])
    return signed_in(worker)


def edition(page):
    return page.text.partition('name="edition"')[2].partition('value="')[2][:1]


def test_the_check_says_that_there_is_a_newer_version_and_leads_there(
    browser, case, begun
):
    page = browser.get(address(case, begun.id, "check")).text
    shown = browser.get(address(case, begun.id, "moving")).text

    assert "has changed since it was begun" in page
    assert f'href="{address(case, begun.id, "moving")}"' in page
    assert "Answers that are set aside" in shown
    assert "Answers that stay" in shown
    assert "New questions" not in shown


def test_it_is_moved_as_it_was_shown_and_moved_back(
    session, browser, worker, case, begun
):
    url, back = (address(case, begun.id, part) for part in ("moving", "moving/back"))

    wrong = browser.post(url, data={"edition": "8"})
    moved = browser.post(url, data={"edition": edition(browser.get(url))})
    check = browser.get(moved.location).text

    assert wrong.status_code == 422
    assert "Look at it again" in wrong.text
    assert moved.location == address(case, begun.id, "check")
    assert "gm03" not in view(session, worker, case, begun).items
    assert f'href="{back}"' in check
    assert browser.get(url).status_code == 409
    assert browser.get(back).status_code == 200
    assert browser.post(back).status_code == 303
    assert view(session, worker, case, begun).items["gm03"].answer == YES
    assert browser.get(back).status_code == 409


def test_who_finishes_what_was_moved_meanwhile_is_told_and_keeps_what_they_typed(
    session, browser, worker, case, begun
):
    check = address(case, begun.id, "check")
    shown = seen(browser.get(check))
    move_assessment(session, worker, begun, "9")

    typed = {"chosen": "immediate", "reason": "A car waits outside"}
    stale = browser.post(check, data={"seen": shown, **typed})

    assert stale.status_code == 422
    assert "The checklist changed since this page was shown." in stale.text
    assert "A car waits outside" in stale.text
    assert re.search(r'value="immediate"\s+checked', stale.text)
    assert view(session, worker, case, begun).entry.finished_at is None
    assert browser.post(check, data={"seen": seen(stale), **typed}).status_code == 303


def test_a_version_that_vanished_gives_a_sentence_and_the_list_stays(
    session, browser, case, begun
):
    begun.published.body = {"title": "Something else"}
    session.flush()

    pages = {
        part: browser.get(address(case, begun.id, part))
        for part in ("check", "1", "moving")
    }

    for page in pages.values():
        assert page.status_code == 409
        assert "is not what was published" in page.text
    assert browser.get(address(case)).status_code == 200
    assert browser.get(f"/cases/{case.reference}").status_code == 200
