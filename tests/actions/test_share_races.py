"""Two people decide on the same case at the same moment: one outcome, told to both."""

import pytest
from sqlalchemy import delete, select

from interact.access.permissions import Standing
from interact.agencies.models import Agency
from interact.cases.models import Case, Epoch, Share, Wrap
from interact.cases.rules import AlreadyShared, ShareNotOpen, ShareStatus
from interact.cases.sharing import (
    accept_share,
    decline_share,
    share_case,
    shorten_share,
    withdraw_share,
)
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.keys.rules import Compartment
from interact.leading.handing_over import (
    accept_lead,
    decline_lead,
    offer_lead,
    withdraw_lead_offer,
)
from interact.leading.models import LeadOffer, Request
from interact.leading.requesting import ask_for_case, grant_request, refuse_request
from interact.leading.rules import (
    Asking,
    LeadOffered,
    LeadOfferNotOpen,
    LeadOfferStatus,
    RequestNotOpen,
    RequestStatus,
)
from tests.actions.conftest import DONE

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY


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
def share(given, worker, officer, case):
    return given.offer(worker, case, officer, IDENTITY)


def test_of_two_offers_to_the_same_agency_one_is_made(
    session, given, at_once, worker, officer, case
):
    colleague = given.member(given.agency_of(worker))
    terms = given.terms(IDENTITY)

    def offered_by(actor):
        def offer(own, seen):
            agency = own.get_one(Agency, officer.agency_id)
            share_case(own, actor, seen, agency, terms)

        return offer

    outcomes = at_once(case, offered_by(worker), offered_by(colleague))

    assert set(outcomes) == {DONE, AlreadyShared}
    assert len(session.scalars(select(Share)).all()) == 1


def test_accepted_and_declined_at_once_it_is_one_of_them(
    given, at_once, officer, share
):
    colleague = given.member(given.agency_of(officer))

    outcomes = at_once(
        share,
        lambda own, seen: accept_share(own, officer, seen),
        lambda own, seen: decline_share(own, colleague, seen, "Not our district"),
    )

    accepted = outcomes[0] == DONE
    assert sorted(map(str, outcomes)).count(DONE) == 1
    assert set(outcomes) - {DONE} <= {ShareNotOpen, NotPermitted, NotFound}
    expected = ShareStatus.ACCEPTED if accepted else ShareStatus.DECLINED
    assert share.status is expected


def test_accepted_and_withdrawn_at_once_it_is_withdrawn(
    at_once, worker, officer, share
):
    outcomes = at_once(
        share,
        lambda own, seen: accept_share(own, officer, seen),
        lambda own, seen: withdraw_share(own, worker, seen, "The child is home"),
    )

    assert outcomes[1] == DONE
    assert outcomes[0] in {DONE, ShareNotOpen, NotFound}
    assert share.status is ShareStatus.WITHDRAWN
    assert share.case.standing_of(officer.agency_id) is Standing.NONE


def test_withdrawn_by_two_at_once_it_is_withdrawn_once(
    given, at_once, worker, officer, share
):
    colleague = given.member(given.agency_of(worker))

    outcomes = at_once(
        share,
        lambda own, seen: withdraw_share(own, worker, seen, "The child is home"),
        lambda own, seen: withdraw_share(own, colleague, seen, "A mistake"),
    )

    assert set(outcomes) == {DONE, ShareNotOpen}


def test_shortened_and_accepted_at_once_it_is_both(at_once, worker, officer, share):
    sooner = now() + (share.until - now()) / 2

    outcomes = at_once(
        share,
        lambda own, seen: shorten_share(own, worker, seen, sooner),
        lambda own, seen: accept_share(own, officer, seen),
    )

    assert outcomes == [DONE, DONE]
    assert (share.status, share.until) == (ShareStatus.ACCEPTED, sooner)


def test_of_two_offers_of_the_lead_one_is_made(
    session, given, at_once, worker, officer, case
):
    guardian = given.caseworker()

    def offered_to(receiver):
        def offer(own, seen):
            agency = own.get_one(Agency, receiver.agency_id)
            offer_lead(own, worker, seen, agency)

        return offer

    outcomes = at_once(case, offered_to(officer), offered_to(guardian))

    assert set(outcomes) == {DONE, LeadOffered}
    assert len(session.scalars(select(LeadOffer)).all()) == 1


