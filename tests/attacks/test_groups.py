"""A database writer changes the keys that others would be sealed to."""

from uuid import uuid4

import pytest

from interact.agencies.models import Group
from interact.agencies.queries import current_group
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.queries import read_profile
from interact.core.errors import CannotOpen
from interact.joining.partners import list_partners, trusted_identity
from interact.joining.rules import GROUP_LIFETIME, IdentityChanged
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair
from tests.attacks.attacker import (
    exchange,
    forget,
    halves,
    held_by,
    older,
    read_again,
    take_over,
    told,
)

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY
HEALTH = Compartment.HEALTH


@pytest.mark.parametrize("column", ["kem_public", "signing_public", "not_after"])
def test_nothing_is_sealed_to_a_group_whose_keys_were_changed(
    session, given, worker, officer, case, column
):
    group = current_group(session, officer.agency_id, GroupName.IDENTITY)
    changed = {
        "kem_public": KeyPair.generate().public,
        "signing_public": KeyPair.generate().signing_public,
        "not_after": group.not_after + GROUP_LIFETIME,
    }
    setattr(group, column, changed[column])
    forget(session)
    before = halves(session)

    with pytest.raises(CannotOpen), session.begin_nested():
        given.share(worker, case, officer, IDENTITY)
    assert halves(session) == before


def test_nothing_is_sealed_to_a_newer_group_that_nobody_vouched_for(
    session, given, worker, officer, case
):
    held = current_group(session, officer.agency_id, GroupName.IDENTITY)
    keys = KeyPair.generate()
    planted = {"id": uuid4(), "epoch": 2, "kem_public": keys.public}
    session.add(Group(**older(held) | planted))
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_a_group_of_one_agency_is_not_taken_for_that_of_another(
    session, given, worker, officer, case
):
    hotline = given.caseworker(given.hotline())
    exchange(
        current_group(session, officer.agency_id, GroupName.IDENTITY),
        current_group(session, hotline.agency_id, GroupName.IDENTITY),
        "kem_public",
        "signing_public",
        "certificate",
    )
    forget(session)

    with pytest.raises(CannotOpen):
        given.share(worker, case, officer, IDENTITY)


def test_an_agency_under_another_identity_is_sent_nothing(
    session, given, worker, officer, case
):
    given.share(worker, case, officer, IDENTITY)
    take_over(session, given.agency_of(officer))
    before = halves(session)

    with pytest.raises(IdentityChanged) as refusal:
        given.offer(worker, case, officer, HEALTH)

    assert given.agency_of(officer).name in str(refusal.value)
    assert halves(session) == before


def test_a_new_part_is_not_begun_for_an_agency_under_another_identity(
    session, given, worker, officer, case
):
    given.share(worker, case, officer, IDENTITY, Compartment.LEGAL)
    take_over(session, given.agency_of(officer))

    write_note(session, worker, case, Compartment.LEGAL, "Asks for asylum")

    assert Compartment.LEGAL not in {part for part, _group in held_by(session, officer)}
    assert told(session, worker, Event.PARTNER_CHANGED)
    assert told(session, officer, Event.PARTNER_CHANGED)


def test_what_an_agency_under_another_identity_passed_on_is_not_opened(
    session, given, worker, officer, case
):
    given.share(worker, case, officer, IDENTITY)
    read_again(session, officer, case)
    trusted_identity(session, officer, given.agency_of(worker))
    take_over(session, given.agency_of(worker))

    with pytest.raises(IdentityChanged):
        read_profile(read_again(session, officer, case))


def test_the_own_agency_under_another_identity_seals_nothing(
    session, given, worker, case
):
    take_over(session, given.agency_of(worker))

    with pytest.raises(CannotOpen):
        write_note(session, worker, case, Compartment.LEGAL, "Asks for asylum")


def test_the_list_of_partners_shows_whose_identity_changed(
    session, given, worker, officer
):
    agency = given.agency_of(officer)
    trusted_identity(session, worker, agency)
    take_over(session, agency)

    changed = [p.agency.name for p in list_partners(session, worker) if p.changed]

    assert changed == [agency.name]
