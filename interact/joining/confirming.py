"""A custodian confirms whoever came in by an invitation, or refuses them."""

import os

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Group, Membership
from interact.agencies.queries import name_of
from interact.agencies.rules import groups_for
from interact.agencies.vouching import check_group
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound
from interact.joining.custody import open_own_identity, open_seed
from interact.joining.members import grant_groups, vouch_for
from interact.joining.rules import ConfirmedAlready, FingerprintNotCompared
from interact.keys.directory import TOKEN_BYTES
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


def confirm_member(
    session: Session, actor: Actor, membership: Membership, fingerprint_seen: bool
) -> None:
    """Vouch for a new member, and give them the groups of their clearance.

    All epochs of these groups are given, so that older things open and a group that is
    getting a new key just now opens with both. `fingerprint_seen` is whether the
    custodian compared the 60 digits. Records `member.confirmed`; the DPO is told.
    Refuses with FingerprintNotCompared or ConfirmedAlready.
    """
    require(actor, Permission.CONFIRM_MEMBER, OWN_AGENCY)
    agency = _hold(session, actor, membership)
    if not fingerprint_seen:
        raise FingerprintNotCompared
    signer = actor.keyring.signing
    if signer is None:
        raise CannotOpen

    vouch_for(membership, open_own_identity(actor, agency))
    groups = _groups_of(session, actor, membership)
    grant_groups(session, signer, actor.person_id, membership, groups)
    record(
        session,
        actor,
        Event.MEMBER_CONFIRMED,
        member=name_of(session, membership.person),
        role=membership.role.value,
        groups=sorted({group.name.value for group in groups}),
    )
    tell_dpos(session, [agency.id], Event.MEMBER_CONFIRMED)


def refuse_member(session: Session, actor: Actor, membership: Membership) -> None:
    """End the place of somebody who came in and should not have; nothing ever opened.

    Their e-mail address may be invited again. Records `member.refused`; the DPO is
    told: the link reached somebody it was not meant for. Refuses with ConfirmedAlready.
    """
    require(actor, Permission.CONFIRM_MEMBER, OWN_AGENCY)
    agency = _hold(session, actor, membership)

    membership.ended_at = now()
    membership.person.email_token = os.urandom(TOKEN_BYTES)
    session.flush()
    name = name_of(session, membership.person)
    record(session, actor, Event.MEMBER_REFUSED, member=name)
    tell_dpos(session, [agency.id], Event.MEMBER_REFUSED)


def _hold(session: Session, actor: Actor, membership: Membership) -> Agency:
    """The agency and the waiting membership, kept from everybody else for now.

    Whoever gives a group of the agency a new key holds the agency, too: nobody comes
    in between and is left without it.
    """
    if membership.agency_id != actor.agency_id:
        raise NotFound
    agency = session.get_one(Agency, actor.agency_id, with_for_update=True)
    session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_at is not None:
        raise NotFound
    if membership.certificate is not None:
        raise ConfirmedAlready
    return agency


def _groups_of(
    session: Session, actor: Actor, membership: Membership
) -> dict[Group, KeyPair]:
    """Every epoch of the groups of a member's clearance, with its keys.

    Raises CannotOpen for a clearance their role never has, or a group that the agency
    does not vouch for: somebody changed the database.
    """
    agency = membership.agency
    names = {GroupName(name) for name in membership.clearance}
    if not names <= groups_for(agency.kind, membership.role):
        raise CannotOpen
    theirs = (
        select(Group)
        .where(Group.agency_id == agency.id, Group.name.in_(names))
        .order_by(Group.name, Group.epoch)
    )
    found = {}
    for group in session.scalars(theirs):
        check_group(agency, group)
        keys = _open(actor, group)
        if keys is not None:
            found[group] = keys
    return found


def _open(actor: Actor, group: Group) -> KeyPair | None:
    """The keys of a group; None for an epoch of custody before the custodian's time."""
    if group.name is not GroupName.CUSTODY:
        return open_seed(actor, group)
    held = actor.keyring.by_group.get(group.id)
    return held[1].keypair if held else None