def test_the_lead_accepted_and_its_offer_withdrawn_at_once_there_is_one_lead(
    session, given, at_once, worker, officer, case
):
    offer = offer_lead(session, worker, case, given.agency_of(officer))

    outcomes = at_once(
        offer,
        lambda own, seen: accept_lead(own, officer, seen),
        lambda own, seen: withdraw_lead_offer(own, worker, seen, "A mistake"),
    )

    accepted = outcomes[0] == DONE
    assert sorted(map(str, outcomes)).count(DONE) == 1
    assert set(outcomes) - {DONE} <= {LeadOfferNotOpen, NotFound, NotPermitted}
    lead = officer if accepted else worker
    assert case.lead_agency_id == lead.agency_id
    expected = LeadOfferStatus.ACCEPTED if accepted else LeadOfferStatus.WITHDRAWN
    assert offer.status is expected


def test_the_lead_accepted_and_declined_at_once_there_is_one_lead(
    session, given, at_once, worker, officer, case
):
    colleague = given.member(given.agency_of(officer))
    offer = offer_lead(session, worker, case, given.agency_of(officer))

    outcomes = at_once(
        offer,
        lambda own, seen: accept_lead(own, officer, seen),
        lambda own, seen: decline_lead(own, colleague, seen, "No guardian free"),
    )

    assert sorted(map(str, outcomes)).count(DONE) == 1
    lead = officer if outcomes[0] == DONE else worker
    assert case.lead_agency_id == lead.agency_id


def test_what_the_old_lead_shares_while_the_lead_goes_is_kept_or_refused_whole(
    session, given, at_once, worker, officer, case
):
    offer = offer_lead(session, worker, case, given.agency_of(officer))
    other, terms = given.agency(), given.terms(IDENTITY)
    other_id = other.id

    def share_meanwhile(own, seen):
        agency = own.get_one(Agency, other_id)
        share_case(own, worker, seen.case, agency, terms)

    outcomes = at_once(
        offer, lambda own, seen: accept_lead(own, officer, seen), share_meanwhile
    )

    assert outcomes[0] == DONE
    shared = bool(case.shares_with(other.id))
    assert shared == (outcomes[1] == DONE)


def test_a_request_granted_and_refused_at_once_is_one_of_them(
    session, given, at_once, worker, officer, case
):
    colleague = given.member(given.agency_of(worker))
    asking = Asking(
        reference=case.reference, terms=given.terms(IDENTITY), urgent=True, text=""
    )
    request = ask_for_case(session, officer, asking)

    outcomes = at_once(
        request,
        lambda own, seen: grant_request(own, worker, seen, {IDENTITY}),
        lambda own, seen: refuse_request(own, colleague, seen, "Not needed"),
    )

    granted = outcomes[0] == DONE
    assert set(outcomes) == {DONE, RequestNotOpen}
    expected = RequestStatus.GRANTED if granted else RequestStatus.REFUSED
    assert session.get_one(Request, request.id).status is expected
    assert bool(case.shares_with(officer.agency_id)) == granted


def test_a_case_erased_meanwhile_is_not_found(
    session, running, given, worker, officer, case
):
    session.execute(delete(Share))
    session.commit()
    with running.database.writing() as other:
        for table in (Wrap, Epoch):
            other.execute(delete(table))
        forget_all_of(other, case)

    for decide in (
        lambda: share_case(
            session, worker, case, given.agency_of(officer), given.terms(IDENTITY)
        ),
        lambda: offer_lead(session, worker, case, given.agency_of(officer)),
    ):
        with pytest.raises(NotFound):
            decide()


def forget_all_of(other, case):
    """Delete a case with what was said in it."""
    for table in reversed(Case.metadata.sorted_tables):
        if "case_id" in table.columns and table.name not in {"notice", "erasure"}:
            other.execute(table.delete().where(table.c.case_id == case.id))
    other.execute(delete(Case).where(Case.id == case.id))
