"""A custodian invites people into their agency, and takes invitations back."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Invitation
from interact.agencies.rules import AgencyKind, groups_for, roles_in
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.joining.invitations import (
    CASEWORK,
    Invited,
    make_invitation,
    open_invitations,
    view_invitation,
)
from interact.joining.rules import (
    AlreadyInvited,
    ClearanceImpossible,
    InvitationGone,
)
from interact.keys.directory import plain_email
from interact.keys.rules import GroupName


def invite_member(session: Session, actor: Actor, invited: Invited) -> str:
    """Invite somebody into the custodian's agency; returns the token of their link.

    Records `member.invited`. Refuses a clearance the role may not have, an address
    that somebody signs in with, and one that an open invitation is for.
    """
    require(actor, Permission.INVITE_MEMBER, OWN_AGENCY)
    agency = session.get_one(Agency, actor.agency_id, with_for_update=True)
    check_clearance(agency.kind, invited)
    _check_not_invited(session, agency, invited.email)

    _invitation, token = make_invitation(session, agency, invited, by=actor.person_id)
    record(
        session,
        actor,
        Event.MEMBER_INVITED,
        member=invited.name,
        role=invited.role.value,
        groups=sorted(invited.clearance),
    )
    return token


def withdraw_invitation(session: Session, actor: Actor, invitation: Invitation) -> None:
    """Make an open invitation's link useless. Records `invitation.withdrawn`.

    Refuses with InvitationGone one that was used or withdrawn already.
    """
    require(actor, Permission.INVITE_MEMBER, OWN_AGENCY)
    if invitation.agency_id != actor.agency_id:
        raise NotFound
    session.refresh(invitation, with_for_update={"of": Invitation})
    if invitation.used_at or invitation.withdrawn_at:
        raise InvitationGone

    invitation.withdrawn_at, invitation.custody_sealed = now(), None
    session.flush()
    name = view_invitation(session, invitation).invited.name
    record(session, actor, Event.INVITATION_WITHDRAWN, member=name)


def check_clearance(kind: AgencyKind, invited: Invited) -> None:
    """Refuse with ClearanceImpossible groups or roles that do not go together.

    A DPO and a custodian have theirs and no other. Who works on cases always belongs
    to coordination: its key holds what the agency knows of its partners.
    """
    allowed = groups_for(kind, invited.role)
    needed = allowed
    if invited.role in CASEWORK:
        needed = frozenset({GroupName.COORDINATION})
    fits = needed <= invited.clearance <= allowed
    if invited.role not in roles_in(kind) or not fits:
        raise ClearanceImpossible


def _check_not_invited(session: Session, agency: Agency, email: str) -> None:
    views = (view_invitation(session, i) for i in open_invitations(session, agency.id))
    if plain_email(email) in {plain_email(view.invited.email) for view in views}:
        raise AlreadyInvited
