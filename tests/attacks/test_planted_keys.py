"""A database writer plants a key of their own, or exchanges keys."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from interact.cases.models import Epoch
from interact.cases.queries import read_profile
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment
from interact.keys.salts import SHRED_SALT
from interact.keys.wrapping import KeyPair
from tests.attacks.attacker import (
    exchange,
    flip,
    forget,
    plant_epoch,
    plant_member,
    read_again,
    wraps_of,
)

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY
HEALTH = Compartment.HEALTH


def test_an_epoch_that_the_attacker_signed_is_not_written_under(
    session, given, worker, case
):
    plant_epoch(session, case, IDENTITY, worker, KeyPair.generate().signing)

    with pytest.raises(CannotOpen):
        given.claim(worker, case, "build", "Tall")


def test_an_epoch_in_the_name_of_an_invented_member_is_not_written_under(
    session, given, worker, case
):
    plant_epoch(session, case, IDENTITY, *plant_member(session, worker))

    with pytest.raises(CannotOpen):
        given.claim(worker, case, "build", "Tall")


def test_an_epoch_in_the_name_of_a_member_of_no_agency_is_not_written_under(
    session, given, worker, officer, case
):
    stranger = replace(officer, agency_id=worker.agency_id)
    plant_epoch(session, case, IDENTITY, stranger, officer.keyring.signing)

    with pytest.raises(CannotOpen):
        given.claim(worker, case, "build", "Tall")


def test_what_was_sealed_before_an_epoch_was_planted_still_opens(session, worker, case):
    plant_epoch(session, case, IDENTITY, worker, KeyPair.generate().signing)

    assert "hair" in read_profile(read_again(session, worker, case))


def test_a_key_that_is_not_the_one_of_the_signed_record_does_not_open(
    session, worker, case
):
    for epoch in session.scalars(select(Epoch)):
        epoch.commitment = flip(epoch.commitment)

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_a_signed_record_of_another_case_does_not_open_this_one(
    session, given, worker, case
):
    other = given.case(worker)
    given.claim(worker, other, "hair", "Red")
    both = select(Epoch).where(Epoch.compartment == IDENTITY)
    exchange(*session.scalars(both), "commitment", "signature", "at")

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


@pytest.mark.parametrize("when", ["before", "after"])
def test_halves_exchanged_between_two_parts_do_not_open(
    session, given, worker, officer, case, when
):
    given.share(worker, case, officer, IDENTITY, HEALTH)
    if when == "after":
        read_profile(read_again(session, officer, case))
    identity, health = (
        wrap
        for wrap in wraps_of(session, officer)
        if wrap.epoch.compartment in {IDENTITY, HEALTH}
    )
    exchange(identity, health, "inbox", "shelf")

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, officer, case))


def test_halves_exchanged_between_two_cases_do_not_open(session, given, worker, case):
    other = given.case(worker)
    given.claim(worker, other, "hair", "Red")
    one, two = (
        wrap for wrap in wraps_of(session, worker) if wrap.epoch.compartment is IDENTITY
    )
    exchange(one, two, "inbox", "shelf")

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_nothing_is_read_or_written_with_another_salt(
    session, running, given, worker, case
):
    salts = running.installation.salts
    with salts._writing.begin() as connection:
        connection.execute(update(SHRED_SALT).values(salt=b"s" * 32))
    forget(session)

    with pytest.raises(CannotOpen):
        given.claim(worker, case, "build", "Tall")
    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_what_was_shredded_stays_so_when_the_database_is_put_back(
    session, running, worker, case
):
    running.installation.salts.shred(case.id)

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))
