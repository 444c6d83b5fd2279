"""The pages on which the lead of a case is handed over."""

from uuid import uuid4

import pytest

from interact.access.permissions import Standing
from interact.cases.queries import read_case
from interact.leading.handing_over import accept_lead, decline_lead, offer_lead


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def guardian(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.named(worker, case, "Abena")
    return case


@pytest.fixture
def offer(session, given, worker, guardian, case):
    return offer_lead(session, worker, case, given.agency_of(guardian))


def page(case, path):
    return f"/cases/{case.reference}/lead/{path}"


def test_the_lead_is_offered_on_one_page_and_accepted_on_another(
    session, signed_in, given, worker, guardian, case
):
    typed = {"agency": str(guardian.agency_id)}
    sent = signed_in(worker).post(page(case, "offer"), data=typed)
    assert sent.status_code == 303
    assert case.standing_of(worker.agency_id) is Standing.LEAD

    browser = signed_in(guardian)
    led_to = browser.get(f"/cases/{case.reference}").location
    text = browser.get(led_to).text
    assert "The lead of a case is offered to your agency" in text
    assert "Abena" not in text
    accepted = browser.post(led_to, data={"answer": "accept"})

    assert accepted.location == f"/cases/{case.reference}"
    assert "Abena" in browser.get(accepted.location).text
    assert case.standing_of(guardian.agency_id) is Standing.LEAD
    assert case.standing_of(worker.agency_id) is Standing.PARTNER


def test_an_offer_waits_on_the_desk_until_it_is_answered(
    signed_in, guardian, case, offer
):
    browser = signed_in(guardian)
    text = browser.get("/").text
    assert "The lead of a case is offered to your agency: answer" in text
    assert page(case, f"{offer.id}/answer") in text

    browser.post(page(case, f"{offer.id}/answer"), data={"answer": "accept"})

    assert "is offered to your agency: answer" not in browser.get("/").text


def test_declining_asks_for_a_reason_and_puts_it_on_the_desk_of_the_lead(
    signed_in, worker, guardian, case, offer
):
    browser = signed_in(guardian)
    answer = page(case, f"{offer.id}/answer")
    asked = browser.post(answer, data={"answer": "decline"})
    assert asked.status_code == 422
    assert "Write down the reason" in asked.text
    browser.post(answer, data={"answer": "decline", "reason": "No guardian free"})

    lead = signed_in(worker)
    refusal = page(case, f"{offer.id}/refusal")
    assert refusal in lead.get("/").text
    assert "No guardian free" in lead.get(refusal).text
    assert lead.post(refusal).location == "/"
    assert refusal not in lead.get("/").text


def test_an_offer_is_taken_back_with_a_reason(signed_in, worker, guardian, case, offer):
    sent = signed_in(worker).post(
        page(case, f"{offer.id}/withdraw"), data={"reason": "The child moved on"}
    )

    assert sent.location == f"/cases/{case.reference}/sharing"
    gone = signed_in(guardian).get(page(case, f"{offer.id}/answer"))
    assert gone.status_code == 404


def test_the_same_answer_sent_twice_counts_once(
    session, signed_in, worker, guardian, case, offer
):
    browser = signed_in(guardian)
    typed = {"answer": "accept", "submission": str(uuid4())}

    first = browser.post(page(case, f"{offer.id}/answer"), data=typed)
    second = browser.post(page(case, f"{offer.id}/answer"), data=typed)

    assert first.location == second.location == f"/cases/{case.reference}"
    assert len(case.shares_with(worker.agency_id)) == 1


def test_accepting_again_says_that_it_was_answered(signed_in, guardian, case, offer):
    browser = signed_in(guardian)
    browser.post(page(case, f"{offer.id}/answer"), data={"answer": "accept"})

    again = browser.post(page(case, f"{offer.id}/answer"), data={"answer": "accept"})

    assert again.status_code == 403


def test_the_sharing_page_says_where_the_lead_stands(
    session, signed_in, given, worker, case
):
    browser, sharing = signed_in(worker), f"/cases/{case.reference}/sharing"
    assert page(case, "offer") in browser.get(sharing).text

    other = given.caseworker()
    offer = offer_lead(session, worker, case, given.agency_of(other))
    text = browser.get(sharing).text
    assert "Offered, not answered yet" in text
    assert page(case, f"{offer.id}/withdraw") in text


def test_the_timeline_says_who_opened_the_case_and_who_leads_since(
    session, signed_in, given, worker, guardian, case, offer
):
    accept_lead(session, guardian, offer)
    old, new = given.agency_of(worker).name, given.agency_of(guardian).name

    text = signed_in(guardian).get(f"/cases/{case.reference}/timeline").text

    assert f"The lead was offered to {new}" in text
    assert f"{new} took over the lead" in text
    opened = text[text.index("Case opened") :]
    assert opened.index(old) < opened.index("moj-timeline__date")


def test_only_the_lead_offers_and_only_the_offered_answers(
    session, signed_in, given, worker, guardian, case, offer
):
    partner = given.officer()
    answer = page(case, f"{offer.id}/answer")
    assert signed_in(partner).get(answer).status_code == 404
    assert signed_in(worker).get(answer).status_code == 404

    given.share(worker, case, partner)
    for path in ("offer", f"{offer.id}/withdraw"):
        assert signed_in(partner).get(page(case, path)).status_code == 403
    for path in (answer, page(case, f"{offer.id}/refusal")):
        assert signed_in(partner).get(path).status_code == 404


def test_an_offer_not_declined_has_no_refusal(signed_in, worker, case, offer):
    refusal = signed_in(worker).get(page(case, f"{offer.id}/refusal"))

    assert refusal.status_code == 404


def test_a_form_without_a_choice_is_shown_again(
    session, signed_in, given, worker, guardian, case, offer
):
    empty = signed_in(guardian).post(page(case, f"{offer.id}/answer"))
    assert empty.status_code == 422
    reason = signed_in(worker).post(page(case, f"{offer.id}/withdraw"))
    assert reason.status_code == 422

    decline_lead(session, guardian, offer, "No guardian free")
    none = signed_in(worker).post(page(case, "offer"))
    assert none.status_code == 422
    assert read_case(session, worker, case.reference)
