"""A database writer changes what a member is given."""

import pytest
from sqlalchemy import select

from interact.agencies.models import Grant, Membership, SeedWrap
from interact.agencies.rules import Role, groups_for
from interact.core.errors import CannotOpen
from interact.joining.leaving import change_clearance, end_membership
from interact.joining.members import bring_in_member, grant_layout
from interact.joining.rules import NotVouchedFor, SignInRefused
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair
from tests.actions.test_joining import newcomer
from tests.attacks.attacker import flip, forget, older
from tests.given import PASSPHRASE

pytestmark = pytest.mark.on_both


@pytest.mark.parametrize("how_much", ["the grant", "the grant and the group"])
def test_nobody_signs_in_with_a_key_that_the_attacker_knows(session, given, how_much):
    agency = given.agency()
    new = newcomer()
    member = bring_in_member(session, given.custodian(agency), new, Role.CASEWORKER)
    keys, grant = KeyPair.generate(), member.grants[0]
    layout = grant_layout(grant.group, member.person_id)
    public = member.person.kem_public
    grant.wrap, grant.signature = layout.give(keys.signing, public, keys.seed)
    if how_much == "the grant and the group":
        grant.group.kem_public = keys.public
        grant.group.signing_public = keys.signing_public
    forget(session)

    with pytest.raises(CannotOpen):
        sign_in(session, Credentials(new.email, PASSPHRASE), {})


def test_nothing_is_wrapped_for_a_member_whose_key_was_changed(session, given):
    agency = given.agency()
    victim = given.caseworker(agency)
    membership = session.get_one(Membership, victim.membership_id)
    membership.person.kem_public = KeyPair.generate().public
    fewer = groups_for(agency.kind, Role.CASEWORKER) - {GroupName.HEALTH}

    with pytest.raises(CannotOpen):
        change_clearance(session, given.custodian(agency), membership, fewer)


def test_a_grant_that_no_custodian_signed_lets_nobody_in(session, given):
    agency = given.agency()
    worker = given.caseworker(agency)
    grant = session.scalars(
        select(Grant).where(Grant.membership_id == worker.membership_id)
    ).first()
    grant.signature = flip(grant.signature)
    forget(session)

    with pytest.raises(NotVouchedFor):
        given.again(worker)


def test_a_member_who_left_is_not_brought_back(session, given):
    agency = given.agency()
    worker = given.caseworker(agency)
    membership = session.get_one(Membership, worker.membership_id)
    grants = [older(grant) for grant in membership.grants]
    locks = [older(lock) for lock in membership.person.seed_wraps]
    token = membership.person.email_token
    end_membership(session, given.custodian(agency), membership, "Another job")
    session.commit()
    membership.ended_at, membership.person.email_token = None, token
    session.add_all(Grant(**row) for row in grants)
    session.add_all(SeedWrap(**row) for row in locks)
    forget(session)

    with pytest.raises(SignInRefused):
        given.again(worker)
