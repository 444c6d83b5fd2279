"""A database writer lets an agency into a case, or makes it the lead."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.models import Epoch, Wrap
from interact.cases.rules import LeadUnvouched, ShareStatus
from interact.cases.sharing import withdraw_share
from interact.cases.standing import sign_share
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment
from interact.leading.handing_over import accept_lead, offer_lead
from tests.attacks.attacker import (
    forget,
    held_by,
    older,
    plant_epoch,
    read_again,
    told,
    wraps_of,
)

pytestmark = pytest.mark.on_both

IDENTITY, LEGAL = Compartment.IDENTITY, Compartment.LEGAL
PART = Compartment.COORDINATION
ACCEPTED = ShareStatus.ACCEPTED


@pytest.fixture
def outsider(given):
    return given.caseworker()


def write_anew(session, worker, case):
    """The next thing that is written in a part which nobody wrote in before."""
    forget(session)
    return write_note(session, worker, case, LEGAL, "Asks for asylum")


def test_a_planted_share_is_given_no_key(session, given, worker, case, outsider):
    share = given.offer(worker, case, given.officer(), IDENTITY, LEGAL)
    planted = {"id": uuid4(), "agency_id": outsider.agency_id}
    session.add(type(share)(**older(share) | planted | {"status": ACCEPTED}))

    write_anew(session, worker, case)

    assert LEGAL not in read_again(session, outsider, case).held
    assert held_by(session, outsider) == set()
    assert told(session, worker, Event.SHARE_UNVOUCHED)


@pytest.mark.parametrize("change", ["compartments", "by_person_id", "may_pass_on"])
def test_a_share_with_changed_terms_is_given_no_key(
    session, given, worker, officer, case, change
):
    share = given.share(worker, case, officer, IDENTITY)
    changed = {
        "compartments": sorted([*share.compartments, LEGAL.value]),
        "by_person_id": officer.person_id,
        "may_pass_on": True,
    }
    setattr(share, change, changed[change])
    share.compartments = sorted({*share.compartments, LEGAL.value})

    write_anew(session, worker, case)

    assert LEGAL not in {part for part, _group in held_by(session, officer)}


def test_a_share_made_longer_is_given_no_key(session, given, worker, officer, case):
    share = given.share(worker, case, officer, LEGAL)
    share.until += timedelta(days=1)

    write_anew(session, worker, case)

    assert LEGAL not in {part for part, _group in held_by(session, officer)}


def test_a_share_signed_by_a_partner_who_was_not_given_the_part_gives_no_key(
    session, given, worker, officer, case, outsider
):
    given.share(worker, case, officer, IDENTITY)
    share = given.offer(worker, case, outsider, LEGAL)
    share.by_agency_id, share.by_person_id = officer.agency_id, officer.person_id
    share.status = ACCEPTED
    sign_share(session, officer, share)

    write_anew(session, worker, case)

    assert LEGAL not in {part for part, _group in held_by(session, outsider)}


def test_a_share_that_was_withdrawn_is_not_brought_back(
    session, given, worker, officer, case
):
    write_anew(session, worker, case)
    share = given.share(worker, case, officer, LEGAL)
    before = older(share)
    withdraw_share(session, worker, share, "No longer needed")
    session.commit()
    for column, value in before.items():
        setattr(share, column, value)

    write_anew(session, worker, case)

    assert LEGAL not in {part for part, _group in held_by(session, officer)}
    assert told(session, worker, Event.SHARE_UNVOUCHED)


def test_a_withdrawn_agency_put_back_with_all_it_held_reads_and_is_given_nothing(
    session, given, worker, officer, case
):
    write_anew(session, worker, case)
    share = given.share(worker, case, officer, LEGAL)
    read_again(session, officer, case)
    kept = [older(wrap) for wrap in wraps_of(session, officer)]
    before = older(share)
    withdraw_share(session, worker, share, "No longer needed")
    session.commit()
    for column, value in before.items():
        setattr(share, column, value)
    for epoch in session.scalars(select(Epoch)):
        epoch.closed_at = None
    session.add_all(Wrap(**row) for row in kept)

    write_anew(session, worker, case)

    assert read_again(session, officer, case).held == set()
    newest = select(func.max(Epoch.number)).where(Epoch.compartment == LEGAL)
    assert session.scalar(newest) == 2
    assert told(session, worker, Event.SHARE_UNVOUCHED)


def test_nothing_is_written_when_another_agency_was_made_the_lead(
    session, given, worker, officer, case, outsider
):
    given.share(worker, case, officer, LEGAL)
    case.lead_agency_id = outsider.agency_id

    with pytest.raises(LeadUnvouched):
        write_anew(session, officer, case)

    assert held_by(session, outsider) == set()


def test_a_former_lead_is_not_brought_back(session, given, worker, officer, case):
    before = case.lead_agency_id, case.lead_epoch, case.lead_sealed
    offer = offer_lead(session, worker, case, given.agency_of(officer))
    accept_lead(session, officer, offer)
    session.commit()
    case.lead_agency_id, case.lead_epoch, case.lead_sealed = before

    with pytest.raises(LeadUnvouched):
        write_anew(session, worker, case)


def test_an_agency_that_planted_itself_as_the_lead_is_not_believed(
    session, given, worker, officer, case, outsider
):
    given.share(worker, case, officer, LEGAL)
    case.lead_agency_id = officer.agency_id  # for the planted half to lie with them
    epoch = plant_epoch(session, case, PART, outsider, outsider.keyring.signing)
    case.lead_agency_id, case.lead_epoch = outsider.agency_id, epoch.number

    with pytest.raises(CannotOpen):
        write_anew(session, officer, case)


def test_an_epoch_of_an_agency_without_part_in_the_case_is_not_written_under(
    session, given, worker, case, outsider
):
    plant_epoch(session, case, IDENTITY, outsider, outsider.keyring.signing)

    with pytest.raises(CannotOpen):
        given.claim(worker, case, "build", "Tall")
