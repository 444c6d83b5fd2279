"""Ways in which an agency could once read or change what it was not given."""

from datetime import timedelta

import pytest

from interact.cases.actions import write_note
from interact.cases.queries import list_notes, read_case
from interact.cases.rules import ShareOutlastsYours, Terms
from interact.cases.shareable import list_shareable
from interact.cases.sharing import (
    accept_share,
    share_case,
    withdraw_share,
)
from interact.core.clock import now
from interact.keys.rules import Compartment


@pytest.fixture
def worker(given):
    return given.caseworker()


def test_who_wrote_first_in_a_part_does_not_keep_it_after_the_share(
    session, given, worker
):
    case, partner = given.case(worker), given.caseworker()
    share = given.share(worker, case, partner, Compartment.HEALTH)
    write_note(session, partner, case, Compartment.HEALTH, "First")
    withdraw_share(session, worker, share, "No longer needed")
    write_note(session, worker, case, Compartment.HEALTH, "Later")

    given.share(worker, case, partner, Compartment.IDENTITY)

    vault = read_case(session, partner, case.reference)
    assert list_notes(vault) == []
    assert list_shareable(vault) == frozenset()


def test_what_is_passed_on_ends_with_the_share_it_came_by(session, given, worker):
    case, officer = given.case(worker), given.officer()
    terms = given.terms(Compartment.IDENTITY, pass_on=True)
    first = share_case(session, worker, case, given.agency_of(officer), terms)
    accept_share(session, officer, first)
    longer = Terms(**vars(terms) | {"until": now() + timedelta(days=80)})

    with pytest.raises(ShareOutlastsYours):
        share_case(session, officer, case, given.police("FR"), longer)


def test_a_lead_that_cannot_open_a_part_does_not_pretend_to_share_it(session, given):
    hotline = given.member(given.hotline())
    case, doctor = given.case(hotline), given.caseworker()
    given.share(hotline, case, doctor, Compartment.HEALTH)
    write_note(session, doctor, case, Compartment.HEALTH, "Asthma")

    vault = read_case(session, hotline, case.reference)

    assert Compartment.HEALTH not in list_shareable(vault)
