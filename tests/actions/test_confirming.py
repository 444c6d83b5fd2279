"""Who came in is confirmed, or refused; a first custodian comes by the link alone."""

import pytest
from sqlalchemy import select

from interact.agencies.models import Group, Person, SeedWrap
from interact.agencies.rules import AgencyKind, Role, groups_for
from interact.agencies.vouching import check_member
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.core.errors import CannotOpen, NotFound
from interact.joining.accepting import accept_invitation
from interact.joining.confirming import confirm_member, refuse_member
from interact.joining.custody import Keepers, make_group, open_own_identity, open_seed
from interact.joining.founding import AgencyKeys, NewAgency, make_agency
from interact.joining.invitations import (
    Invited,
    find_invitation,
    make_invitation,
)
from interact.joining.inviting import invite_member, withdraw_invitation
from interact.joining.rules import (
    ConfirmedAlready,
    FingerprintNotCompared,
    InvitationGone,
)
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair
from tests.actions.test_invitations import (
    EMAIL,
    NARROW,
    OWN,
    TYPED,
    caseworker,
    come_in,
    enter,
    opened_by,
)

pytestmark = pytest.mark.on_both


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


def test_once_confirmed_a_member_opens_exactly_their_clearance(
    session, given, custodian, agency
):
    case = given.case(given.caseworker(agency))
    rosa = come_in(session, custodian).membership

    confirm_member(session, custodian, rosa, fingerprint_seen=True)

    actor = enter(session)
    check_member(rosa)
    assert opened_by(actor) == NARROW
    assert read_case(session, actor, case.reference)


def test_the_fingerprint_must_have_been_compared(session, custodian):
    rosa = come_in(session, custodian).membership

    with pytest.raises(FingerprintNotCompared):
        confirm_member(session, custodian, rosa, fingerprint_seen=False)

    assert rosa.certificate is None


def test_a_member_is_confirmed_once(session, custodian):
    rosa = come_in(session, custodian).membership
    confirm_member(session, custodian, rosa, fingerprint_seen=True)

    with pytest.raises(ConfirmedAlready):
        confirm_member(session, custodian, rosa, fingerprint_seen=True)
    with pytest.raises(ConfirmedAlready):
        refuse_member(session, custodian, rosa)


def test_a_member_whose_group_gets_a_new_key_just_now_is_given_both(
    session, custodian, agency
):
    rosa = come_in(session, custodian).membership
    begin_new_epoch(session, custodian, agency, GroupName.WHEREABOUTS)

    confirm_member(session, custodian, rosa, fingerprint_seen=True)

    keyring = enter(session).keyring
    assert keyring.latest(GroupName.WHEREABOUTS) == 2
    assert keyring.group(GroupName.WHEREABOUTS, 1)


def begin_new_epoch(session, custodian, agency, name):
    """A second epoch of a group, as a rotation begins with."""
    seeds = {group.name: open_seed(custodian, group) for group in agency.groups}
    keepers = Keepers(seeds[GroupName.CUSTODY], seeds[GroupName.EMERGENCY])
    identity = open_own_identity(custodian, agency)
    group = make_group(agency, identity, name, KeyPair.generate(), keepers, 2)
    session.add(group)
    session.flush()


def test_a_group_somebody_planted_is_not_granted(session, custodian, agency):
    rosa = come_in(session, custodian).membership
    theirs = select(Group).where(
        Group.agency_id == agency.id, Group.name == GroupName.WHEREABOUTS
    )
    session.scalars(theirs).one().kem_public = KeyPair.generate().public
    session.flush()

    with pytest.raises(CannotOpen):
        confirm_member(session, custodian, rosa, fingerprint_seen=True)


@pytest.mark.parametrize("name", ["custody", "audit", "investigation"])
def test_a_clearance_that_was_raised_in_the_database_is_not_granted(
    session, custodian, name
):
    rosa = come_in(session, custodian).membership
    rosa.clearance = [*rosa.clearance, name]
    session.flush()

    with pytest.raises(CannotOpen):
        confirm_member(session, custodian, rosa, fingerprint_seen=True)


@pytest.mark.parametrize("role", [Role.DPO, Role.CUSTODIAN, Role.SUPERVISOR])
def test_every_role_comes_in_by_invitation(session, custodian, agency, role):
    clearance = groups_for(agency.kind, role)
    rosa = come_in(session, custodian, Invited("Rosa", EMAIL, role, clearance))

    confirm_member(session, custodian, rosa.membership, fingerprint_seen=True)

    actor = enter(session)
    assert (actor.role, opened_by(actor)) == (role, clearance)


def test_a_confirmed_custodian_confirms_others(session, custodian, agency):
    second = Invited("Rosa", EMAIL, Role.CUSTODIAN, frozenset({GroupName.CUSTODY}))
    rosa = come_in(session, custodian, second).membership
    confirm_member(session, custodian, rosa, fingerprint_seen=True)

    other = come_in(session, enter(session), caseworker("two@example.org"))
    confirm_member(session, enter(session), other.membership, fingerprint_seen=True)

    actor = sign_in(session, Credentials("two@example.org", OWN), {})
    assert opened_by(actor) == NARROW


