"""Handing over the lead: offered, accepted, declined, withdrawn."""

from datetime import timedelta

import pytest
import time_machine

from interact.access.permissions import Standing
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.cases.actions import write_note
from interact.cases.queries import list_notes, list_offers, read_case, read_profile
from interact.cases.rules import (
    LONGEST_SHARE,
    AlreadyShared,
    ReasonNeeded,
    ShareGoesWithLead,
)
from interact.cases.sharing import (
    accept_share,
    share_case,
    shorten_share,
    withdraw_share,
)
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.flowcharts.taking_over import take_over_lead
from interact.keys.rules import Compartment
from interact.leading.handing_over import (
    accept_lead,
    decline_lead,
    note_lead_answer,
    offer_lead,
    withdraw_lead_offer,
)
from interact.leading.queries import (
    list_lead_offers,
    list_lead_refusals,
    read_lead_reason,
)
from interact.leading.rules import (
    AlreadyLeads,
    LeadOffered,
    LeadOfferNotOpen,
    NotClearedForAll,
)
from interact.tasks.taking import take_task
from tests.actions.desks import on_desk
from tests.attacks.attacker import forget
from tests.missing import Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def guardian(given):
    """Of the agency that is offered the lead."""
    return given.caseworker()


@pytest.fixture
def case(session, given, worker):
    case = given.case(worker)
    given.claim(worker, case, "hair", "Black")
    write_note(session, worker, case, Compartment.HEALTH, "Needs insulin")
    return case


@pytest.fixture
def offer(session, given, worker, guardian, case):
    return offer_lead(session, worker, case, given.agency_of(guardian))


def notes(session, actor, case):
    forget(session)
    vault = read_case(session, actor, case.reference)
    return [note.text for note in list_notes(vault)]


def test_nothing_changes_and_nothing_opens_before_the_lead_is_accepted(
    session, worker, guardian, case, offer
):
    assert case.standing_of(worker.agency_id) is Standing.LEAD
    assert case.standing_of(guardian.agency_id) is Standing.INVITED
    assert list_lead_offers(session, guardian) == [offer]
    assert list_offers(session, guardian) == []

    with pytest.raises(NotPermitted):
        read_case(session, guardian, case.reference)


def test_who_accepts_leads_and_opens_everything(session, worker, guardian, case, offer):
    write_note(session, worker, case, Compartment.LEGAL, "Heard on Monday")

    accept_lead(session, guardian, offer)

    assert case.standing_of(guardian.agency_id) is Standing.LEAD
    assert set(notes(session, guardian, case)) == {"Needs insulin", "Heard on Monday"}
    vault = read_case(session, guardian, case.reference)
    assert list(read_profile(vault)) == ["hair"]
    assert list_lead_offers(session, guardian) == []


def test_who_led_stays_a_partner_with_everything_it_had(
    session, worker, guardian, case, offer
):
    accept_lead(session, guardian, offer)
    write_note(session, guardian, case, Compartment.CARE, "Moved to a family")

    assert case.standing_of(worker.agency_id) is Standing.PARTNER
    assert set(notes(session, worker, case)) == {"Needs insulin", "Moved to a family"}


def test_the_share_of_who_led_can_be_ended(session, worker, guardian, case, offer):
    accept_lead(session, guardian, offer)
    (kept,) = case.shares_with(worker.agency_id)

    withdraw_share(session, guardian, kept, "Everything was handed over")

    with pytest.raises(NotFound):
        read_case(session, worker, case.reference)


def test_there_is_one_lead_when_the_lead_goes_there_and_back(
    session, given, worker, guardian, case, offer
):
    accept_lead(session, guardian, offer)
    back = offer_lead(session, guardian, case, given.agency_of(worker))
    accept_lead(session, worker, back)

    assert case.standing_of(worker.agency_id) is Standing.LEAD
    assert case.standing_of(guardian.agency_id) is Standing.PARTNER
    write_note(session, guardian, case, Compartment.CARE, "Handed back")
    assert set(notes(session, worker, case)) == {"Needs insulin", "Handed back"}


def test_shares_given_before_stay_in_force_and_the_new_lead_may_end_them(
    session, given, worker, guardian, case, offer
):
    officer = given.officer()
    share = given.share(worker, case, officer, Compartment.HEALTH)

    accept_lead(session, guardian, offer)
    write_note(session, guardian, case, Compartment.HEALTH, "Insulin refilled")

    assert "Insulin refilled" in notes(session, officer, case)
    withdraw_share(session, guardian, share, "The child is home")
    with pytest.raises(NotFound):
        read_case(session, officer, case.reference)


def test_ending_the_share_of_who_led_leaves_what_they_had_shared(
    session, given, worker, guardian, case, offer
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.HEALTH)
    accept_lead(session, guardian, offer)
    (kept,) = case.shares_with(worker.agency_id)

    withdraw_share(session, guardian, kept, "Everything was handed over")
    write_note(session, guardian, case, Compartment.HEALTH, "Insulin refilled")

    assert "Insulin refilled" in notes(session, officer, case)


def test_what_the_new_lead_was_shared_before_ends_for_it_needs_none(
    session, given, worker, guardian, case
):
    given.share(worker, case, guardian, Compartment.IDENTITY)
    offer = offer_lead(session, worker, case, given.agency_of(guardian))

    accept_lead(session, guardian, offer)

    assert case.shares_with(guardian.agency_id) == []
    assert notes(session, guardian, case) == ["Needs insulin"]


