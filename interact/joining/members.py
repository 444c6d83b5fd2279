"""Bringing people into an agency, and giving them their clearances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Grant, Group, Membership, Person, SeedWrap
from interact.agencies.rules import Role, groups_for
from interact.agencies.vouching import check_member, member_certificate
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.joining.custody import open_own_identity, open_seed
from interact.joining.rules import PersonExists
from interact.keys.certificates import AgencyIdentity, fingerprint
from interact.keys.certificates import Grant as GrantLayout
from interact.keys.directory import email_token, seal_name
from interact.keys.formats import lp
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.passphrase import NORMAL, Cost, Kind, lock_seed
from interact.keys.sealing import seal, unseal
from interact.keys.wrapping import KeyPair, SigningKey


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person who comes in with a passphrase of their own."""

    name: str
    email: str
    passphrase: str = field(repr=False)
    cost: Cost = NORMAL


@dataclass(frozen=True)
class Enrolled:
    """A new member, and the keys they will unlock with their passphrase."""

    membership: Membership
    keypair: KeyPair = field(repr=False)


def bring_in_member(
    session: Session, actor: Actor, new: NewMember, role: Role
) -> Membership:
    """Let a custodian bring a person into their agency, with the role's clearances.

    The agency vouches for the person's keys; each group's seed is wrapped for them
    and signed. Records `member.joined`. Refuses an e-mail address in use.
    """
    require(actor, Permission.BRING_IN_MEMBER, OWN_AGENCY)
    agency = session.get_one(Agency, actor.agency_id)
    identity = open_own_identity(actor, agency)

    member = enrol(session, agency, identity, new, role)
    names = groups_for(agency.kind, role)
    groups = {g: open_seed(actor, g) for g in agency.groups if g.name in names}
    signer = actor.keyring.signing
    if signer is not None:
        grant_groups(session, signer, actor.person_id, member.membership, groups)
    record(
        session,
        actor,
        Event.MEMBER_JOINED,
        member=new.name,
        role=role.value,
        groups=sorted(names),
    )
    return member.membership


def enrol(
    session: Session,
    agency: Agency,
    identity: AgencyIdentity,
    new: NewMember,
    role: Role,
) -> Enrolled:
    """Make a person with their own keys, and have the agency vouch for them."""
    person, keypair = make_person(session, new)
    membership = place_in(agency, person, keypair, role)
    membership.clearance = sorted(groups_for(agency.kind, role))
    vouch_for(membership, identity)
    session.add(person)
    session.flush()
    return Enrolled(membership, keypair)


def make_person(session: Session, new: NewMember) -> tuple[Person, KeyPair]:
    """A person with keys of their own, locked under their passphrase; not stored yet.

    Raises PersonExists for an e-mail address in use.
    """
    installation = Installation.of(session)
    token = email_token(installation.directory_key, new.email)
    if session.scalar(select(Person.id).where(Person.email_token == token)):
        raise PersonExists
    keypair, person_id = KeyPair.generate(), uuid4()
    directory = installation.directory_key
    person = Person(
        id=person_id,
        name_sealed=seal_name(directory, person_id, "name", new.name),
        email_sealed=seal_name(directory, person_id, "email", new.email),
        email_token=token,
        kem_public=keypair.public,
        signing_public=keypair.signing_public,
        seed_wraps=[_lock(new, keypair, person_id, installation.pepper)],
    )
    return person, keypair


def place_in(
    agency: Agency, person: Person, keypair: KeyPair, role: Role
) -> Membership:
    """A place in an agency that nobody has vouched for yet; it opens nothing.

    The person keeps the fingerprint of the agency, to know it by from now on.
    """
    membership = Membership(
        id=uuid4(),
        person=person,
        person_id=person.id,
        agency=agency,
        agency_id=agency.id,
        role=role,
        clearance=[],
    )
    membership.anchor_sealed = _seal_anchor(keypair, membership)
    return membership


def vouch_for(membership: Membership, identity: AgencyIdentity) -> None:
    """Let the agency sign the person, their role and their keys."""
    message = member_certificate(membership, membership.person).message()
    membership.certificate = identity.sign(message)


def open_anchor(keyring: Keyring, membership: Membership) -> str:
    """The fingerprint of the agency a person joined, as they keep it. CannotOpen."""
    context = _anchor_context(membership.id, membership.agency_id)
    return unseal(keyring.person_key, membership.anchor_sealed, context).decode()


def grant_groups(
    session: Session,
    signer: SigningKey,
    custodian_id: UUID,
    membership: Membership,
    groups: Mapping[Group, KeyPair],
) -> None:
    """Wrap the seed of each group for a member, signed by the custodian.

    Raises CannotOpen for a member whose keys or role their agency did not vouch for.
    """
    check_member(membership)
    for group, keys in groups.items():
        layout = grant_layout(group, membership.person_id)
        public = membership.person.kem_public
        wrapped, signature = layout.give(signer, public, keys.seed)
        session.add(
            Grant(
                group_id=group.id,
                membership_id=membership.id,
                wrap=wrapped,
                custodian_id=custodian_id,
                signature=signature,
            )
        )
    session.flush()


def grant_layout(group: Group, person_id: UUID) -> GrantLayout:
    """What a grant of this group to this person is bound to."""
    return GrantLayout(group.agency_id, group.id, group.name, group.epoch, person_id)


def _lock(new: NewMember, keypair: KeyPair, person_id: UUID, pepper: bytes) -> SeedWrap:
    params, sealed = lock_seed(
        new.passphrase, keypair.seed, person_id, pepper, new.cost
    )
    return SeedWrap(kind=Kind.PASSPHRASE.value, params=params, sealed=sealed)


def _seal_anchor(keypair: KeyPair, membership: Membership) -> bytes:
    person_key = Keyring.of(keypair, {}, "").person_key
    context = _anchor_context(membership.id, membership.agency_id)
    met = fingerprint(membership.agency.identity_public)
    return seal(person_key, met.encode(), context)


def _anchor_context(membership_id: UUID, agency_id: UUID) -> bytes:
    return lp(b"interact/anchor/v1", membership_id.bytes, agency_id.bytes)
