"""What custodians keep for their agency: its identity and the seeds of its groups."""

from uuid import uuid4

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.agencies.vouching import certificate_of
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.rules import GROUP_LIFETIME
from interact.keys.certificates import AgencyIdentity, check_anchor, open_identity
from interact.keys.formats import lp, u32
from interact.keys.rules import NUMBERS, GroupName
from interact.keys.sealing import seal, unseal
from interact.keys.wrapping import KeyPair


def make_group(
    agency: Agency,
    identity: AgencyIdentity,
    name: GroupName,
    keys: KeyPair,
    custody: KeyPair,
) -> Group:
    """The first epoch of a group, vouched for by the agency, its seed in custody."""
    group = Group(
        id=uuid4(),
        agency_id=agency.id,
        name=name,
        epoch=1,
        kem_public=keys.public,
        signing_public=keys.signing_public,
        not_after=now() + GROUP_LIFETIME,
    )
    group.certificate = identity.sign(certificate_of(group).message())
    if name is not GroupName.CUSTODY:
        group.custody_sealed = seal(custody.shelf_key, keys.seed, _context(group))
    return group


def open_seed(actor: Actor, group: Group) -> KeyPair:
    """The keys of a group, for a custodian of its agency. Raises CannotOpen."""
    custody = actor.keyring.group(GroupName.CUSTODY).keypair
    if group.name is GroupName.CUSTODY:
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
    return lp(
        b"interact/custody/v1",
        group.agency_id.bytes,
        group.id.bytes,
        u32(NUMBERS[group.name]),
        u32(group.epoch),
    )