def test_an_investigation_stays_with_the_police_who_began_it(session, given, guardian):
    officer = given.officer()
    case = given.case(officer)
    write_note(session, officer, case, Compartment.INVESTIGATION, "A grey van")
    offer = offer_lead(session, officer, case, given.agency_of(guardian))

    accept_lead(session, guardian, offer)

    assert notes(session, guardian, case) == []
    assert notes(session, officer, case) == ["A grey van"]


def test_declining_needs_a_reason_that_the_agency_reads_which_offered(
    session, worker, guardian, case, offer
):
    with pytest.raises(ReasonNeeded):
        decline_lead(session, guardian, offer, " ")
    decline_lead(session, guardian, offer, "We have no guardian free")

    assert list_lead_refusals(session, worker) == [offer]
    assert read_lead_reason(worker, offer) == "We have no guardian free"
    assert read_lead_reason(guardian, offer) == ""
    note_lead_answer(session, worker, offer)
    assert list_lead_refusals(session, worker) == []
    with pytest.raises(NotFound):
        read_case(session, guardian, case.reference)


def test_what_was_declined_does_not_open_even_with_the_rows_put_back(
    session, worker, guardian, case, offer
):
    decline_lead(session, guardian, offer, "We have no guardian free")
    case.lead_agency_id = guardian.agency_id
    forget(session)

    vault = read_case(session, guardian, case.reference)
    assert vault.held == frozenset()


def test_an_offer_withdrawn_in_time_cannot_be_accepted(
    session, worker, guardian, case, offer
):
    withdraw_lead_offer(session, worker, offer, "The child moved on")

    assert read_lead_reason(guardian, offer) == "The child moved on"
    with pytest.raises((LeadOfferNotOpen, NotFound)):
        accept_lead(session, guardian, offer)
    assert case.standing_of(worker.agency_id) is Standing.LEAD


def test_the_lead_is_offered_to_one_agency_at_a_time(
    session, given, worker, case, offer
):
    with pytest.raises(LeadOffered):
        offer_lead(session, worker, case, given.agency())


def test_an_offer_that_ran_out_makes_room_for_another(
    session, given, worker, guardian, case, offer
):
    later = now() + LONGEST_SHARE + timedelta(minutes=1)
    with time_machine.travel(later):
        assert list_lead_offers(session, guardian) == []
        other = given.agency()

        again = offer_lead(session, worker, case, other)

        assert again.agency_id == other.id


def test_only_the_lead_offers_the_lead_and_never_to_itself(
    session, given, worker, guardian, case
):
    given.share(worker, case, guardian, Compartment.CARE)

    with pytest.raises(NotPermitted):
        offer_lead(session, guardian, case, given.agency())
    with pytest.raises(AlreadyLeads):
        offer_lead(session, worker, case, given.agency_of(worker))


def test_who_is_not_cleared_for_a_part_cannot_hand_it_over(session, given, guardian):
    hotline = given.hotline()
    reception, operator = given.caseworker(), given.member(hotline)
    case = given.case(reception)
    write_note(session, reception, case, Compartment.HEALTH, "Needs insulin")
    offer = offer_lead(session, reception, case, hotline)
    accept_lead(session, operator, offer)

    with pytest.raises(NotClearedForAll) as refused:
        offer_lead(session, operator, case, given.agency_of(guardian))
    assert "Health" in str(refused.value)


def test_the_share_that_goes_with_the_lead_is_answered_with_it(
    session, worker, guardian, case, offer
):
    (with_it,) = case.shares_with(guardian.agency_id)

    with pytest.raises(ShareGoesWithLead):
        accept_share(session, guardian, with_it)
    with pytest.raises(ShareGoesWithLead):
        withdraw_share(session, worker, with_it, "A mistake")
    with pytest.raises(ShareGoesWithLead):
        shorten_share(session, worker, with_it, now() + timedelta(days=1))


def test_an_agency_that_is_offered_the_lead_needs_no_share_beside_it(
    session, given, worker, guardian, case, offer
):
    with pytest.raises(AlreadyShared):
        share_case(session, worker, case, given.agency_of(guardian), given.terms())


def test_a_stranger_cannot_answer_an_offer(session, given, offer):
    with pytest.raises(NotFound):
        accept_lead(session, given.caseworker(), offer)


def test_both_data_protection_officers_read_that_the_lead_changed(
    session, given, worker, guardian, offer
):
    accept_lead(session, guardian, offer)
    session.commit()

    for actor in (worker, guardian):
        dpo = given.dpo(given.agency_of(actor))
        events = {line.event for line in list_history(session, dpo, HistoryFilter())}
        assert {"lead.offered", "lead.accepted"} <= {str(one) for one in events}


def test_tasks_of_the_lead_go_to_who_leads_now(session, given, guardian):
    story = Story(session, given)
    story.noticed()
    before = [task.title for task in on_desk(session, story.worker)]
    offer = offer_lead(session, story.worker, story.case, given.agency_of(guardian))

    take_over_lead(session, guardian, offer)

    assert before
    assert [task.title for task in on_desk(session, guardian)] == before
    assert on_desk(session, story.worker) == []


def test_in_another_agency_nobody_has_taken_a_task_yet(session, given, guardian):
    story = Story(session, given)
    (task, *_others) = story.noticed().tasks
    take_task(session, story.worker, task)
    offer = offer_lead(session, story.worker, story.case, given.agency_of(guardian))

    take_over_lead(session, guardian, offer)

    assert task.agency_id == guardian.agency_id
    assert (task.person_id, task.taken_at) == (None, None)
