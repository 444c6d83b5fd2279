"""What a custodian sees of their agency: its members, and who is on the way in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Invitation, Membership
from interact.agencies.queries import email_of, name_of
from interact.agencies.rules import Role
from interact.core.errors import NotFound
from interact.joining.invitations import (
    InvitationView,
    open_invitations,
    view_invitation,
)
from interact.keys.certificates import member_fingerprint
from interact.keys.rules import GroupName


@dataclass(frozen=True)
class MemberView:
    """A member in clear. `since` is UTC; `confirmed` is whether anything opens."""

    membership: Membership
    name: str
    email: str
    role: Role
    groups: tuple[GroupName, ...]
    since: datetime
    fingerprint: str
    confirmed: bool


def list_members(session: Session, actor: Actor) -> list[MemberView]:
    """Everyone in the custodian's agency now, who waits to be confirmed first."""
    require(actor, Permission.READ_MEMBERS, OWN_AGENCY)
    theirs = (
        select(Membership)
        .where(Membership.agency_id == actor.agency_id, Membership.ended_at.is_(None))
        .order_by(Membership.created_at, Membership.id)
    )
    seen = [_view(session, member) for member in session.scalars(theirs)]
    return sorted(seen, key=lambda member: member.confirmed)


def list_invitations(session: Session, actor: Actor) -> list[InvitationView]:
    """The invitations into the custodian's agency that can still be used."""
    require(actor, Permission.READ_MEMBERS, OWN_AGENCY)
    found = open_invitations(session, actor.agency_id)
    return [view_invitation(session, invitation) for invitation in found]


def find_member(session: Session, actor: Actor, membership_id: UUID) -> MemberView:
    """One who is in the custodian's agency now, or NotFound."""
    require(actor, Permission.READ_MEMBERS, OWN_AGENCY)
    member = session.get(Membership, membership_id)
    if member is None or member.agency_id != actor.agency_id or member.ended_at:
        raise NotFound
    return _view(session, member)


def find_own_invitation(
    session: Session, actor: Actor, invitation_id: UUID
) -> Invitation:
    """An invitation into the custodian's agency, or NotFound."""
    require(actor, Permission.READ_MEMBERS, OWN_AGENCY)
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.agency_id != actor.agency_id:
        raise NotFound
    return invitation


def _view(session: Session, member: Membership) -> MemberView:
    person = member.person
    return MemberView(
        member,
        name_of(session, person),
        email_of(session, person),
        member.role,
        tuple(name for name in GroupName if name.value in member.clearance),
        member.created_at,
        member_fingerprint(person.kem_public, person.signing_public),
        member.certificate is not None,
    )
