"""Who runs the installation: brings agencies in, keeps them out, and reads nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from interact.agencies.models import Agency, Grant, Group, Membership
from interact.agencies.queries import list_agencies
from interact.agencies.rules import AgencyKind, Role, groups_in
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import list_cases, read_case
from interact.cases.search import Wanted, find_like_cases
from interact.core.errors import NotFound, NotPermitted
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.founding import NewAgency
from interact.joining.members import bring_in_member
from interact.joining.partners import list_partners
from interact.joining.platform import (
    create_agency,
    find_agency_state,
    list_agency_states,
    resume_agency,
    suspend_agency,
)
from interact.joining.rules import (
    AgencyExists,
    AgencySuspended,
    NotSuspended,
    PersonExists,
    SuspendedAlready,
)
from interact.joining.sessions import Credentials, sign_in
from interact.joining.setting_up import (
    Newcomer,
    find_platform,
    found_first_agency,
    found_platform,
    invite_administrator,
)
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.recovery import platform_custody
from tests.given import CHEAP, PASSPHRASE

pytestmark = pytest.mark.on_both

WORDS = "kestrel-orchard-saddle-plover"
FIRST = Newcomer("Nadia", "nadia@example.org")
HOST = Newcomer("Ines", "ines@example.org")


def new_agency(name="Centro Example", kind=AgencyKind.RECEPTION):
    return NewAgency(
        name=name,
        kind=kind,
        country="IT",
        place="Palermo",
        phone="+39 091 000000",
        time_zone="Europe/Rome",
    )


def come_in(session, token, email):
    accept_invitation(session, token, Typed(passphrase=WORDS, cost=CHEAP))
    return sign_in(session, Credentials(email, WORDS), {})


@pytest.fixture
def administrator(session):
    found_platform(session, new_agency())
    return come_in(session, invite_administrator(session, HOST), HOST.email)


# What an administrator may not.


def test_an_administrator_is_in_no_group_and_was_granted_nothing(
    session, given, administrator
):
    given.case()

    grants = select(Grant).filter_by(membership_id=administrator.membership_id)
    assert session.scalars(grants).all() == []
    assert administrator.keyring.groups == {}
    assert administrator.role is Role.ADMINISTRATOR


def test_no_group_of_the_platform_could_hold_the_key_of_a_case(session, administrator):
    groups = session.scalars(
        select(Group).filter_by(agency_id=administrator.agency_id)
    ).all()

    assert {group.name for group in groups} == set(groups_in(AgencyKind.PLATFORM))
    assert {group.name.value for group in groups} == {"audit", "custody"}


def test_an_administrator_reads_no_case_and_finds_none(session, given, administrator):
    case = given.case()

    with pytest.raises(NotFound):
        read_case(session, administrator, case.reference)
    with pytest.raises(NotPermitted):
        find_like_cases(session, administrator, Wanted(names=["Abena"]))
    with pytest.raises(NotPermitted):
        list_cases(session, administrator)
    with pytest.raises(NotPermitted):
        list_history(session, administrator, HistoryFilter())


def test_an_administrator_brings_nobody_into_an_agency(session, given, administrator):
    with pytest.raises(NotPermitted):
        bring_in_member(session, administrator, given._person("X"), Role.CASEWORKER)


def test_the_platform_is_nobodys_partner(session, given, administrator):
    worker = given.caseworker()

    names = [view.agency.name for view in list_partners(session, worker)]

    assert names == [worker.agency_name]
    assert find_platform(session) not in list_agencies(session)


# Who is no administrator.


def asked(session, actor, agency):
    """Everything an administrator may do, as somebody else asks for it."""
    yield lambda: create_agency(session, actor, new_agency(), FIRST)
    yield lambda: suspend_agency(session, actor, agency.id, "Because")
    yield lambda: resume_agency(session, actor, agency.id, "Because")
    yield lambda: list_agency_states(session, actor)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_runs_the_installation(session, given, administrator, role):
    member = given.member(given.agency(), role)

    for ask in asked(session, member, given.agency()):
        with pytest.raises(NotFound):
            ask()


def test_a_role_an_agency_gave_itself_runs_nothing(session, given, administrator):
    """A custodian can sign any role for their own people; the anchor says whose."""
    impostor = given.member(given.agency(), Role.ADMINISTRATOR)
    also_in_name = replace(
        impostor,
        agency_id=administrator.agency_id,
        kind=AgencyKind.PLATFORM,
    )

    for actor in (impostor, also_in_name):
        for ask in asked(session, actor, given.agency()):
            with pytest.raises(NotFound):
                ask()


def test_without_the_settings_nobody_opens_what_the_platform_vouches_with(
    session, administrator
):
    platform = find_platform(session)
    group = next(g for g in platform.groups if g.name.value == "custody")

    custody = platform_custody(Installation.of(session))

    assert custody.public == group.kem_public
    assert administrator.keyring != Keyring.empty()
    assert not administrator.keyring.opens(group.name)


# Bringing agencies in.


def test_a_new_agency_gets_its_first_custodian_by_a_link(session, administrator):
    token = create_agency(session, administrator, new_agency(), FIRST)

    custodian = come_in(session, token, FIRST.email)

    assert (custodian.role, custodian.agency_name) == (Role.CUSTODIAN, "Centro Example")
    state = find_agency_state(session, administrator, custodian.agency_id)
    assert (state.members, state.custodians, state.waiting) == (1, 1, 0)
    assert not state.recovery.in_force


def test_the_custodian_of_a_new_agency_brings_in_people_who_work(
    session, given, administrator
):
    token = create_agency(session, administrator, new_agency(), FIRST)
    custodian = come_in(session, token, FIRST.email)

    new = given._person("Worker")
    bring_in_member(session, custodian, new, Role.CASEWORKER)

    worker = sign_in(session, Credentials(new.email, PASSPHRASE), {})
    case = given.case(worker)
    assert read_case(session, worker, case.reference)


def test_two_agencies_of_one_name_and_a_second_platform_are_refused(
    session, administrator
):
    create_agency(session, administrator, new_agency(), FIRST)

    other = Newcomer("Amir", "amir@example.org")
    with pytest.raises(AgencyExists):
        create_agency(session, administrator, new_agency(), other)
    platform = new_agency("Mine", AgencyKind.PLATFORM)
    with pytest.raises(NotFound):
        create_agency(session, administrator, platform, other)


def test_an_address_that_is_in_use_makes_no_agency(session, given, administrator):
    with pytest.raises(PersonExists), session.begin_nested():
        create_agency(session, administrator, new_agency(), HOST)

    assert list_agencies(session) == []


# Keeping agencies out.


@pytest.fixture
def agency(given, administrator):
    return given.agency()


def test_the_members_of_a_suspended_agency_do_not_get_in(
    session, given, administrator, agency
):
    new = given._person("Worker")
    member = bring_in_member(session, given.custodian(agency), new, Role.CASEWORKER)

    ended = suspend_agency(session, administrator, agency.id, "Keys were stolen")

    assert member.person_id in ended
    assert len(ended) == 3
    with pytest.raises(AgencySuspended):
        sign_in(session, Credentials(new.email, PASSPHRASE), {})
    state = find_agency_state(session, administrator, agency.id)
    assert state.agency.suspended_at is not None

    resume_agency(session, administrator, agency.id, "New keys were made")

    assert sign_in(session, Credentials(new.email, PASSPHRASE), {})
    told = session.scalars(select(Notice.event).filter_by(agency_id=agency.id)).all()
    assert {Event.AGENCY_SUSPENDED, Event.AGENCY_RESUMED} <= set(told)


def test_only_the_members_of_that_agency_are_kept_out(
    session, given, administrator, agency
):
    others = given.agency()

    ended = suspend_agency(session, administrator, agency.id, "Because")

    members = session.scalars(select(Membership).filter_by(agency_id=others.id)).all()
    assert not {member.person_id for member in members} & set(ended)


def test_an_agency_is_suspended_once_and_let_in_once(session, administrator, agency):
    with pytest.raises(NotSuspended):
        resume_agency(session, administrator, agency.id, "Because")
    suspend_agency(session, administrator, agency.id, "Because")
    with pytest.raises(SuspendedAlready):
        suspend_agency(session, administrator, agency.id, "Because")


def test_the_platform_itself_cannot_be_suspended(session, administrator):
    with pytest.raises(NotFound):
        suspend_agency(session, administrator, administrator.agency_id, "By mistake")


def test_the_dpo_of_a_suspended_agency_reads_who_did_it_and_why(
    session, given, administrator, agency
):
    dpo = given.dpo(agency)
    suspend_agency(session, administrator, agency.id, "Keys were stolen")
    session.commit()

    lines = list_history(session, dpo, HistoryFilter())

    found = next(line for line in lines if line.event is Event.AGENCY_SUSPENDED)
    assert found.actor_name == HOST.name
    assert found.details["reason"] == "Keys were stolen"


# Setting up from the server itself.


def test_the_first_agency_has_codes_before_anybody_is_in_it(session):
    found_platform(session, new_agency())

    founded, codes = found_first_agency(session, new_agency(), FIRST)

    assert len(set(codes)) == 3
    assert founded.custody.seed.hex() not in repr(founded)
    custodian = come_in(session, founded.token, FIRST.email)
    assert custodian.agency_id == founded.agency.id


def test_another_administrator_comes_by_another_link(session, administrator):
    token = invite_administrator(session, FIRST)

    other = come_in(session, token, FIRST.email)

    assert list_agency_states(session, other) == []
    assert session.scalar(select(Agency).filter_by(id=other.agency_id)).kind is (
        AgencyKind.PLATFORM
    )


def test_without_a_platform_nobody_administers(session):
    with pytest.raises(NotFound):
        invite_administrator(session, HOST)
