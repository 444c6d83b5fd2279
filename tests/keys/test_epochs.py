"""A compartment's key needs both its halves, and is the one that was signed for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings

from interact.core.errors import CannotOpen
from interact.keys.epochs import EpochRecord, derive, new_half
from interact.keys.formats import EpochId
from interact.keys.rules import Compartment
from interact.keys.wrapping import KeyPair, verify
from tests.keys.examples import AGENCY, CASE, EPOCH, EPOCHS, KEYS, PERSON

HALF, SALT = b"h" * 32, b"s" * 32
RECORD = EpochRecord(
    epoch=EPOCH,
    commitment=b"c" * 32,
    previous=b"p" * 32,
    author_id=PERSON,
    agency_id=AGENCY,
    at=datetime(2031, 5, 25, 18, tzinfo=UTC),
)


@given(KEYS, KEYS)
def test_another_half_or_another_salt_gives_another_key(half, salt):
    keys = {derive(HALF, SALT, EPOCH), derive(half, SALT, EPOCH)}
    keys |= {derive(HALF, salt, EPOCH), derive(half, salt, EPOCH)}

    assert len(keys) == len({HALF, half}) * len({SALT, salt})


@settings(max_examples=50)
@given(EPOCHS)
def test_another_case_compartment_or_epoch_gives_another_key(epoch):
    same = epoch.place == EPOCH.place

    assert (derive(HALF, SALT, epoch) == derive(HALF, SALT, EPOCH)) == same


def test_the_public_commitment_is_not_the_key():
    key = derive(HALF, SALT, EPOCH)

    assert len(key.encryption) == len(key.commitment) == 32
    assert key.encryption != key.commitment


def test_only_the_key_that_was_signed_for_is_used():
    key = derive(HALF, SALT, EPOCH)

    key.check_commitment(key.commitment)
    for wrong in (b"", key.encryption, derive(SALT, HALF, EPOCH).commitment):
        with pytest.raises(CannotOpen):
            key.check_commitment(wrong)


@pytest.mark.parametrize(("half", "salt"), [(b"", SALT), (HALF, b""), (HALF * 2, SALT)])
def test_a_half_or_salt_of_another_length_is_refused(half, salt):
    with pytest.raises(CannotOpen):
        derive(half, salt, EPOCH)


def test_two_new_halves_differ():
    assert new_half() != new_half()


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": EpochId(b"E" * 16, CASE, Compartment.HEALTH, 1)},
        {"epoch": EpochId(b"D" * 16, uuid4(), Compartment.HEALTH, 1)},
        {"epoch": EpochId(b"D" * 16, CASE, Compartment.CARE, 1)},
        {"epoch": EpochId(b"D" * 16, CASE, Compartment.HEALTH, 2)},
        {"commitment": b"x" * 32},
        {"previous": b""},
        {"author_id": uuid4()},
        {"agency_id": uuid4()},
        {"at": RECORD.at + timedelta(microseconds=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_in_a_signed_record_can_be_changed(change):
    author = KeyPair.generate()
    signature = author.sign(RECORD.message())

    verify(author.signing_public, signature, RECORD.message())
    with pytest.raises(CannotOpen):
        verify(author.signing_public, signature, replace(RECORD, **change).message())


def test_a_key_does_not_show_itself():
    key = derive(HALF, SALT, EPOCH)

    assert repr(key.encryption) not in repr(key)
