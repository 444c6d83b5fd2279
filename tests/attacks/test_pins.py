"""A database writer edits what an agency remembers of its partners."""

import pytest
from sqlalchemy import select

from interact.agencies.models import PartnerPin
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.core.errors import CannotOpen
from interact.joining.partners import trusted_identity
from interact.joining.rules import IdentityChanged
from interact.keys.rules import Compartment
from tests.attacks.attacker import (
    exchange,
    flip,
    forget,
    held_by,
    told,
    vouch_anew,
)

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY


def pin_of(session, actor, agency):
    trusted_identity(session, actor, agency)
    session.flush()
    both = PartnerPin.agency_id == actor.agency_id, PartnerPin.partner_id == agency.id
    return session.scalars(select(PartnerPin).where(*both)).one()


def test_an_edited_pin_stops_everything(session, given, worker, officer, case):
    pin = pin_of(session, worker, given.agency_of(officer))
    pin.sealed = flip(pin.sealed)
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_a_pin_of_another_partner_is_not_taken_for_this_one(
    session, given, worker, officer, case
):
    lyon = given.officer("FR")
    pin = pin_of(session, worker, given.agency_of(officer))
    exchange(pin, pin_of(session, worker, given.agency_of(lyon)), "sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_a_pin_that_another_agency_made_is_not_taken_for_ones_own(
    session, given, worker, officer, case
):
    agency, lyon = given.agency_of(officer), given.officer("FR")
    exchange(pin_of(session, worker, agency), pin_of(session, lyon, agency), "sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_a_pin_said_to_be_of_another_time_does_not_open(
    session, given, worker, officer, case
):
    pin_of(session, worker, given.agency_of(officer)).group_epoch = 2
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_a_partner_is_not_met_anew_when_its_pin_was_taken_away(
    session, given, worker, officer, case
):
    """Who was met once is remembered where a writer of the database does not reach."""
    agency = given.agency_of(officer)
    given.share(worker, case, officer, IDENTITY, Compartment.LEGAL)
    session.commit()
    session.delete(pin_of(session, worker, agency))
    vouch_anew(session, agency)
    before = held_by(session, officer)

    with pytest.raises(IdentityChanged):
        given.offer(worker, case, officer, Compartment.CARE)
    write_note(session, worker, case, Compartment.LEGAL, "Asks for asylum")

    assert held_by(session, officer) == before
    assert told(session, worker, Event.PARTNER_CHANGED)
    assert told(session, officer, Event.PARTNER_CHANGED)
