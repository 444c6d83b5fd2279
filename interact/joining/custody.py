"""What custodians keep for their agency: its identity and the seeds of its groups."""

from dataclasses import dataclass, field
from uuid import uuid4

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.agencies.vouching import certificate_of
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.rules import GROUP_LIFETIME
from interact.keys.certificates import AgencyIdentity, check_anchor, open_identity
from interact.keys.formats import lp, u32
from interact.keys.rules import NUMBERS, Compartment, GroupName
from interact.keys.sealing import seal, unseal
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class Keepers:
    """The groups of an agency that keep the seeds of its other groups."""

    custody: KeyPair = field(repr=False)
    emergency: KeyPair = field(repr=False)


def make_group(
    agency: Agency,
    identity: AgencyIdentity,
    name: GroupName,
    keys: KeyPair,
    keepers: Keepers,
    epoch: int = 1,
) -> Group:
    """One epoch of a group, vouched for by the agency, its seed with the keepers."""
    group = Group(
        id=uuid4(),
        agency_id=agency.id,
        name=name,
        epoch=epoch,
        kem_public=keys.public,
        signing_public=keys.signing_public,
        not_after=now() + GROUP_LIFETIME,
    )
    group.certificate = identity.sign(certificate_of(group).message())
    keep_seed(group, keys, keepers)
    return group


def keep_seed(group: Group, keys: KeyPair, keepers: Keepers) -> None:
    """Leave a group's seed with the custodians, and that of a compartment's group with
    those who open it in an emergency. Their own newest seed they have already."""
    if keys is not keepers.custody:
        context = _context(group)
        group.custody_sealed = seal(keepers.custody.shelf_key, keys.seed, context)
    if group.name.value in set(Compartment):
        context = _emergency_context(group)
        group.emergency_sealed = seal(keepers.emergency.shelf_key, keys.seed, context)


def open_in_emergency(emergency: KeyPair, group: Group) -> KeyPair:
    """The keys of a compartment's group, for the emergency group. Raises CannotOpen."""
    sealed = group.emergency_sealed or b""
    keys = KeyPair(unseal(emergency.shelf_key, sealed, _emergency_context(group)))
    if keys.public != group.kem_public:
        raise CannotOpen
    return keys


def open_seed(actor: Actor, group: Group) -> KeyPair:
    """The keys of a group, for a custodian of its agency. Raises CannotOpen."""
    custody = actor.keyring.group(GroupName.CUSTODY).keypair
    if group.kem_public == custody.public:
        return custody
    sealed = group.custody_sealed or b""
    keys = KeyPair(unseal(custody.shelf_key, sealed, _context(group)))
    if keys.public != group.kem_public:
        raise CannotOpen
    return keys


def open_own_identity(actor: Actor, agency: Agency) -> AgencyIdentity:
    """The key a custodian's agency vouches with. Raises CannotOpen."""
    custody = actor.keyring.group(GroupName.CUSTODY).keypair
    identity = open_identity(custody, agency.identity_sealed, agency.id)
    check_anchor(identity.public, actor.keyring.anchor)
    return identity


def _context(group: Group) -> bytes:
    return _place(b"interact/custody/v1", group)


def _emergency_context(group: Group) -> bytes:
    return _place(b"interact/emergency/v1", group)


def _place(what: bytes, group: Group) -> bytes:
    return lp(
        what,
        group.agency_id.bytes,
        group.id.bytes,
        u32(NUMBERS[group.name]),
        u32(group.epoch),
    )
