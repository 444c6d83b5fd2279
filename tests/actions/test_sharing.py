"""Sharing a case: who is let in, to what, and what they can read."""

import pytest
from sqlalchemy import select

from interact.agencies.models import Group
from interact.cases.actions import write_note
from interact.cases.models import Wrap
from interact.cases.queries import list_notes, read_case, read_profile
from interact.cases.reasons import open_reason
from interact.cases.rules import (
    AlreadyShared,
    CannotShareWithLead,
    NotYoursToShare,
    ReasonNeeded,
    ShareNotOpen,
)
from interact.cases.shareable import list_shareable
from interact.cases.sharing import (
    accept_share,
    decline_share,
    share_case,
    withdraw_share,
)
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.keys.rules import Compartment

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


def test_a_partner_reads_what_was_shared_and_nothing_else(
    session, given, worker, officer
):
    case = given.case(worker)
    given.claim(worker, case, "hair", "Black")
    write_note(session, worker, case, Compartment.CARE, "Sleeps badly")

    given.share(worker, case, officer, Compartment.IDENTITY)

    vault = read_case(session, officer, case.reference)
    assert list(read_profile(vault)) == ["hair"]
    assert list_notes(vault) == []
    assert vault.held == {Compartment.IDENTITY, Compartment.COORDINATION}


def test_nothing_opens_before_the_agency_accepts(session, given, worker, officer):
    case = given.case(worker)
    given.claim(worker, case)
    given.offer(worker, case, officer, Compartment.IDENTITY)

    with pytest.raises(NotPermitted):
        read_case(session, officer, case.reference)


def test_a_part_first_written_after_sharing_opens_to_the_partner(
    session, given, worker, officer
):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.IDENTITY, Compartment.HEALTH)

    write_note(session, worker, case, Compartment.HEALTH, "Needs insulin")

    vault = read_case(session, officer, case.reference)
    assert [note.text for note in list_notes(vault)] == ["Needs insulin"]


def test_what_the_police_investigate_stays_theirs(session, given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.IDENTITY)

    write_note(session, officer, case, Compartment.INVESTIGATION, "A grey van")

    vault = read_case(session, worker, case.reference)
    assert not vault.holds(Compartment.INVESTIGATION)
    assert list_notes(vault) == []


def test_a_partner_passes_on_only_what_it_may(session, given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.IDENTITY)
    lyon = given.agency_of(given.officer("FR"))

    with pytest.raises(NotYoursToShare):
        share_case(session, officer, case, lyon, given.terms(Compartment.IDENTITY))


def test_a_partner_that_may_pass_on_shares_across_a_border(
    session, given, worker, officer
):
    case = given.case(worker)
    given.claim(worker, case, "hair", "Black")
    terms = given.terms(Compartment.IDENTITY, pass_on=True)
    first = share_case(session, worker, case, given.agency_of(officer), terms)
    accept_share(session, officer, first)
    lieutenant = given.officer("FR")

    given.share(officer, case, lieutenant, Compartment.IDENTITY)

    vault = read_case(session, lieutenant, case.reference)
    assert list(read_profile(vault)) == ["hair"]


def test_a_refusal_lands_with_its_reason_on_the_sharers_side_only(
    session, given, worker, officer
):
    case = given.case(worker)
    share = given.offer(worker, case, officer, Compartment.IDENTITY)

    decline_share(session, officer, share, "Not our district")

    assert open_reason(worker, share) == "Not our district"
    assert open_reason(officer, share) == ""


def test_a_refusal_needs_a_reason(session, given, worker, officer):
    case = given.case(worker)
    share = given.offer(worker, case, officer, Compartment.IDENTITY)

    with pytest.raises(ReasonNeeded):
        decline_share(session, officer, share, "  ")


def test_a_share_is_answered_once(session, given, worker, officer):
    case = given.case(worker)
    share = given.share(worker, case, officer, Compartment.IDENTITY)

    with pytest.raises((ShareNotOpen, NotPermitted)):
        decline_share(session, officer, share, "Changed our mind")


def test_a_withdrawn_share_opens_nothing(session, given, worker, officer):
    case = given.case(worker)
    share = given.share(worker, case, officer, Compartment.IDENTITY)

    withdraw_share(session, worker, share, "The child is home")

    with pytest.raises(NotFound):
        read_case(session, officer, case.reference)


def test_an_agency_is_not_offered_the_same_twice(session, given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.IDENTITY)

    with pytest.raises(AlreadyShared):
        given.offer(worker, case, officer, Compartment.IDENTITY)


def test_the_lead_agency_is_not_shared_with(session, given, worker):
    case = given.case(worker)

    with pytest.raises(CannotShareWithLead):
        share_case(session, worker, case, given.agency_of(worker), given.terms())


def test_a_stranger_does_not_learn_that_the_case_exists(session, given, worker):
    case = given.case(worker)
    stranger = given.caseworker()

    with pytest.raises(NotFound) as wrong:
        read_case(session, stranger, "BCD-2345")
    with pytest.raises(NotFound) as foreign:
        read_case(session, stranger, case.reference)
    assert str(wrong.value) == str(foreign.value)


def test_the_lead_shares_everything_but_a_foreign_investigation(
    session, given, worker, officer
):
    case = given.case(worker)

    vault = read_case(session, worker, case.reference)

    expected = frozenset(Compartment) - {Compartment.INVESTIGATION}
    assert list_shareable(vault) == expected


def test_a_wrap_moved_from_another_compartment_does_not_open(
    session, given, worker, officer
):
    case = given.case(worker)
    given.claim(worker, case)
    given.share(worker, case, officer, Compartment.IDENTITY)
    swap_inboxes(session, officer)

    vault = read_case(session, officer, case.reference)
    with pytest.raises(CannotOpen):
        read_profile(vault)


def swap_inboxes(session, reader):
    """What somebody who can write to the database could do."""
    theirs = (select(Wrap).join(Group, Group.id == Wrap.group_id)).where(
        Group.agency_id == reader.agency_id
    )
    first, second = session.scalars(theirs)
    first.inbox, second.inbox = second.inbox, first.inbox
    session.flush()
