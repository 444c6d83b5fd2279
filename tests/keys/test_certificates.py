"""An agency's word: two signatures, one fingerprint, nothing that can be swapped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from interact.core.errors import CannotOpen
from interact.keys.certificates import (
    AgencyIdentity,
    Grant,
    GroupCertificate,
    MemberCertificate,
    check_anchor,
    fingerprint,
    open_identity,
    seal_identity,
    verify_identity,
)
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair, wrap
from tests.keys.examples import AGENCY, GROUP, PERSON

IDENTITY = AgencyIdentity(b"i" * 32)
OTHER = AgencyIdentity(b"o" * 32)
KEYS = KeyPair(b"g" * 32)
END = datetime(2031, 5, 25, tzinfo=UTC)
BEFORE = END - timedelta(seconds=1)
GROUP_CERTIFICATE = GroupCertificate(
    agency_id=AGENCY,
    group_id=GROUP,
    name=GroupName.HEALTH,
    epoch=1,
    kem_public=KEYS.public,
    signing_public=KEYS.signing_public,
    not_after=END,
)
MEMBER_CERTIFICATE = MemberCertificate(
    agency_id=AGENCY,
    person_id=PERSON,
    role="caseworker",
    kem_public=KEYS.public,
    signing_public=KEYS.signing_public,
)
GRANT = Grant(AGENCY, GROUP, GroupName.HEALTH, 1, PERSON)


def test_an_agency_signs_in_two_ways_and_both_must_be_right():
    signature, other = IDENTITY.sign(b"message"), OTHER.sign(b"message")

    verify_identity(IDENTITY.public, signature, b"message")
    for wrong in (signature[:64] + other[64:], other[:64] + signature[64:]):
        with pytest.raises(CannotOpen):
            verify_identity(IDENTITY.public, wrong, b"message")


def test_signatures_of_two_agencies_cannot_be_combined_under_a_made_up_one():
    made_up = IDENTITY.public[:32] + OTHER.public[32:]
    mixed = IDENTITY.sign(b"message")[:64] + OTHER.sign(b"message")[64:]

    with pytest.raises(CannotOpen):
        verify_identity(made_up, mixed, b"message")


@pytest.mark.parametrize("cut", [0, 63, 64, 100, 3372])
def test_an_agencys_signature_cannot_be_cut_off(cut):
    signature = IDENTITY.sign(b"message")

    with pytest.raises(CannotOpen):
        verify_identity(IDENTITY.public, signature[:cut], b"message")


@pytest.mark.parametrize("at", [0, 31, 63, 64, 1000, 3372])
def test_no_part_of_an_agencys_signature_can_be_changed(at):
    changed = bytearray(IDENTITY.sign(b"message"))
    changed[at] ^= 1

    with pytest.raises(CannotOpen):
        verify_identity(IDENTITY.public, bytes(changed), b"message")


def test_the_fingerprint_is_twelve_groups_of_five_digits():
    groups = fingerprint(IDENTITY.public).split(" ")

    assert [len(group) for group in groups] == [5] * 12
    assert all(group.isdecimal() for group in groups)


def test_only_the_identity_that_was_compared_is_believed():
    anchor = fingerprint(IDENTITY.public)

    check_anchor(IDENTITY.public, anchor)
    for wrong in ("", anchor[:-1], fingerprint(OTHER.public)):
        with pytest.raises(CannotOpen):
            check_anchor(IDENTITY.public, wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"agency_id": uuid4()},
        {"group_id": uuid4()},
        {"name": GroupName.CARE},
        {"epoch": 2},
        {"kem_public": KeyPair.generate().public},
        {"signing_public": KeyPair.generate().signing_public},
        {"not_after": END + timedelta(days=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_in_a_groups_certificate_can_be_changed(change):
    signature = IDENTITY.sign(GROUP_CERTIFICATE.message())

    GROUP_CERTIFICATE.check(IDENTITY.public, signature, BEFORE)
    with pytest.raises(CannotOpen):
        replace(GROUP_CERTIFICATE, **change).check(IDENTITY.public, signature, BEFORE)


def test_a_groups_certificate_ends_when_it_says():
    signature = IDENTITY.sign(GROUP_CERTIFICATE.message())

    with pytest.raises(CannotOpen):
        GROUP_CERTIFICATE.check(IDENTITY.public, signature, END)


@pytest.mark.parametrize(
    "change",
    [
        {"agency_id": uuid4()},
        {"person_id": uuid4()},
        {"role": "custodian"},
        {"kem_public": KeyPair.generate().public},
        {"signing_public": KeyPair.generate().signing_public},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_in_a_members_certificate_can_be_changed(change):
    signature = IDENTITY.sign(MEMBER_CERTIFICATE.message())

    MEMBER_CERTIFICATE.check(IDENTITY.public, signature)
    with pytest.raises(CannotOpen):
        replace(MEMBER_CERTIFICATE, **change).check(IDENTITY.public, signature)


def test_another_agency_cannot_vouch():
    with pytest.raises(CannotOpen):
        MEMBER_CERTIFICATE.check(
            IDENTITY.public, OTHER.sign(MEMBER_CERTIFICATE.message())
        )


def test_a_grant_gives_the_group_to_one_person_for_one_group():
    custodian, person = KeyPair.generate(), KeyPair.generate()
    wrapped, signature = GRANT.give(custodian.signing, person.public, KEYS.seed)

    assert GRANT.take(person, wrapped).seed == KEYS.seed
    GRANT.check(custodian.signing_public, wrapped, signature)
    with pytest.raises(CannotOpen):
        GRANT.take(KeyPair.generate(), wrapped)


@pytest.mark.parametrize(
    "change",
    [
        {"agency_id": uuid4()},
        {"group_id": uuid4()},
        {"name": GroupName.CUSTODY},
        {"epoch": 2},
        {"person_id": uuid4()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_grant_cannot_be_used_for_anything_else(change):
    custodian, person = KeyPair.generate(), KeyPair.generate()
    wrapped, signature = GRANT.give(custodian.signing, person.public, KEYS.seed)
    other = replace(GRANT, **change)

    with pytest.raises(CannotOpen):
        other.take(person, wrapped)
    with pytest.raises(CannotOpen):
        other.check(custodian.signing_public, wrapped, signature)


def test_a_seed_that_the_custodian_did_not_sign_for_is_noticed():
    custodian, person = KeyPair.generate(), KeyPair.generate()
    _wrapped, signature = GRANT.give(custodian.signing, person.public, KEYS.seed)
    planted = wrap(person.public, b"p" * 32, GRANT.info())

    with pytest.raises(CannotOpen):
        GRANT.check(custodian.signing_public, planted, signature)


def test_a_grant_of_something_that_is_no_seed_is_refused():
    person = KeyPair.generate()
    planted = wrap(person.public, b"short", GRANT.info())

    with pytest.raises(CannotOpen):
        GRANT.take(person, planted)


def test_the_custodians_keep_the_identity_of_their_agency():
    custody = KeyPair.generate()
    blob = seal_identity(custody, IDENTITY, AGENCY)

    assert open_identity(custody, blob, AGENCY).public == IDENTITY.public
    with pytest.raises(CannotOpen):
        open_identity(KeyPair.generate(), blob, AGENCY)
    with pytest.raises(CannotOpen):
        open_identity(custody, blob, uuid4())


def test_an_identity_does_not_show_itself():
    assert repr(AgencyIdentity.generate()) == "AgencyIdentity(...)"
    with pytest.raises(ValueError, match="32 bytes"):
        AgencyIdentity(b"short")
