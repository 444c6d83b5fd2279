"""A new agency: its identity, its groups, and its first custodian."""

from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.agencies.rules import AgencyKind, Role, groups_in
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.joining.custody import Keepers, make_group
from interact.joining.members import Enrolled, NewMember, enrol, grant_groups
from interact.joining.rules import AgencyExists
from interact.joining.sessions import act
from interact.keys.certificates import AgencyIdentity, fingerprint, seal_identity
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True, kw_only=True)
class NewAgency:
    """What is known of an agency before it exists. `country` is ISO 3166-1 alpha-2."""

    name: str
    kind: AgencyKind
    country: str
    place: str
    phone: str
    time_zone: str


@dataclass(frozen=True)
class AgencyKeys:
    """What a new agency vouches with, and the group that will keep it."""

    identity: AgencyIdentity = field(repr=False)
    custody: KeyPair = field(repr=False)

    @classmethod
    def generate(cls) -> "AgencyKeys":
        """New keys from the system's randomness."""
        return cls(AgencyIdentity.generate(), KeyPair.generate())


def found_agency(
    session: Session, new: NewAgency, first: NewMember
) -> tuple[Agency, Actor]:
    """Make an agency with its keys, and its first custodian, who acts from then on.

    For training and tests: a real custodian comes by invitation. Records
    `agency.founded`. Refuses a second agency of the same name.
    """
    keys = AgencyKeys.generate()
    agency = make_agency(session, new, keys)

    member = enrol(session, agency, keys.identity, first, Role.CUSTODIAN)
    actor = _first_custodian(session, member, keys.custody, first.name)
    record(session, actor, Event.AGENCY_FOUNDED)
    return agency, actor


def make_agency(session: Session, new: NewAgency, keys: AgencyKeys) -> Agency:
    """An agency with these keys and its groups, and nobody in it yet.

    Raises AgencyExists when there is one of this name.
    """
    if session.scalar(select(Agency.id).where(Agency.name == new.name)):
        raise AgencyExists

    agency_id = uuid4()
    agency = Agency(
        id=agency_id,
        **vars(new),
        identity_public=keys.identity.public,
        identity_sealed=seal_identity(keys.custody, keys.identity, agency_id),
    )
    keepers = Keepers(keys.custody, KeyPair.generate())
    own = {GroupName.CUSTODY: keys.custody, GroupName.EMERGENCY: keepers.emergency}
    for name in groups_in(new.kind):
        pair = own.get(name) or KeyPair.generate()
        agency.groups.append(make_group(agency, keys.identity, name, pair, keepers))
    session.add(agency)
    session.flush()
    return agency


def _first_custodian(
    session: Session, member: Enrolled, custody: KeyPair, name: str
) -> Actor:
    membership, person = member.membership, member.keypair
    group = next(g for g in membership.agency.groups if g.name is GroupName.CUSTODY)
    own = {group: custody}
    grant_groups(session, person.signing, membership.person_id, membership, own)
    anchor = fingerprint(membership.agency.identity_public)
    held = {(group.name, group.epoch): GroupKeys(group.id, custody)}
    return act(membership, name, Keyring.of(person, held, anchor))
