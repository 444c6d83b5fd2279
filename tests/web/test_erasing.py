"""The page that erases a case: says what goes, asks twice, leaves a wrong address."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.agencies.rules import Role
from interact.cases.queries import find_case
from interact.erasing.models import Erasure
from interact.keys.rules import Compartment
from tests.conventions.test_pages import without_nonce
from tests.missing import Story

WHY = "The time for keeping it is over"


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def supervisor(story, given):
    return given.member(given.agency_of(story.worker), Role.SUPERVISOR)


@pytest.fixture
def browser(signed_in, supervisor):
    return signed_in(supervisor)


def address(story):
    return f"/cases/{story.case.reference}/erase"


def filled(story, **other):
    typed = {
        "basis": "no longer needed",
        "reason": WHY,
        "typed": story.case.reference.lower(),
        "submission": str(uuid4()),
    }
    return typed | other


def test_the_page_says_what_goes_for_whom_and_what_stays(browser, story, given):
    story.seen()
    given.share(story.worker, story.case, story.lieutenant, Compartment.IDENTITY)

    text = browser.get(address(story)).text

    for said in (
        "3 details about the child",
        "1 alert: printed copies show as unknown",
        "1 sighting",
        story.lieutenant.agency_name,
        "they know it",
        "overwritten after seven days",
        "Cases are not erased by themselves",
    ):
        assert said in text


def test_the_case_page_leads_there_for_the_supervisor_only(signed_in, browser, story):
    page = f"/cases/{story.case.reference}"

    assert f'href="{address(story)}"' in browser.get(page).text
    assert f'href="{address(story)}"' not in signed_in(story.worker).get(page).text


def test_who_may_not_erase_is_not_asked(signed_in, story, given):
    given.share(story.worker, story.case, story.officer)
    chief = given.member(given.agency_of(story.officer), Role.SUPERVISOR)
    stranger = given.member(given.agency(), Role.SUPERVISOR)

    for actor, status in ((story.worker, 403), (chief, 403), (stranger, 404)):
        answer = signed_in(actor).post(address(story), data=filled(story))
        assert answer.status_code == status


def test_a_case_is_erased_once_however_often_the_form_is_sent(browser, story, session):
    sent, reference = filled(story), story.case.reference

    answers = [browser.post(f"/cases/{reference}/erase", data=sent) for _n in range(2)]

    assert [(one.status_code, one.location) for one in answers] == [(303, "/")] * 2
    assert f"{reference} is erased." in browser.get("/").text
    assert find_case(session, reference) is None
    assert session.scalars(select(Erasure)).one().finished_at is not None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"typed": "BCD-2345"}, "This is not the reference of this case"),
        ({"typed": ""}, "Type the reference of this case"),
        ({"reason": ""}, "Write down why"),
        ({"basis": ""}, "Choose the legal basis"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    browser, story, session, other, said
):
    answer = browser.post(address(story), data=filled(story, **other))

    assert answer.status_code == 422
    assert said in answer.text
    assert "reason" in other or WHY in answer.text
    assert find_case(session, story.case.reference) is not None


def test_an_erased_case_looks_like_a_wrong_reference_to_everybody(
    signed_in, browser, story, given
):
    given.share(story.worker, story.case, story.officer)
    reference = story.case.reference
    browser.post(address(story), data=filled(story))

    for actor in (story.worker, story.officer, given.caseworker()):
        for page in ("", "/sharing", "/timeline", "/erase"):
            other = signed_in(actor)
            gone = other.get(f"/cases/{reference}{page}")
            wrong = other.get(f"/cases/BCD-2345{page}")
            assert gone.status_code == wrong.status_code == 404
            assert without_nonce(gone.text) == without_nonce(wrong.text)


def test_the_desk_and_the_search_go_on_without_it(signed_in, browser, story, given):
    story.seen()
    officer, worker = signed_in(story.officer), signed_in(story.worker)
    reference = story.case.reference
    assert reference in officer.get("/").text

    browser.post(address(story), data=filled(story))

    for one in (officer, worker):
        assert reference not in one.get("/").text
        found = one.post("/cases/search", data={"name": "Abena Tesfaledet"})
        assert found.status_code == 200
        assert reference not in found.text


def test_a_printed_alert_of_an_erased_case_is_unknown(browser, story, visitor):
    token = story.reported().token.hex
    browser.get("/")
    assert visitor.get(f"/v/{token}").status_code == 200

    browser.post(address(story), data=filled(story))

    unknown = visitor.get(f"/v/{uuid4().hex}")
    gone = visitor.get(f"/v/{token}")
    assert (gone.status_code, unknown.status_code) == (404, 404)
    assert without_nonce(gone.text) == without_nonce(unknown.text)


def test_the_history_still_says_what_happened_in_it(signed_in, browser, story, given):
    reference = story.case.reference
    dpo = signed_in(given.dpo(given.agency_of(story.worker)))
    browser.post(address(story), data=filled(story))

    text = dpo.get("/history").text

    for said in ("opened the case", "decided to erase the case", "erased the case"):
        assert said in text
    assert reference in text
