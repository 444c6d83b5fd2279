"""Finding a case again by its reference or by a name, and learning nothing else."""

import re

import pytest

from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.errors import NotFound
from interact.keys.rules import Compartment

NOTHING_HERE = str(NotFound())


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.named(worker, case, "Abena", "Mensah")
    return case


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "no hyphen"])
def test_a_reference_is_found_however_it_was_typed(browser, case, typed):
    written = {
        "lower": case.reference.lower(),
        "no hyphen": case.reference.replace("-", " "),
    }.get(typed, typed.format(case.reference))

    answer = browser.post("/cases/search", data={"reference": written})

    assert (answer.status_code, answer.location) == (303, f"/cases/{case.reference}")


def test_a_name_is_found_in_another_script_and_says_why(browser, case):
    answer = browser.post("/cases/search", data={"name": "ابينا منساه"})

    assert answer.status_code == 200
    assert f"/cases/{case.reference}" in answer.text
    assert "same name in another script" in answer.text


def test_a_search_that_finds_nothing_says_what_to_try(browser, case):
    answer = browser.post("/cases/search", data={"name": "Dilan Kaya"})

    assert "no child has a name like this" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter a reference or a name"),
        ({"name": "a" * 3_000_000}, "This is too long."),
        ({"name": "Abena", "birth_year": "long ago"}, "Enter a whole number"),
        ({"name": "Abena", "sex": "unheard of"}, "Choose one of the answers listed"),
    ],
)
def test_a_search_that_cannot_be_made_says_what_to_do(browser, typed, said):
    answer = browser.post("/cases/search", data=typed)

    assert answer.status_code == 422
    assert said in answer.text


def without_numbers(page):
    return re.sub(r'(nonce|value|data-token)="[^"]*"', "", page)


def test_a_reference_that_is_not_theirs_says_the_same_as_a_wrong_one(
    session, given, worker, case, signed_in
):
    guardian = signed_in(given.caseworker(given.agency(country="FR")))

    theirs = guardian.post("/cases/search", data={"reference": case.reference})
    wrong = guardian.post("/cases/search", data={"reference": "BCD-2345"})
    address = guardian.get(f"/cases/{case.reference}")

    assert theirs.status_code == wrong.status_code == address.status_code == 404
    assert f'<h1 class="govuk-heading-l">{NOTHING_HERE}</h1>' in theirs.text
    assert without_numbers(theirs.text) == without_numbers(wrong.text)
    assert NOTHING_HERE in address.text


def test_that_somebody_tried_a_reference_is_recorded(
    session, given, worker, case, signed_in
):
    guardian = given.caseworker(given.agency(country="FR"))
    signed_in(guardian).post("/cases/search", data={"reference": case.reference})

    dpo = given.dpo(given.agency_of(worker))
    refused = HistoryFilter(event=Event.ACCESS_REFUSED)
    (line,) = list_history(session, dpo, refused)
    assert (line.actor_name, line.reference) == (guardian.name, case.reference)


def test_an_offer_not_answered_yet_is_where_its_reference_leads(
    given, worker, case, signed_in
):
    officer = given.officer("FR")
    share = given.offer(worker, case, officer, Compartment.IDENTITY)

    answer = signed_in(officer).post(
        "/cases/search", data={"reference": case.reference}
    )

    assert answer.location.startswith(f"/cases/{case.reference}/sharing/{share.id}")
