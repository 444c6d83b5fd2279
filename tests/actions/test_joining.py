"""How agencies and people come in: who lets them in, and what they can then open."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from interact.agencies.models import Grant, Group, Membership, Person
from interact.agencies.queries import email_of, name_of
from interact.agencies.rules import AgencyKind, Role
from interact.agencies.vouching import check_group, check_member
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.joining.custody import open_own_identity, open_seed
from interact.joining.founding import NewAgency, found_agency
from interact.joining.members import NewMember, bring_in_member, grant_layout
from interact.joining.rules import AgencyExists, PersonExists
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import Compartment, GroupName
from tests.given import CHEAP, PASSPHRASE

pytestmark = pytest.mark.on_both

POLICE_OPEN = frozenset(Compartment)
CARERS_OPEN = POLICE_OPEN - {Compartment.INVESTIGATION}
HELPERS_OPEN = CARERS_OPEN - {Compartment.LEGAL, Compartment.HEALTH}


def newcomer(email="rosa@example.org", name="Rosa Example"):
    return NewMember(name=name, email=email, passphrase=PASSPHRASE, cost=CHEAP)


def signed_in_as(session, email):
    return sign_in(session, Credentials(email, PASSPHRASE), {})


def opened_by(actor):
    return {name for name, _epoch in actor.keyring.groups}


def test_a_new_agency_has_a_key_for_every_group_and_vouches_for_each(session, given):
    agency = given.agency()

    assert {group.name for group in agency.groups} == set(GroupName)
    for group in agency.groups:
        check_group(agency, group)


def test_the_first_custodian_signs_in_and_holds_the_agencys_own_keys(session):
    new = NewAgency(
        name="Centro Example",
        kind=AgencyKind.RECEPTION,
        country="IT",
        place="Palermo",
        phone="+39 091 000000",
        time_zone="Europe/Rome",
    )

    found_agency(session, new, newcomer("first@example.org"))

    custodian = signed_in_as(session, "first@example.org")
    assert custodian.role is Role.CUSTODIAN
    assert opened_by(custodian) == {GroupName.CUSTODY}


def test_two_agencies_do_not_have_one_name(session, given):
    given.agency(name="Centro Arcobaleno")

    with pytest.raises(AgencyExists):
        given.agency(name="Centro Arcobaleno")


def test_a_custodian_brings_in_a_member_who_signs_in_with_their_own_passphrase(
    session, given
):
    agency = given.agency()

    bring_in_member(session, given.custodian(agency), newcomer(), Role.SUPERVISOR)

    actor = signed_in_as(session, "rosa@example.org")
    assert (actor.name, actor.role) == ("Rosa Example", Role.SUPERVISOR)
    assert actor.agency_id == agency.id


@pytest.mark.parametrize(
    ("kind", "compartments"),
    [
        (AgencyKind.RECEPTION, CARERS_OPEN),
        (AgencyKind.SOCIAL_SERVICES, CARERS_OPEN),
        (AgencyKind.GUARDIANSHIP, CARERS_OPEN),
        (AgencyKind.POLICE, POLICE_OPEN),
        (AgencyKind.HOTLINE, HELPERS_OPEN),
        (AgencyKind.NGO, HELPERS_OPEN),
    ],
)
def test_a_caseworker_opens_the_parts_their_kind_of_agency_needs(
    given, kind, compartments
):
    caseworker = given.caseworker(given.agency(kind))

    assert opened_by(caseworker) == {GroupName(part.value) for part in compartments}


def test_a_supervisor_opens_what_a_caseworker_opens_and_emergencies(given):
    agency = given.agency()

    supervisor = given.member(agency, Role.SUPERVISOR)

    cared_for = opened_by(given.caseworker(agency))
    assert opened_by(supervisor) == cared_for | {GroupName.EMERGENCY}


def test_a_data_protection_officer_reads_the_record_and_opens_no_part_of_a_case(
    session, given
):
    worker = given.caseworker()
    case = given.case(worker)
    dpo = given.dpo(given.agency_of(worker))

    assert opened_by(dpo) == {GroupName.AUDIT}
    with pytest.raises(NotPermitted):
        read_case(session, dpo, case.reference)


def test_a_custodian_holds_the_agencys_keys_and_opens_no_part_of_a_case(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    custodian = given.member(given.agency_of(worker), Role.CUSTODIAN)

    assert opened_by(custodian) == {GroupName.CUSTODY}
    with pytest.raises(NotPermitted):
        read_case(session, custodian, case.reference)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CUSTODIAN}), ids=str)
def test_only_a_custodian_brings_people_in(session, given, role):
    member = given.member(given.agency(), role)

    with pytest.raises(NotPermitted):
        bring_in_member(session, member, newcomer(), Role.CASEWORKER)


def test_calling_oneself_a_custodian_does_not_open_the_agencys_keys(session, given):
    impostor = replace(given.caseworker(), role=Role.CUSTODIAN)

    with pytest.raises(CannotOpen):
        bring_in_member(session, impostor, newcomer(), Role.CASEWORKER)


def test_a_custodian_of_another_agency_brings_nobody_in(session, given):
    palermo, lyon = given.agency(), given.agency(country="FR")
    stranger = replace(given.custodian(lyon), agency_id=palermo.id)

    with pytest.raises(CannotOpen):
        bring_in_member(session, stranger, newcomer(), Role.CASEWORKER)


@pytest.mark.parametrize(
    "email", ["rosa@example.org", "ROSA@Example.org", " rosa@example.org "]
)
def test_an_address_belongs_to_one_person_however_it_is_typed(session, given, email):
    custodian = given.custodian(given.agency())
    bring_in_member(session, custodian, newcomer("rosa@example.org"), Role.CASEWORKER)

    elsewhere = given.custodian(given.agency(country="FR"))
    with pytest.raises(PersonExists):
        bring_in_member(session, elsewhere, newcomer(email), Role.CASEWORKER)


def test_names_and_addresses_of_people_do_not_stand_in_the_database(session, given):
    custodian = given.custodian(given.agency())

    member = bring_in_member(session, custodian, newcomer(), Role.CASEWORKER)

    person = member.person
    kept = b"".join(v for v in vars(person).values() if isinstance(v, bytes))
    assert b"Rosa" not in kept
    assert b"example.org" not in kept
    assert name_of(session, person) == "Rosa Example"
    assert email_of(session, person) == "rosa@example.org"


def test_the_agency_vouches_for_every_member_and_a_custodian_for_every_grant(
    session, given
):
    agency = given.agency(AgencyKind.POLICE)
    given.member(agency, Role.SUPERVISOR)

    for member in session.scalars(select(Membership)):
        check_member(member)
    grants = session.scalars(select(Grant)).all()
    for grant in grants:
        layout = grant_layout(grant.group, grant.membership.person_id)
        custodian = session.get_one(Person, grant.custodian_id)
        layout.check(custodian.signing_public, grant.wrap, grant.signature)
        assert custodian.memberships[0].role is Role.CUSTODIAN
    assert len(grants) == len(GroupName)


def test_that_a_member_joined_is_in_the_record_with_role_and_groups(session, given):
    agency = given.agency(AgencyKind.HOTLINE)
    dpo = given.dpo(agency)
    bring_in_member(session, given.custodian(agency), newcomer(), Role.CASEWORKER)
    session.commit()

    newest = list_history(session, dpo, HistoryFilter(event=Event.MEMBER_JOINED))[0]

    assert newest.details["member"] == "Rosa Example"
    assert newest.details["role"] == "caseworker"
    assert set(newest.details["groups"]) == {part.value for part in HELPERS_OPEN}


def test_an_agency_is_founded_without_any_key_of_another(session, given):
    palermo = given.caseworker()
    case = given.case(palermo)

    lyon = given.caseworker(given.agency(country="FR"))

    held = {keys.group_id for keys in lyon.keyring.groups.values()}
    theirs = select(Group.id).where(Group.agency_id == palermo.agency_id)
    assert held.isdisjoint(session.scalars(theirs))
    with pytest.raises(NotFound):
        read_case(session, lyon, case.reference)


def test_a_custodian_opens_the_seed_of_every_group_and_the_identity(session, given):
    agency = given.agency()
    custodian = given.custodian(agency)

    for group in agency.groups:
        assert open_seed(custodian, group).public == group.kem_public
    identity = open_own_identity(custodian, agency)
    assert identity.public == agency.identity_public
