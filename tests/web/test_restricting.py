"""A restricted case by every route there is, and the pages that restrict it."""

import pytest

from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.restricting import restrict_case
from tests.web.walking import addresses, values_of, whole_story


@pytest.fixture
def story(session, given):
    return whole_story(session, given)


@pytest.fixture
def chief(given, story):
    return given.member(given.agency_of(story.worker), Role.SUPERVISOR)


@pytest.fixture
def colleague(given, story):
    return given.member(given.agency_of(story.worker))


@pytest.fixture
def restricted(session, story, chief):
    restrict_case(session, chief, story.case, {story.worker.membership_id})
    session.commit()
    return story.case


def of_case(app, session, case, method):
    """Every address of this case, but those on which its members are named."""
    reference = case.reference
    for address in addresses(app, method, values_of(session, case)):
        if reference in address and "/restriction" not in address:
            yield address


def without_nonce(page):
    return [
        line
        for line in page.splitlines()
        if "nonce" not in line and "token" not in line
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_route_opens_to_who_is_not_named(
    app, session, signed_in, given, restricted, colleague, method
):
    browser, walked = signed_in(colleague), 0
    for address in of_case(app, session, restricted, method):
        answer = browser.open(address, method=method)
        assert answer.status_code == 404, address
        walked += 1
    assert walked > 15


def test_who_is_not_named_reads_the_same_words_as_a_stranger(
    app, session, signed_in, given, restricted, colleague
):
    inside, outside = signed_in(colleague), signed_in(given.caseworker())
    reference = restricted.reference
    for path in ("", "/profile", "/sharing", "/timeline", "/files", "/restriction"):
        one = inside.get(f"/cases/{reference}{path}").text
        other = outside.get(f"/cases/{reference}{path}").text
        names = (colleague.name, colleague.agency_name)
        assert strip(one, *names)[-12:] == strip(other, *names)[-12:]


def strip(page, *names):
    lines = without_nonce(page)
    return [line for line in lines if not any(name in line for name in names)]


def test_desk_lists_and_search_do_not_name_the_case(
    session, signed_in, story, restricted, colleague, chief
):
    for actor in (colleague, chief):
        browser = signed_in(actor)
        found = browser.post("/cases/search", data={"name": "Abena Tesfaledet"})
        for text in (browser.get("/").text, found.text, browser.get("/requests").text):
            assert restricted.reference not in text
        by_reference = {"reference": restricted.reference}
        assert browser.post("/cases/search", data=by_reference).status_code == 404
    assert restricted.reference in signed_in(story.worker).get("/").text


def test_trying_is_recorded_for_the_data_protection_officer(
    session, signed_in, given, story, restricted, colleague
):
    signed_in(colleague).get(f"/cases/{restricted.reference}/profile")

    dpo = given.dpo(given.agency_of(story.worker))
    lines = list_history(session, dpo, HistoryFilter(event=Event.ACCESS_REFUSED))
    assert [(line.actor_name, line.reference) for line in lines] == [
        (colleague.name, restricted.reference)
    ]


def test_a_supervisor_names_members_and_lets_all_in_again(
    signed_in, story, chief, colleague
):
    browser, page = signed_in(chief), f"/cases/{story.case.reference}/restriction"
    assert page in browser.get(f"/cases/{story.case.reference}/sharing").text
    text = browser.get(page).text
    assert "If you do not name yourself, you do not see it either." in text
    assert "Abena" not in text

    named = {"members": [str(story.worker.membership_id)]}
    assert browser.post(page, data=named).location == "/restricted"
    listed = browser.get("/restricted").text
    assert story.case.reference in listed
    assert story.worker.name in listed
    inside = f"/cases/{story.case.reference}"
    assert browser.get(inside).status_code == 404
    assert signed_in(colleague).get(inside).status_code == 404
    shown = signed_in(story.worker).get(f"{inside}/sharing").text
    assert "Only named members see this case." in shown

    assert browser.post(f"{page}/lift").location == "/restricted"
    assert signed_in(colleague).get(inside).status_code == 200


def test_naming_nobody_is_told_on_the_form(signed_in, story, chief):
    answer = signed_in(chief).post(
        f"/cases/{story.case.reference}/restriction", data={}
    )

    assert answer.status_code == 422
    assert "Name at least one member" in answer.text


def test_only_supervisors_find_the_pages(signed_in, given, story, colleague):
    reference = story.case.reference
    browser = signed_in(colleague)
    assert browser.get("/restricted").status_code == 403
    assert browser.get(f"/cases/{reference}/restriction").status_code == 403
    stranger = signed_in(given.member(given.agency(), Role.SUPERVISOR))
    assert stranger.get(f"/cases/{reference}/restriction").status_code == 404
    assert stranger.post(f"/cases/{reference}/restriction/lift").status_code == 404
    assert "No case is restricted" in stranger.get("/restricted").text
