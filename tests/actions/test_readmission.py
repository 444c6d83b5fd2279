"""A member whose keys are all lost comes back by the word of two people."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import (
    Grant,
    Membership,
    Person,
)
from interact.agencies.queries import email_of
from interact.agencies.rules import Role
from interact.audit.models import Notice
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.queries import list_notes, read_case
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.readmission import (
    list_readmissions,
    readmit_member,
    vouch_for_member,
)
from interact.joining.rules import (
    NotWithOwnHands,
    ReadmissionBegun,
    ReadmissionOver,
    SecondPersonNeeded,
    SignInRefused,
)
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import Compartment
from tests.actions.test_recovery import at_once
from tests.given import CHEAP, PASSPHRASE

pytestmark = pytest.mark.on_both

WORDS = "kestrel-orchard-saddle-plover"


@pytest.fixture
def custodian(given):
    return given.custodian(given.agency())


@pytest.fixture
def agency(given, custodian):
    return given.agency_of(custodian)


def come_in(session, token, passphrase=WORDS):
    return accept_invitation(session, token, Typed(passphrase=passphrase, cost=CHEAP))


def told(session, agency) -> set[Event]:
    """What the DPO of an agency was told."""
    session.flush()
    return set(session.scalars(select(Notice.event).filter_by(agency_id=agency.id)))


@pytest.fixture
def second(session, given, agency):
    return given.member(agency, Role.CUSTODIAN)


@pytest.fixture
def worker(given, agency):
    return given.member(agency)


def begin(session, custodian, member):
    return readmit_member(
        session, custodian, member.membership_id, "Bag stolen on the train"
    )


def address_of(session, actor):
    return email_of(session, session.get_one(Person, actor.person_id))


def test_a_member_comes_back_by_a_link_that_two_people_vouched_for(
    session, custodian, second, worker, agency
):
    address = address_of(session, worker)
    old = session.get_one(Membership, worker.membership_id)
    invitation = begin(session, custodian, worker)

    token = vouch_for_member(session, second, invitation.id)
    accepted = come_in(session, token)

    back = accepted.membership
    assert back.id != old.id
    assert back.person_id != old.person_id
    assert (back.role, back.agency_id) == (old.role, agency.id)
    assert sorted(back.clearance) == sorted(old.clearance)
    assert email_of(session, back.person) == address
    assert not accepted.confirmed
    assert old.ended_at is not None
    assert {Event.READMISSION_BEGUN, Event.MEMBER_VOUCHED_FOR} <= told(session, agency)


def test_nothing_of_the_old_place_opens_any_more(session, custodian, second, worker):
    address = address_of(session, worker)
    token = vouch_for_member(session, second, begin(session, custodian, worker).id)
    come_in(session, token)

    grants = select(Grant).filter_by(membership_id=worker.membership_id)
    assert session.scalars(grants).all() == []
    with pytest.raises(SignInRefused):
        sign_in(session, Credentials(address, PASSPHRASE), {})


def test_what_they_wrote_before_stays_and_still_verifies(
    session, given, custodian, second, worker, agency
):
    case = given.case(worker)
    write_note(session, worker, case, Compartment.CARE, "Slept well")
    token = vouch_for_member(session, second, begin(session, custodian, worker).id)
    come_in(session, token)
    session.expire_all()

    reader = given.member(agency)

    vault = read_case(session, reader, case.reference)
    assert [note.text for note in list_notes(vault)] == ["Slept well"]


def test_one_person_alone_brings_nobody_back(session, custodian, second, worker):
    invitation = begin(session, custodian, worker)

    with pytest.raises(SecondPersonNeeded):
        vouch_for_member(session, custodian, invitation.id)
    with pytest.raises(NotWithOwnHands):
        readmit_member(session, custodian, custodian.membership_id, "Mine")


def test_the_only_custodians_word_needs_that_of_the_dpo(
    session, given, custodian, worker, agency
):
    invitation = begin(session, custodian, worker)

    token = vouch_for_member(session, given.dpo(agency), invitation.id)

    assert come_in(session, token)


def test_a_dpo_does_not_vouch_where_another_custodian_can(
    session, given, custodian, second, worker, agency
):
    invitation = begin(session, custodian, worker)

    with pytest.raises(SecondPersonNeeded):
        vouch_for_member(session, given.dpo(agency), invitation.id)


def test_nobody_vouches_for_themselves(session, given, custodian, second, agency):
    dpo = given.dpo(agency)

    of_second = begin(session, custodian, second)
    with pytest.raises(NotWithOwnHands):
        vouch_for_member(session, second, of_second.id)
    of_dpo = begin(session, custodian, dpo)
    with pytest.raises(NotWithOwnHands):
        vouch_for_member(session, dpo, of_dpo.id)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_who_works_on_cases_brings_nobody_back(
    session, given, custodian, worker, agency, role
):
    colleague = given.member(agency, role)
    invitation = begin(session, custodian, worker)

    with pytest.raises(NotPermitted):
        begin(session, colleague, worker)
    with pytest.raises(NotPermitted):
        vouch_for_member(session, colleague, invitation.id)


def test_another_agency_cannot_touch_it(session, given, custodian, worker):
    stranger = given.custodian(given.agency())
    invitation = begin(session, custodian, worker)

    with pytest.raises(NotFound):
        begin(session, stranger, worker)
    with pytest.raises(NotFound):
        vouch_for_member(session, stranger, invitation.id)
    assert list_readmissions(session, stranger) == []


def test_it_is_begun_once_and_vouched_for_once(session, custodian, second, worker):
    invitation = begin(session, custodian, worker)
    with pytest.raises(ReadmissionBegun):
        begin(session, second, worker)
    assert [one.may_vouch for one in list_readmissions(session, second)] == [True]

    vouch_for_member(session, second, invitation.id)

    with pytest.raises(ReadmissionOver):
        vouch_for_member(session, second, invitation.id)
    assert list_readmissions(session, second) == []


def test_what_was_begun_three_days_ago_is_over(session, custodian, second, worker):
    invitation = begin(session, custodian, worker)

    with (
        time_machine.travel(now() + timedelta(hours=73)),
        pytest.raises(ReadmissionOver),
    ):
        vouch_for_member(session, second, invitation.id)


def test_before_somebody_vouched_the_member_keeps_their_place(
    session, custodian, worker
):
    address = address_of(session, worker)

    begin(session, custodian, worker)

    assert sign_in(session, Credentials(address, PASSPHRASE), {})


def test_of_two_who_vouch_at_the_same_moment_one_is_given_the_link(
    session, running, given, custodian, second, worker, agency
):
    third = given.member(agency, Role.CUSTODIAN)
    invitation_id = begin(session, custodian, worker).id
    session.commit()

    came = at_once(
        running,
        *[
            lambda mine, who=who: vouch_for_member(mine, who, invitation_id)
            for who in (second, third)
        ],
    )

    assert came.count(ReadmissionOver) == 1
