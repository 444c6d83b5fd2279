"""Asking for a case whose reference one knows; granting that, refusing it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import PartnerPin
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case, read_profile
from interact.cases.restricting import restrict_case
from interact.cases.rules import (
    AlreadyShared,
    NothingToShare,
    ReasonNeeded,
    ShareTooLong,
    TextTooLong,
)
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.keys.certificates import AgencyIdentity
from interact.keys.rules import Compartment
from interact.leading.handing_over import accept_lead, offer_lead
from interact.leading.models import Request
from interact.leading.queries import (
    get_own_request,
    get_request,
    list_own_requests,
    list_requests,
    list_unnoted_answers,
    read_refusal_reason,
    read_request_text,
)
from interact.leading.requesting import (
    ask_for_case,
    grant_request,
    note_answer,
    refuse_request,
)
from interact.leading.rules import (
    MOST_REQUESTS,
    REQUESTS_WITHIN,
    Asking,
    MoreThanAsked,
    OwnCaseAskedFor,
    RequestNotOpen,
    RequestRanOut,
    RequestStatus,
    TooManyRequests,
)

pytestmark = pytest.mark.on_both

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
    given.claim(worker, case, "hair", "Black")
    return case


@pytest.fixture
def ask(session, given, case):
    """`ask(officer)` asks for the case as an agency does that knows its reference."""

    def asks(actor, *parts, reference=None, urgent=False, text="A boy is with us"):
        asking = Asking(
            reference=reference or case.reference,
            terms=given.terms(*parts),
            urgent=urgent,
            text=text,
        )
        return ask_for_case(session, actor, asking)

    return asks


def test_the_lead_reads_who_asks_and_why(session, worker, officer, case, ask):
    request = ask(officer, IDENTITY)

    assert list_requests(session, worker) == [request]
    assert read_request_text(worker, request) == "A boy is with us"
    assert get_request(session, worker, case.reference, request.id) is request
    with pytest.raises(NotFound):
        read_case(session, officer, case.reference)


def test_what_is_granted_is_in_force_at_once(session, worker, officer, case, ask):
    request = ask(officer, IDENTITY, HEALTH)

    grant_request(session, worker, request, {IDENTITY})

    vault = read_case(session, officer, case.reference)
    assert list(read_profile(vault)) == ["hair"]
    assert HEALTH not in case.opens_to(officer.agency_id)
    (share,) = case.shares_with(officer.agency_id)
    assert (share.purpose, share.until) == (request.purpose, request.until)
    assert list_unnoted_answers(session, officer) == [request]


def test_no_more_is_granted_than_was_asked_for(session, worker, officer, ask):
    request = ask(officer, IDENTITY)

    with pytest.raises(MoreThanAsked):
        grant_request(session, worker, request, {IDENTITY, HEALTH})
    with pytest.raises(NothingToShare):
        grant_request(session, worker, request, set())


def test_a_refusal_needs_a_reason_that_only_who_asked_reads(
    session, worker, officer, case, ask
):
    request = ask(officer, IDENTITY)

    with pytest.raises(ReasonNeeded):
        refuse_request(session, worker, request, " ")
    refuse_request(session, worker, request, "The child asked us not to")

    assert read_refusal_reason(officer, request) == "The child asked us not to"
    assert read_refusal_reason(worker, request) == ""
    with pytest.raises(NotFound):
        read_case(session, officer, case.reference)


def test_a_request_is_answered_once(session, worker, officer, ask):
    request = ask(officer, IDENTITY)
    refuse_request(session, worker, request, "Not needed")

    with pytest.raises(RequestNotOpen):
        grant_request(session, worker, request, {IDENTITY})
    with pytest.raises(RequestNotOpen):
        refuse_request(session, worker, request, "Again")


def test_an_unknown_reference_leaves_the_same_behind(session, officer, ask):
    known, unknown = ask(officer), ask(officer, reference="BCD-2345")

    assert unknown.case is None
    assert unknown.text_sealed is None
    assert list_own_requests(session, officer) == [unknown, known]
    assert known.status is unknown.status is RequestStatus.ASKED
    assert get_own_request(session, officer, unknown.id) is unknown


def test_asking_does_not_tell_who_leads_by_meeting_them(session, officer, ask):
    ask(officer)

    met = select(PartnerPin.partner_id).where(PartnerPin.agency_id == officer.agency_id)
    assert session.scalars(met).all() == []


def test_a_partner_asks_for_more(session, given, worker, officer, case, ask):
    given.share(worker, case, officer, IDENTITY)
    request = ask(officer, HEALTH)

    grant_request(session, worker, request, {HEALTH})

    assert {IDENTITY, HEALTH} <= case.opens_to(officer.agency_id)


def test_what_is_shared_already_is_not_granted_again(
    session, given, worker, officer, case, ask
):
    given.share(worker, case, officer, IDENTITY)
    request = ask(officer, IDENTITY)

    with pytest.raises(AlreadyShared):
        grant_request(session, worker, request, {IDENTITY})


def test_nobody_asks_their_own_agency(worker, ask):
    with pytest.raises(OwnCaseAskedFor):
        ask(worker)


def test_who_is_not_named_learns_nothing_by_asking_their_own_agency(
    session, given, worker, case, ask
):
    agency = given.agency_of(worker)
    chief, colleague = given.member(agency, Role.SUPERVISOR), given.member(agency)
    restrict_case(session, chief, case, {worker.membership_id})

    request = ask(colleague)

    assert request.case is None
    assert list_requests(session, worker) == []


def test_a_request_rings_only_with_those_who_are_named(
    session, given, worker, officer, case, ask
):
    agency = given.agency_of(worker)
    chief, colleague = given.member(agency, Role.SUPERVISOR), given.member(agency)
    restrict_case(session, chief, case, {worker.membership_id})

    request = ask(officer)

    assert list_requests(session, worker) == [request]
    assert list_requests(session, colleague) == []
    with pytest.raises(NotFound):
        get_request(session, colleague, case.reference, request.id)


def test_urgent_requests_come_first(session, given, worker, officer, ask):
    usual = ask(given.officer("FR"))
    urgent = ask(officer, urgent=True)

    assert list_requests(session, worker) == [urgent, usual]


def test_who_tries_many_references_is_stopped_for_a_while(session, given, officer, ask):
    for number in range(MOST_REQUESTS):
        ask(officer, reference=f"BCD-{2000 + number}")

    with pytest.raises(TooManyRequests):
        ask(officer)
    ask(given.member(given.agency_of(officer)))
    with time_machine.travel(now() + REQUESTS_WITHIN + timedelta(seconds=1)):
        ask(officer)


def test_too_much_is_not_asked_for(given, session, officer, case, ask):
    with pytest.raises(TextTooLong):
        ask(officer, text="a" * 2001)
    terms = given.terms(IDENTITY)
    beyond = {**terms.__dict__, "until": now() + timedelta(days=91)}
    asking = Asking(
        reference=case.reference, terms=type(terms)(**beyond), urgent=False, text=""
    )
    with pytest.raises(ShareTooLong):
        ask_for_case(session, officer, asking)


def test_what_was_asked_for_until_yesterday_is_not_granted_today(
    session, worker, officer, ask
):
    request = ask(officer, IDENTITY)

    with time_machine.travel(request.until + timedelta(seconds=1)):
        assert list_requests(session, worker) == []
        with pytest.raises(RequestRanOut):
            grant_request(session, worker, request, {IDENTITY})


def test_only_the_lead_answers(session, given, worker, officer, case, ask):
    request = ask(officer, IDENTITY)
    partner = given.officer("FR")
    given.share(worker, case, partner, IDENTITY)

    with pytest.raises(NotPermitted):
        grant_request(session, partner, request, {IDENTITY})
    with pytest.raises(NotFound):
        refuse_request(session, given.caseworker(), request, "Not ours")


def test_a_request_goes_to_who_leads_now(session, given, worker, officer, case, ask):
    request = ask(officer, IDENTITY)
    guardian = given.caseworker()
    accept_lead(
        session, guardian, offer_lead(session, worker, case, given.agency_of(guardian))
    )

    assert list_requests(session, worker) == []
    assert list_requests(session, guardian) == [request]
    grant_request(session, guardian, request, {IDENTITY})
    assert read_case(session, officer, case.reference).held


def test_a_request_for_no_case_is_answered_by_nobody(session, worker, officer, ask):
    request = ask(officer, reference="BCD-2345")

    with pytest.raises(NotFound):
        refuse_request(session, worker, request, "No such case")


def test_an_answer_is_noted_by_who_asked_and_nobody_else(session, worker, officer, ask):
    request = ask(officer, IDENTITY)
    refuse_request(session, worker, request, "Not needed")

    with pytest.raises(NotFound):
        note_answer(session, worker, request)
    with pytest.raises(NotFound):
        get_own_request(session, worker, request.id)
    note_answer(session, officer, request)
    assert list_unnoted_answers(session, officer) == []


def test_a_lead_whose_keys_are_not_the_known_ones_gets_no_text(
    session, given, worker, officer, case, ask
):
    given.share(worker, case, officer, IDENTITY)
    assert ask(officer, HEALTH).text_sealed

    given.agency_of(worker).identity_public = AgencyIdentity.generate().public
    session.flush()

    assert ask(officer, HEALTH).text_sealed is None


def test_the_lead_reads_in_the_history_who_asked(session, given, worker, officer, ask):
    ask(officer)
    session.commit()

    dpo = given.dpo(given.agency_of(worker))
    lines = list_history(session, dpo, HistoryFilter(event=Event.CASE_ASKED_FOR))
    assert [line.actor_name for line in lines] == [officer.name]


def test_a_request_keeps_its_text_from_whoever_reads_the_database(session, ask, given):
    ask(given.officer(), text="A boy called Yonas")

    (kept,) = session.scalars(select(Request.text_sealed))
    assert b"Yonas" not in kept
