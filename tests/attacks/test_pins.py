"""A database writer edits what an agency remembers of its partners."""

import pytest
from sqlalchemy import select

from interact.agencies.models import PartnerPin
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.errors import CannotOpen
from interact.joining.partners import trusted_identity
from interact.keys.rules import Compartment
from tests.attacks.attacker import (
    exchange,
    flip,
    forget,
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


def test_both_officers_for_data_protection_see_when_a_pin_was_taken_away(
    session, given, worker, officer
):
    """The one thing a pin cannot prevent: that it is deleted. It is seen, though."""
    agency = given.agency_of(officer)
    dpos = given.dpo(given.agency_of(worker)), given.dpo(agency)
    session.delete(pin_of(session, worker, agency))
    vouch_anew(session, agency)

    trusted_identity(session, worker, agency)

    session.commit()
    for dpo in dpos:
        met = HistoryFilter(event=Event.PARTNER_PINNED)
        lines = list_history(session, dpo, met)
        assert len({line.details["fingerprint"] for line in lines}) == 2
