"""Groups get new keys, because somebody who knew the old ones is not to know the next.

Nothing here asks who acts: `leaving.py` does. What the old keys sealed in cases is
moved to the new ones afterwards, bit by bit: `interact/cases/reshelving.py`.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import (
    Agency,
    Grant,
    Group,
    Membership,
    PartnerPin,
    Rotation,
)
from interact.agencies.rules import Role
from interact.agencies.vouching import member_certificate
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.custody import (
    Keepers,
    keep_seed,
    make_group,
    open_own_identity,
    open_seed,
)
from interact.joining.members import grant_groups, grant_layout
from interact.joining.pins import DIRECTORY
from interact.joining.recovery_codes import close_envelopes
from interact.joining.rules import SignInAgain
from interact.keys.certificates import AgencyIdentity, seal_identity
from interact.keys.formats import pin_context
from interact.keys.rules import Compartment, GroupName
from interact.keys.sealing import seal, unseal
from interact.keys.wrapping import KeyPair

PARTS = frozenset(GroupName(part.value) for part in Compartment)
CUSTODY, EMERGENCY = GroupName.CUSTODY, GroupName.EMERGENCY


@dataclass(frozen=True)
class Kept:
    """Everything custodians keep for their agency, opened; `seeds` of all groups."""

    agency: Agency
    identity: AgencyIdentity = field(repr=False)
    seeds: dict[Group, KeyPair] = field(repr=False)

    @classmethod
    def open(cls, session: Session, actor: Actor, agency: Agency) -> Self:
        """Open it in a custodian's name. Refuses with SignInAgain whose custody keys
        are not the newest any more; raises CannotOpen for what was changed."""
        groups = select(Group).where(Group.agency_id == agency.id).order_by(Group.epoch)
        all_groups = list(
            session.scalars(groups.execution_options(populate_existing=True))
        )
        newest = [group for group in all_groups if group.name is CUSTODY][-1]
        if newest.id not in actor.keyring.by_group:
            raise SignInAgain
        seeds = {group: open_seed(actor, group) for group in all_groups}
        return cls(agency, open_own_identity(actor, agency), seeds)

    def newest(self, name: GroupName) -> Group:
        """The newest epoch of a group."""
        return [group for group in self.seeds if group.name is name][-1]

    @property
    def names(self) -> frozenset[GroupName]:
        """The groups there are."""
        return frozenset(group.name for group in self.seeds)


def within_reach(names: AbstractSet[GroupName]) -> frozenset[GroupName]:
    """The groups whose keys a member of these could have opened.

    The emergency group opens those of the parts of cases; custodians open all.
    """
    if CUSTODY in names:
        return frozenset(GroupName)
    return frozenset(names) | (PARTS if EMERGENCY in names else frozenset())


def list_holders(session: Session, kept: Kept, group: Group) -> list[Membership]:
    """The members who rightly hold a group: vouched for, and given it by a custodian.

    What a custodian has not signed counts as not given.
    """
    grants = select(Grant).where(Grant.group_id == group.id).order_by(Grant.created_at)
    rightly = [g for g in session.scalars(grants) if _is_right(session, kept, g)]
    return list({grant.membership_id: grant.membership for grant in rightly}.values())


def rotate_groups(
    session: Session, actor: Actor, kept: Kept, names: AbstractSet[GroupName]
) -> list[Rotation]:
    """Give each of these groups a new key, and those who rightly hold it a grant.

    Grants of whoever is taken out must be gone before. The old keys stay with those who
    remain: what lies in the record, and reasons, open with them. Records
    `group.rotated`.
    """
    wanted = sorted(names & kept.names)
    keepers = _keep_again(session, kept, wanted)
    own = {CUSTODY: keepers.custody, EMERGENCY: keepers.emergency}
    made = []
    for name in wanted:
        keys = own.get(name) or KeyPair.generate()
        made.append(_renew(session, actor, kept, (kept.newest(name), keys), keepers))
    if CUSTODY in wanted:
        close_envelopes(session, kept.agency, keepers.custody)
    record(session, actor, Event.GROUP_ROTATED, groups=wanted)
    return made


def _keep_again(session: Session, kept: Kept, names: Iterable[GroupName]) -> Keepers:
    """The keepers from now on; what the earlier ones kept is sealed to them."""
    old = Keepers(kept.seeds[kept.newest(CUSTODY)], kept.seeds[kept.newest(EMERGENCY)])
    new = Keepers(
        KeyPair.generate() if CUSTODY in names else old.custody,
        KeyPair.generate() if EMERGENCY in names else old.emergency,
    )
    if new != old:
        for group, keys in kept.seeds.items():
            keep_seed(group, keys, new)
    if CUSTODY in names:
        agency = kept.agency
        agency.identity_sealed = seal_identity(new.custody, kept.identity, agency.id)
    session.flush()
    return new


def _renew(
    session: Session,
    actor: Actor,
    kept: Kept,
    renewed: tuple[Group, KeyPair],
    keepers: Keepers,
) -> Rotation:
    """One group's next epoch with its grants, and the row that says how far it is."""
    old, keys = renewed
    number = old.epoch + 1
    new = make_group(kept.agency, kept.identity, old.name, keys, keepers, number)
    session.add(new)
    session.flush()
    for member in list_holders(session, kept, old):
        signer = actor.keyring.signing
        if signer is not None:
            grant_groups(session, signer, actor.person_id, member, {new: keys})
    if old.name is DIRECTORY:
        _seal_pins(session, kept, new, keys)
    return _begin_moving(session, actor, old, new)


