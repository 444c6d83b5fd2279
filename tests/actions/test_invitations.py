"""Coming in by a link that works once; nothing opens before somebody confirms."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import Invitation, Membership
from interact.agencies.rules import Role
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.joining.accepting import Factor, Typed, accept_invitation
from interact.joining.confirming import confirm_member, refuse_member
from interact.joining.invitations import (
    Invited,
    find_invitation,
    view_invitation,
)
from interact.joining.inviting import invite_member, withdraw_invitation
from interact.joining.rules import (
    AlreadyInvited,
    ClearanceImpossible,
    InvitationGone,
    NotConfirmedYet,
    PassphraseTooEasy,
    PersonExists,
    SecondFactorNeeded,
)
from interact.joining.sessions import Credentials, sign_in
from interact.keys import totp
from interact.keys.certificates import member_fingerprint
from interact.keys.codes import read_code
from interact.keys.links import token_hash
from interact.keys.passphrase import Kind, unlock_with_secret
from interact.keys.rules import GroupName, WrongCode
from interact.keys.wrapping import KeyPair
from tests.actions.test_sign_in import code_at
from tests.given import CHEAP

pytestmark = pytest.mark.on_both

EMAIL = "rosa@example.org"
OWN = "seven lamps beside the slow canal"
NARROW = frozenset({GroupName.COORDINATION, GroupName.WHEREABOUTS})
TYPED = Typed(passphrase=OWN, cost=CHEAP)


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


def caseworker(email=EMAIL, clearance=NARROW):
    return Invited("Rosa Esposito", email, Role.CASEWORKER, clearance)


def come_in(session, custodian, invited=None):
    """Rosa, invited and come in, not confirmed."""
    token = invite_member(session, custodian, invited or caseworker())
    return accept_invitation(session, token, TYPED)


def enter(session, code=""):
    return sign_in(session, Credentials(EMAIL, OWN, code), {})


def opened_by(actor):
    return {name for name, _epoch in actor.keyring.groups}


# The link.


def test_the_link_says_who_invites_and_is_stored_nowhere(session, custodian, agency):
    token = invite_member(session, custodian, caseworker())

    found = find_invitation(session, token)
    said = view_invitation(session, found)
    assert (said.agency, said.by) == (agency, custodian.name)
    assert said.invited == caseworker()
    assert found.token_hash == token_hash(token)
    kept = b"".join(v for v in vars(found).values() if isinstance(v, bytes))
    assert b"Rosa" not in kept
    assert b"example.org" not in kept


def test_a_link_works_once(session, custodian):
    token = invite_member(session, custodian, caseworker())
    accept_invitation(session, token, TYPED)

    with pytest.raises(InvitationGone):
        find_invitation(session, token)
    with pytest.raises(InvitationGone):
        accept_invitation(session, token, TYPED)


def test_a_link_works_for_72_hours(session, custodian):
    token = invite_member(session, custodian, caseworker())

    with time_machine.travel(now() + timedelta(hours=71, minutes=59)):
        find_invitation(session, token)
    with time_machine.travel(now() + timedelta(hours=72)):
        with pytest.raises(InvitationGone):
            find_invitation(session, token)
        with pytest.raises(InvitationGone):
            accept_invitation(session, token, TYPED)


def test_used_withdrawn_old_and_unknown_links_are_refused_with_one_sentence(
    session, custodian
):
    used = invite_member(session, custodian, caseworker())
    accept_invitation(session, used, TYPED)
    withdrawn = invite_member(session, custodian, caseworker("two@example.org"))
    withdraw_invitation(session, custodian, find_invitation(session, withdrawn))

    said = set()
    for token in (used, withdrawn, "", "A" * 43, "é" * 9):
        with pytest.raises(InvitationGone) as refusal:
            find_invitation(session, token)
        said.add(str(refusal.value))

    assert len(said) == 1


def test_nobody_comes_into_a_suspended_agency(session, custodian, agency):
    token = invite_member(session, custodian, caseworker())
    agency.suspended_at = now()
    session.flush()

    with pytest.raises(InvitationGone):
        accept_invitation(session, token, TYPED)


def test_of_two_who_use_a_link_at_the_same_moment_one_comes_in(
    session, running, custodian
):
    token = invite_member(session, custodian, caseworker())
    session.commit()
    both = Barrier(2)

    def use(_number):
        both.wait()
        try:
            with running.database.writing() as own:
                return accept_invitation(own, token, TYPED).membership.id
        except InvitationGone:
            return None

    with ThreadPoolExecutor(2) as pool:
        came_in = [found for found in pool.map(use, range(2)) if found]

    invitation = session.scalars(select(Invitation)).one()
    session.refresh(invitation)
    assert came_in == [invitation.membership_id]
    assert len(session.scalars(waiting()).all()) == 1


def waiting():
    return select(Membership).where(Membership.certificate.is_(None))


def test_a_withdrawn_invitation_is_withdrawn_once(session, custodian):
    token = invite_member(session, custodian, caseworker())
    invitation = find_invitation(session, token)
    withdraw_invitation(session, custodian, invitation)

    with pytest.raises(InvitationGone):
        withdraw_invitation(session, custodian, invitation)


# Who may invite, whom, into what.


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CUSTODIAN}), ids=str)
def test_only_a_custodian_invites_withdraws_confirms_and_refuses(
    session, given, agency, custodian, role
):
    actor = replace(given.member(agency, Role.CASEWORKER), role=role)
    token = invite_member(session, custodian, caseworker())
    invitation = find_invitation(session, token)
    rosa = accept_invitation(session, token, TYPED).membership

    for deed in (
        lambda: invite_member(session, actor, caseworker("other@example.org")),
        lambda: withdraw_invitation(session, actor, invitation),
        lambda: confirm_member(session, actor, rosa, fingerprint_seen=True),
        lambda: refuse_member(session, actor, rosa),
    ):
        with pytest.raises(NotPermitted):
            deed()


def test_a_custodian_of_another_agency_has_nothing_to_do_with_it(
    session, given, custodian
):
    stranger = given.custodian(given.agency(country="FR"))
    token = invite_member(session, custodian, caseworker())
    invitation = find_invitation(session, token)
    rosa = accept_invitation(session, token, TYPED).membership

    with pytest.raises(NotFound):
        withdraw_invitation(session, stranger, invitation)
    with pytest.raises(NotFound):
        confirm_member(session, stranger, rosa, fingerprint_seen=True)
    with pytest.raises(NotFound):
        refuse_member(session, stranger, rosa)


@pytest.mark.parametrize(
    ("role", "clearance"),
    [
        (Role.CASEWORKER, {GroupName.COORDINATION, GroupName.INVESTIGATION}),
        (Role.CASEWORKER, {GroupName.COORDINATION, GroupName.CUSTODY}),
        (Role.CASEWORKER, {GroupName.COORDINATION, GroupName.EMERGENCY}),
        (Role.CASEWORKER, {GroupName.IDENTITY}),
        (Role.DPO, {GroupName.AUDIT, GroupName.IDENTITY}),
        (Role.DPO, set()),
        (Role.CUSTODIAN, {GroupName.CUSTODY, GroupName.IDENTITY}),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_a_clearance_never_goes_past_the_role(session, custodian, role, clearance):
    invited = Invited("Rosa", EMAIL, role, frozenset(clearance))

    with pytest.raises(ClearanceImpossible):
        invite_member(session, custodian, invited)


def test_an_address_in_use_is_refused_when_inviting_and_when_coming_in(
    session, given, custodian
):
    token = invite_member(session, custodian, caseworker())
    come_in(session, given.custodian(given.agency(country="FR")))

    elsewhere = given.custodian(given.agency(country="SE"))
    with pytest.raises(PersonExists):
        invite_member(session, elsewhere, caseworker(" ROSA@example.org"))
    with pytest.raises(PersonExists):
        accept_invitation(session, token, TYPED)


def test_nobody_is_invited_twice_at_a_time(session, custodian):
    token = invite_member(session, custodian, caseworker())

    with pytest.raises(AlreadyInvited):
        invite_member(session, custodian, caseworker(" ROSA@example.org "))

    withdraw_invitation(session, custodian, find_invitation(session, token))
    invite_member(session, custodian, caseworker())


# Coming in.


def test_a_weak_passphrase_is_refused_and_the_link_still_works(session, custodian):
    token = invite_member(session, custodian, caseworker())

    with pytest.raises(PassphraseTooEasy):
        accept_invitation(session, token, Typed(passphrase="Rosa Esposito Rosa"))

    assert find_invitation(session, token)


def test_outside_training_nobody_comes_in_without_a_second_factor(session, custodian):
    session.info["installation"] = replace(session.info["installation"], training=False)
    token = invite_member(session, custodian, caseworker())

    with pytest.raises(SecondFactorNeeded):
        accept_invitation(session, token, TYPED)


def test_a_second_factor_is_kept_only_when_its_code_is_right(session, custodian):
    secret = totp.new_secret()
    token = invite_member(session, custodian, caseworker())
    right = code_at(secret, now())
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    with pytest.raises(WrongCode):
        accept_invitation(session, token, with_app(secret, wrong))
    rosa = accept_invitation(session, token, with_app(secret, right)).membership

    confirm_member(session, custodian, rosa, fingerprint_seen=True)
    with time_machine.travel(now() + timedelta(minutes=2)):
        actor = enter(session, code_at(secret, now()))
    assert actor.auth_level == "passphrase and code"


def with_app(secret, code):
    return replace(TYPED, factor=Factor(secret, code))


def test_the_printed_code_opens_the_persons_keys(session, custodian):
    accepted = come_in(session, custodian)

    person = accepted.membership.person
    (wrap,) = [w for w in person.seed_wraps if w.kind == Kind.CODE]
    secret = read_code(accepted.code)
    seed = unlock_with_secret(Kind.CODE, secret, wrap.params, wrap.sealed, person.id)
    assert KeyPair(seed).public == person.kem_public


def test_who_came_in_and_is_not_confirmed_opens_nothing(session, custodian):
    accepted = come_in(session, custodian)

    assert not accepted.confirmed
    assert accepted.membership.certificate is None
    assert accepted.membership.grants == []
    with pytest.raises(NotConfirmedYet):
        enter(session)


def test_the_fingerprint_is_that_of_the_persons_keys(session, custodian):
    accepted = come_in(session, custodian)

    person = accepted.membership.person
    shown = member_fingerprint(person.kem_public, person.signing_public)
    assert accepted.fingerprint == shown
    assert len(shown.replace(" ", "")) == 60
    other = member_fingerprint(person.kem_public, bytes(32))
    assert other != shown