def test_who_is_refused_never_signs_in_and_the_address_may_be_invited_again(
    session, custodian
):
    thief = come_in(session, custodian).membership

    refuse_member(session, custodian, thief)

    assert thief.ended_at is not None
    rosa = come_in(session, custodian).membership
    confirm_member(session, custodian, rosa, fingerprint_seen=True)
    assert enter(session).membership_id == rosa.id
    with pytest.raises(NotFound):
        confirm_member(session, custodian, thief, fingerprint_seen=True)


def test_all_of_it_is_in_the_record_and_the_dpo_is_told_who_opens_what(
    session, given, custodian, agency
):
    dpo = given.dpo(agency)
    rosa = come_in(session, custodian).membership
    confirm_member(session, custodian, rosa, fingerprint_seen=True)
    token = invite_member(session, custodian, caseworker("two@example.org"))
    withdraw_invitation(session, custodian, find_invitation(session, token))
    refuse_member(
        session,
        custodian,
        come_in(session, custodian, caseworker("two@example.org")).membership,
    )
    session.commit()

    told = session.scalars(select(Notice.event).where(Notice.agency_id == agency.id))
    assert set(told) == {Event.MEMBER_CONFIRMED, Event.MEMBER_REFUSED}
    for event in (
        Event.MEMBER_INVITED,
        Event.INVITATION_ACCEPTED,
        Event.MEMBER_CONFIRMED,
        Event.INVITATION_WITHDRAWN,
        Event.MEMBER_REFUSED,
    ):
        entry = list_history(session, dpo, HistoryFilter(event=event))[0]
        assert entry.details["member"] == "Rosa Esposito"


# The first custodian, whom nobody could confirm.


@pytest.fixture
def founded(session):
    """A new agency in which nobody is yet, and its keys."""
    new = NewAgency(
        name="Centro Nuovo",
        kind=AgencyKind.RECEPTION,
        country="IT",
        place="Palermo",
        phone="+39 091 000000",
        time_zone="Europe/Rome",
    )
    keys = AgencyKeys.generate()
    return make_agency(session, new, keys), keys


def first_custodian(session, agency, custody):
    invited = Invited("Rosa", EMAIL, Role.CUSTODIAN, frozenset({GroupName.CUSTODY}))
    return make_invitation(session, agency, invited, by=None, custody=custody)


def test_the_first_custodian_comes_by_the_link_alone_and_holds_the_agencys_keys(
    session, founded
):
    agency, keys = founded
    _invitation, token = first_custodian(session, agency, keys.custody)

    accepted = accept_invitation(session, token, TYPED)

    assert accepted.confirmed
    custodian = enter(session)
    assert opened_by(custodian) == {GroupName.CUSTODY}
    assert open_own_identity(custodian, agency).public == agency.identity_public
    for group in agency.groups:
        assert open_seed(custodian, group).public == group.kem_public


def test_the_keys_of_an_agency_do_not_open_without_the_link(session, founded):
    agency, keys = founded
    one, _token = first_custodian(session, agency, keys.custody)
    invited = Invited("Eve", "eve@example.org", one.role, frozenset(GroupName))
    other, token = make_invitation(
        session, agency, invited, by=None, custody=KeyPair.generate()
    )
    other.custody_sealed = one.custody_sealed
    session.flush()

    with pytest.raises(CannotOpen):
        accept_invitation(session, token, TYPED)


def test_other_keys_than_the_agencys_own_confirm_nobody(session, founded):
    agency, _keys = founded
    _invitation, token = first_custodian(session, agency, KeyPair.generate())

    with pytest.raises(CannotOpen):
        accept_invitation(session, token, TYPED)


# Somebody who comes back with new keys.


@pytest.fixture
def lost(session, custodian):
    """A member whose keys are lost."""
    member = come_in(session, custodian).membership
    confirm_member(session, custodian, member, fingerprint_seen=True)
    return member


def readmission(session, custodian, lost):
    return make_invitation(
        session, lost.agency, caseworker(), by=custodian.person_id, replaces=lost.id
    )


def test_who_comes_back_takes_the_place_and_the_address_of_the_lost_keys(
    session, custodian, lost
):
    invitation, token = readmission(session, custodian, lost)
    invitation.vouched_by_id = lost.person_id

    back = accept_invitation(session, token, TYPED).membership
    confirm_member(session, custodian, back, fingerprint_seen=True)

    assert lost.ended_at is not None
    assert enter(session).membership_id == back.id
    left = select(SeedWrap).where(SeedWrap.person_id == lost.person_id)
    assert session.scalars(left).all() == []
    assert session.get(Person, lost.person_id) is not None


def test_a_link_for_coming_back_works_only_when_a_second_person_vouched(
    session, custodian, lost
):
    _invitation, token = readmission(session, custodian, lost)

    with pytest.raises(InvitationGone):
        accept_invitation(session, token, TYPED)
