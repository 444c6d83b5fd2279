"""The pages on which an agency asks for a case, and the lead answers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from interact.cases.queries import read_case
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.leading.queries import list_own_requests, list_requests
from interact.leading.rules import MOST_REQUESTS

IDENTITY, HEALTH = Compartment.IDENTITY, Compartment.HEALTH


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.named(worker, case, "Abena")
    return case


def typed(reference, *parts, **more):
    """What is typed to ask for parts of a case for a week."""
    until = (now() + timedelta(days=7)).date()
    return {
        "reference": reference,
        "compartments": [part.value for part in parts or (IDENTITY,)],
        "purpose": "locate",
        "basis": "vital interests",
        "until": [str(until.day), str(until.month), str(until.year)],
        "text": "A boy is with us",
        **more,
    }


@pytest.fixture
def asked(session, signed_in, worker, officer, case):
    """An urgent request of the police, sent as they type it."""
    sent = typed(case.reference.lower().replace("-", " "), IDENTITY, HEALTH, urgent="y")
    signed_in(officer).post("/requests/new", data=sent)
    (request,) = list_requests(session, worker)
    return request


def answer_page(case, request):
    return f"/cases/{case.reference}/requests/{request.id}"


def without_what_differs(page, *references):
    lines = [line for line in page.splitlines() if "token" not in line]
    text = "\n".join(line for line in lines if "submission" not in line)
    for reference in references:
        text = text.replace(reference, "")
    return text.split("<main")[1]


def test_who_asks_says_why_they_need_it_themselves(signed_in, officer, case):
    page = signed_in(officer).get("/requests/new").text

    assert "Why you need it" in page
    assert "Why they need it" not in page


def test_asking_says_the_same_whether_there_is_such_a_case(
    session, signed_in, given, case
):
    one, other = given.officer("FR"), given.officer("SE")
    pages = []
    for actor, reference in ((one, case.reference), (other, "BCD-2345")):
        browser = signed_in(actor)
        sent = browser.post("/requests/new", data=typed(reference))
        assert (sent.status_code, sent.location) == (303, "/requests")
        (request,) = list_own_requests(session, actor)
        listed = browser.get("/requests").text
        shown = browser.get(f"/requests/{request.id}").text
        told = (reference, str(request.id))
        pages.append(
            [
                without_what_differs(listed, *told).split("<ul")[0],
                without_what_differs(shown, *told).split("<time")[0],
                without_what_differs(browser.get("/").text),
                without_what_differs(browser.get("/partners").text).count("Not met"),
            ]
        )

    assert pages[0][:3] == pages[1][:3]


def test_an_urgent_request_rings_on_the_desk_of_the_lead(
    signed_in, worker, case, asked
):
    desk = signed_in(worker).get("/").text
    ringing, _rest = desk.split("Next</h2>")

    assert "An agency asks for a case" in ringing
    assert answer_page(case, asked) in ringing
    assert "Urgent" in ringing


def test_a_usual_request_waits_among_what_is_next(signed_in, worker, officer, case):
    signed_in(officer).post("/requests/new", data=typed(case.reference))

    ringing, waiting = signed_in(worker).get("/").text.split("Next</h2>")

    assert "An agency asks for a case" not in ringing
    assert "An agency asks for a case" in waiting


def test_it_is_granted_in_one_step_on_one_page(
    session, signed_in, worker, officer, case, asked
):
    browser = signed_in(worker)
    text = browser.get(answer_page(case, asked)).text
    assert "A boy is with us" in text
    assert "To find the child" in text
    chosen = {"answer": "grant", "compartments": [IDENTITY.value]}
    sent = browser.post(answer_page(case, asked), data=chosen)

    assert sent.location == f"/cases/{case.reference}/sharing"
    police = signed_in(officer)
    assert "was granted: read on" in police.get("/").text
    assert "Open the case" in police.get(f"/requests/{asked.id}").text
    assert "Abena" in police.get(f"/cases/{case.reference}").text
    held = read_case(session, officer, case.reference).held
    assert HEALTH not in held


def test_it_is_refused_with_a_reason_that_is_noted(
    signed_in, worker, officer, case, asked
):
    browser = signed_in(worker)
    without = browser.post(answer_page(case, asked), data={"answer": "refuse"})
    assert without.status_code == 422
    browser.post(
        answer_page(case, asked),
        data={"answer": "refuse", "reason": "Ask the guardian"},
    )

    police, shown = signed_in(officer), f"/requests/{asked.id}"
    assert "was refused: read why" in police.get("/").text
    assert "Ask the guardian" in police.get(shown).text
    assert police.post(shown).location == "/"
    assert shown not in police.get("/").text
    assert "Noted" not in police.get(shown).text


def test_granting_nothing_is_told_on_the_form(signed_in, worker, case, asked):
    sent = signed_in(worker).post(answer_page(case, asked), data={"answer": "grant"})

    assert sent.status_code == 422
    assert "Choose at least one part" in sent.text


def test_the_same_request_sent_twice_is_made_once(
    session, signed_in, worker, officer, case
):
    browser = signed_in(officer)
    sent = typed(case.reference, submission=str(uuid4()))

    first = browser.post("/requests/new", data=sent)
    second = browser.post("/requests/new", data=sent)

    assert first.location == second.location == "/requests"
    assert len(list_requests(session, worker)) == 1


def test_who_tries_many_references_is_told_to_wait(signed_in, officer):
    browser = signed_in(officer)
    for number in range(MOST_REQUESTS):
        browser.post("/requests/new", data=typed(f"BCD-{2000 + number}"))

    stopped = browser.post("/requests/new", data=typed("BCD-2345"))

    assert stopped.status_code == 422
    assert "Wait before you ask again" in stopped.text


def test_a_partner_asks_for_more_from_the_sharing_page(
    signed_in, given, worker, officer, case
):
    given.share(worker, case, officer, IDENTITY)
    browser = signed_in(officer)
    form = f"/requests/new?reference={case.reference}"
    assert form in browser.get(f"/cases/{case.reference}/sharing").text

    assert f'value="{case.reference}"' in browser.get(form).text


def test_the_sharing_page_lists_who_asks(signed_in, worker, case, asked):
    text = signed_in(worker).get(f"/cases/{case.reference}/sharing").text

    assert answer_page(case, asked) in text


def test_nothing_is_chosen_beforehand(signed_in, worker, officer, case, asked):
    for browser, page in (
        (signed_in(officer), "/requests/new"),
        (signed_in(worker), answer_page(case, asked)),
    ):
        assert " checked" not in browser.get(page).text


def test_a_request_is_shown_to_nobody_else(
    session, signed_in, given, worker, officer, case, asked
):
    partner = given.officer("FR")
    given.share(worker, case, partner)

    assert signed_in(partner).get(answer_page(case, asked)).status_code == 403
    assert signed_in(officer).get(answer_page(case, asked)).status_code == 404
    assert signed_in(worker).get(f"/requests/{asked.id}").status_code == 404
    assert signed_in(given.dpo(given.agency())).get("/requests").status_code == 403
    assert signed_in(worker).get(f"/requests/{uuid4()}").status_code == 404


def test_an_empty_form_is_shown_again(signed_in, officer):
    answer = signed_in(officer).post("/requests/new", data={})

    assert answer.status_code == 422
    assert "Enter the reference of the case" in answer.text
