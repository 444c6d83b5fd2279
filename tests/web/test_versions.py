"""Moving a procedure to the version in use, as supervisors see and do it."""

import pytest

from interact.agencies.rules import Role
from interact.flowcharts.actions import Taking, begin_procedure, take_step
from tests.actions.small_flowcharts import publish
from tests.actions.test_moving_procedures import version


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def begun(running, session, worker, case):
    """Begun in the first version; the one in use calls the state otherwise."""
    publish(session, version(1, "asked", 2))
    procedure = begin_procedure(session, worker, case, "FM-TEST")
    take_step(session, worker, procedure, Taking("go"))
    publish(session, version(2, "working", 5))
    return procedure


@pytest.fixture
def browser(running, session, given, signed_in, worker, begun):
    """A browser of a supervisor, on a server that reads the newer files."""
    info = running.database.writers.kw["info"]
    info.update(flowcharts=session.info["flowcharts"])
    return signed_in(given.member(given.agency_of(worker), Role.SUPERVISOR))


def hidden(page):
    return page.text.partition('name="to"')[2].partition('value="')[2].partition('"')[0]


def test_a_procedure_is_moved_as_it_was_shown_and_moved_back(browser, case, begun):
    page = f"/cases/{case.reference}/procedure/{begun.id}"
    url, back = f"{page}/version", f"{page}/version/back"

    asked = browser.get(url).text
    shown = browser.get(f"{url}?asked=working")
    wrong = browser.post(f"{url}?asked=working", data={"to": "another"})
    moved = browser.post(f"{url}?asked=working", data={"to": hidden(shown)})
    after = browser.get(page).text
    returned = browser.post(back, data={"to": hidden(browser.get(back))})

    assert "Choose which one each becomes" in asked
    assert "Deadlines that change" not in asked
    assert "Deadlines that change" in shown.text
    assert wrong.status_code == 422
    assert "Look at it again" in wrong.text
    assert moved.location == page
    assert f'href="{back}"' in after
    assert f'href="{url}"' not in after
    assert returned.location == page
    assert f'href="{url}"' in browser.get(page).text


def test_a_caseworker_is_not_offered_to_move_it(
    browser, signed_in, worker, case, begun
):
    page = f"/cases/{case.reference}/procedure/{begun.id}"
    theirs = signed_in(worker)

    assert f"{page}/version" not in theirs.get(page).text
    assert theirs.get(f"{page}/version").status_code == 403


def test_why_it_cannot_be_moved_is_said(browser, case, begun):
    url = f"/cases/{case.reference}/procedure/{begun.id}/version?asked=over"

    page = browser.get(url).text

    assert "Why it cannot be moved like this" in page
    assert 'name="to"' not in page
