"""Several procedures of one case on its pages: where each stands, how one begins."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.cases.models import Case
from interact.flowcharts.actions import Taking, begin_procedure, take_step
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import PREVENTION, list_procedures
from interact.keys.rules import Compartment
from tests.missing import Story
from tests.web.test_cases import BIRTH, NAMES

SIGN = frozenset({"sign_of_crossing"})


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def read(signed_in, story):
    """`read(actor, "")` is what that person reads on that page of the case."""
    return lambda actor, path="": signed_in(actor).get(address(story, path)).text


def address(story, path=""):
    return f"/cases/{story.case.reference}/procedure{path}"


def followed(story):
    """What is followed, by the title it has."""
    story.next_request()
    found = list_procedures(story.vault(story.worker))
    return {one.flow.title: one for one in found}


def crossed(story, country):
    """Something points to another country."""
    story.next_request()
    taking = Taking("open_cross_border", SIGN, country=country)
    take_step(story.session, story.officer, story.procedure, taking)


def test_a_new_case_has_prevention_from_the_first_page_on(signed_in, session, given):
    browser = signed_in(given.caseworker())
    typed = {**NAMES, **BIRTH, "page": "photograph", "submission": str(uuid4())}

    answer = browser.post("/cases/new", data=typed)

    assert answer.status_code == 303
    (case,) = session.scalars(select(Case))
    (procedure,) = session.scalars(select(Procedure))
    assert (procedure.case, procedure.flowchart) == (case, PREVENTION)
    text = browser.get(answer.location).text
    assert "Refer the child to the authority that protects children" in text


def test_the_page_of_all_tells_each_with_what_comes_next(read, story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.searching()
    crossed(story, "FR")
    crossed(story, "SE")

    text = read(story.worker)

    titles = [text.index(f'id="followed-{number}"') for number in (1, 2, 3, 4)]
    response, prevention = text[titles[0] : titles[1]], text[titles[3] :]
    assert "When a child is missing" in response
    assert "Search running" in response
    assert "Before a child goes missing" in prevention
    assert "What others have to do" in response
    for country in ("France", "Sweden"):
        assert f": {country}</a>" in text


def test_what_has_ended_stands_below(read, story):
    story.located()

    text = read(story.worker)

    followed, ended = text.split('id="ended"')
    assert "When a child is back" in followed
    assert "When a child is missing" in ended
    assert f"/procedure/{story.procedure.id}" in ended


def test_the_first_page_of_a_case_says_of_what_each_step_is(signed_in, story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.noticed()

    text = signed_in(story.worker).get(f"/cases/{story.case.reference}").text

    bar = text[text.index('class="interact-now"') : text.index("<main")]
    assert "When a child is missing" in bar
    assert "Before a child goes missing" in bar


def test_a_procedure_has_a_page_of_its_own_with_its_drawing(read, story):
    story.searching()
    crossed(story, "FR")
    france = list(followed(story).values())[-1]

    text = read(story.officer, f"/{france.id}")

    assert "France</h1>" in text
    assert "<svg" in text
    assert "You are here" in text
    assert f"/procedure/{france.id}/steps/" in text


def test_a_procedure_of_another_case_is_not_there(signed_in, story, given, session):
    story.noticed()
    other = given.case(story.worker)
    browser = signed_in(story.worker)

    for path in ("", "/steps/report_missing", "/endings"):
        page = f"/cases/{other.reference}/procedure/{story.procedure.id}{path}"
        assert browser.get(page).status_code == 404
    assert browser.get(address(story, f"/{uuid4()}")).status_code == 404


def test_a_stranger_finds_no_procedure(signed_in, story, given):
    story.noticed()
    browser = signed_in(given.caseworker())

    assert browser.get(address(story)).status_code == 404
    assert browser.get(address(story, f"/{story.procedure.id}")).status_code == 404


def test_prevention_of_an_older_case_begins_at_a_button(signed_in, story):
    browser = signed_in(story.worker)
    assert "Begin: Before a child goes missing" in browser.get(address(story)).text

    answer = browser.post(address(story, f"/begin/{PREVENTION}"))

    (prevention,) = followed(story).values()
    assert answer.location == address(story, f"/{prevention.id}")
    assert "Begin: " not in browser.get(address(story)).text


@pytest.mark.parametrize("flow_id", ["FM-RESP", "FM-AFTER", "FM-XB", "FM-OTHER"])
def test_what_does_not_wait_to_be_begun_is_not_there(signed_in, story, flow_id):
    answer = signed_in(story.worker).post(address(story, f"/begin/{flow_id}"))

    assert answer.status_code == 404
    assert followed(story) == {}


def test_the_other_country_is_asked_for_and_begins_a_procedure(signed_in, story):
    story.searching()
    browser = signed_in(story.officer)
    page = address(story, f"/{story.procedure.id}/steps/open_cross_border")
    asked = browser.get(page).text
    assert "Which country?" in asked
    assert '<option value="IT"' not in asked

    answer = browser.post(page, data={"confirmed": sorted(SIGN), "country": "FR"})

    assert (answer.status_code, answer.location) == (303, address(story))
    assert [one.with_country for one in followed(story).values()] == [None, "FR"]


@pytest.mark.parametrize("country", ["", "IT", "XX", "france"])
def test_another_country_must_be_chosen(signed_in, story, country):
    story.searching()
    page = address(story, f"/{story.procedure.id}/steps/open_cross_border")

    typed = {"confirmed": sorted(SIGN), "country": country}
    answer = signed_in(story.officer).post(page, data=typed)

    assert answer.status_code == 422
    assert len(followed(story)) == 1


def test_no_other_step_asks_for_a_country(read, story):
    story.triaged()

    assert "Which country?" not in read(story.officer, "/steps/start_search")


def test_a_step_says_what_must_be_written_with_it(signed_in, story):
    story.searching()
    crossed(story, "FR")
    france = list(followed(story).values())[-1]
    browser = signed_in(story.operator)
    page = address(story, f"/{france.id}/steps/hotline_not_needed")
    assert "Write down: why the hotline there is not told" in browser.get(page).text

    without, written = (
        browser.post(page, data={"note": note}) for note in ("", "It is in Italy")
    )

    assert without.status_code == 422
    assert "Write this first: why the hotline there is not told" in without.text
    assert 'href="#note"' in without.text
    assert written.status_code == 303


def test_an_advised_share_leads_to_a_form_that_is_filled_in(signed_in, story):
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    story.searching()
    crossed(story, "FR")
    france = list(followed(story).values())[-1]
    there = story.partner(AgencyKind.HOTLINE, "FR")
    story.next_request()
    taking = Taking("tell_hotline_abroad")
    take_step(story.session, story.operator, france, taking)
    browser = signed_in(story.worker)

    text = browser.get(address(story)).text

    assert guardian
    assert f"Share with {there.agency_name}: " in text
    link = f"/cases/{story.case.reference}/sharing/new?agency={there.agency_id}"
    form = browser.get(f"{link}&part=identity&part=nonsense").text
    assert f'<option value="{there.agency_id}" selected' in form
    assert form.count(" checked") == 1
    assert story.case.shares_with(there.agency_id) == []


def test_the_timeline_tells_all_that_is_followed(signed_in, story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.searching()
    crossed(story, "FR")

    page = f"/cases/{story.case.reference}/timeline"
    text = signed_in(story.worker).get(page).text

    assert "Before a child goes missing" in text
    assert "· France" in text
    assert "Start the search, or go on with it" in text


def test_a_task_says_of_which_flowchart_it_is(signed_in, story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.noticed()
    browser = signed_in(story.worker)

    for page in ("/", f"/cases/{story.case.reference}/tasks"):
        text = browser.get(page).text
        assert "When a child is missing" in text
        assert "Before a child goes missing" in text


def test_a_partner_sees_what_is_followed_and_is_advised_nothing(read, story, given):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.next_request()
    prevention = followed(story)["Before a child goes missing"]
    take_step(story.session, story.worker, prevention, Taking("refer"))
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)

    assert "Share with " in read(story.worker)
    text = read(guardian)
    assert "Before a child goes missing" in text
    assert "Share with " not in text