def _begin_moving(session: Session, actor: Actor, old: Group, new: Group) -> Rotation:
    """Say that what the group holds is to be moved; ends an earlier one half-way, since
    this one moves what that one left."""
    before = select(Rotation).where(
        Rotation.new_group_id == old.id, Rotation.finished_at.is_(None)
    )
    for unfinished in session.scalars(before):
        unfinished.finished_at = now()
    rotation = Rotation(
        agency_id=old.agency_id,
        old_group=old,
        new_group=new,
        by_person_id=actor.person_id,
        total=0,
        finished_at=None if old.name in PARTS else now(),
    )
    session.add(rotation)
    session.flush()
    return rotation


def _seal_pins(session: Session, kept: Kept, new: Group, keys: KeyPair) -> None:
    """Seal whom the agency knows under the new key; what does not open stays so."""
    by_epoch = {g.epoch: k for g, k in kept.seeds.items() if g.name is DIRECTORY}
    pins = select(PartnerPin).where(PartnerPin.agency_id == new.agency_id)
    for pin in session.scalars(pins.with_for_update()):
        context = pin_context(pin.agency_id, pin.partner_id)
        try:
            known = unseal(by_epoch[pin.group_epoch].shelf_key, pin.sealed, context)
        except (CannotOpen, KeyError):
            continue
        pin.sealed = seal(keys.shelf_key, known, context)
        pin.group_epoch = new.epoch


def _is_right(session: Session, kept: Kept, grant: Grant) -> bool:
    """Whether a custodian of the agency signed a grant to a present member of it."""
    member = grant.membership
    custodian = session.scalar(
        select(Membership).where(
            Membership.agency_id == kept.agency.id,
            Membership.person_id == grant.custodian_id,
        )
    )
    if member.ended_at or member.agency_id != kept.agency.id or custodian is None:
        return False
    layout = grant_layout(grant.group, member.person_id)
    try:
        _check_vouched(kept, member)
        _check_vouched(kept, custodian)
        signer = custodian.person.signing_public
        layout.check(signer, grant.wrap, grant.signature)
    except CannotOpen:
        return False
    return custodian.role is Role.CUSTODIAN


def _check_vouched(kept: Kept, member: Membership) -> None:
    if member.certificate is None:
        raise CannotOpen
    certificate = member_certificate(member, member.person)
    certificate.check(kept.identity.public, member.certificate)
