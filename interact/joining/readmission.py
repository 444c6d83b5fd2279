"""Bringing back a member who has neither passphrase nor code: two people vouch.

Nobody can find their old keys. They come in anew by a link, with new keys, and are
confirmed as anybody; the place they had before ends when they take the link.
"""

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
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.joining.invitations import Invited, make_invitation, view_invitation
from interact.joining.rules import (
    INVITATION_LIFETIME,
    NotWithOwnHands,
    ReadmissionBegun,
    ReadmissionOver,
    SecondPersonNeeded,
)
from interact.keys.links import new_token, token_hash
from interact.keys.rules import GroupName


@dataclass(frozen=True)
class Readmission:
    """A member who is to come back, who began it, and until when somebody may vouch.

    `may_vouch` is whether the reader is a second person: they did not begin it.
    """

    id: UUID
    name: str
    role: Role
    begun_by: str
    begun_at: datetime
    until: datetime
    may_vouch: bool


@dataclass(frozen=True)
class Colleague:
    """A member of the reader's own agency, who may have to be brought back."""

    membership_id: UUID
    name: str
    role: Role


def readmit_member(
    session: Session, actor: Actor, membership_id: UUID, reason: str
) -> Invitation:
    """Begin to bring back a member whose keys are lost. There is no link yet.

    A second person must vouch: `vouch_for_member`. Records `readmission.begun` with the
    reason; the DPO is told. Refuses oneself, and what was begun already.
    """
    require(actor, Permission.READMIT_MEMBER, OWN_AGENCY)
    membership = _own(session, actor, membership_id)
    if membership.person_id == actor.person_id:
        raise NotWithOwnHands
    if any(one.replaces_id == membership.id for one in _open(session, actor)):
        raise ReadmissionBegun

    name = name_of(session, membership.person)
    invitation = _invite(session, actor, membership)
    record(session, actor, Event.READMISSION_BEGUN, member=name, reason=reason)
    tell_dpos(session, [actor.agency_id], Event.READMISSION_BEGUN)
    return invitation


def vouch_for_member(session: Session, actor: Actor, invitation_id: UUID) -> str:
    """Vouch as the second person; returns the token of the link, which is made now.

    It holds for 72 hours from now. Records `member.vouched_for`; the DPO is told.
    Refuses who began it or would come back by it, a DPO where another custodian could
    vouch, and what is over.
    """
    require(actor, Permission.VOUCH_FOR_MEMBER, OWN_AGENCY)
    invitation = _held(session, actor, invitation_id)
    _check_second(session, actor, invitation)

    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.expires_at = now() + INVITATION_LIFETIME
    invitation.vouched_by_id = actor.person_id
    session.flush()
    name = view_invitation(session, invitation).invited.name
    record(session, actor, Event.MEMBER_VOUCHED_FOR, member=name)
    tell_dpos(session, [actor.agency_id], Event.MEMBER_VOUCHED_FOR)
    return token


def list_readmissions(session: Session, actor: Actor) -> list[Readmission]:
    """Who is to come back into the actor's agency and waits for a second person."""
    require(actor, Permission.VOUCH_FOR_MEMBER, OWN_AGENCY)
    return [_shown(session, actor, invitation) for invitation in _open(session, actor)]


def find_readmission(
    session: Session, actor: Actor, invitation_id: UUID
) -> Readmission:
    """One of them, or NotFound."""
    listed = list_readmissions(session, actor)
    found = next((one for one in listed if one.id == invitation_id), None)
    if found is None:
        raise NotFound
    return found


def list_colleagues(session: Session, actor: Actor) -> list[Colleague]:
    """The members of the actor's agency whom they may bring back, by name."""
    require(actor, Permission.READMIT_MEMBER, OWN_AGENCY)
    mine = _current(session, actor.agency_id)
    others = [one for one in mine if one.person_id != actor.person_id]
    named = [
        Colleague(one.id, name_of(session, one.person), one.role) for one in others
    ]
    return sorted(named, key=lambda colleague: colleague.name.casefold())


def find_colleague(session: Session, actor: Actor, membership_id: UUID) -> Colleague:
    """One of them, or NotFound."""
    listed = list_colleagues(session, actor)
    found = next((one for one in listed if one.membership_id == membership_id), None)
    if found is None:
        raise NotFound
    return found


def _own(session: Session, actor: Actor, membership_id: UUID) -> Membership:
    """A current member of the actor's agency, kept by this transaction."""
    membership = session.get(Membership, membership_id)
    if membership is None or membership.agency_id != actor.agency_id:
        raise NotFound
    session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_at is not None:
        raise NotFound
    return membership


def _invite(session: Session, actor: Actor, membership: Membership) -> Invitation:
    """An invitation whose token is thrown away: no link leads to it yet."""
    invited = Invited(
        name_of(session, membership.person),
        email_of(session, membership.person),
        membership.role,
        frozenset(GroupName(name) for name in membership.clearance),
    )
    invitation, _thrown_away = make_invitation(
        session,
        membership.agency,
        invited,
        by=actor.person_id,
        replaces=membership.id,
    )
    return invitation


def _held(session: Session, actor: Actor, invitation_id: UUID) -> Invitation:
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.agency_id != actor.agency_id:
        raise NotFound
    session.refresh(invitation, with_for_update={"of": Invitation})
    if invitation.replaces_id is None:
        raise NotFound
    if not _waits(invitation):
        raise ReadmissionOver
    return invitation


def _check_second(session: Session, actor: Actor, invitation: Invitation) -> None:
    replaced = session.get_one(Membership, invitation.replaces_id)
    if replaced.person_id == actor.person_id:
        raise NotWithOwnHands
    if invitation.by_person_id == actor.person_id:
        raise SecondPersonNeeded
    if actor.role is Role.DPO and _other_custodians(session, invitation):
        raise SecondPersonNeeded


def _other_custodians(session: Session, invitation: Invitation) -> bool:
    """Whether a custodian could vouch who did not begin it and would not come back."""
    return any(
        one.role is Role.CUSTODIAN
        and one.certificate is not None
        and one.person_id != invitation.by_person_id
        and one.id != invitation.replaces_id
        for one in _current(session, invitation.agency_id)
    )


def _current(session: Session, agency_id: UUID) -> list[Membership]:
    members = select(Membership).where(
        Membership.agency_id == agency_id, Membership.ended_at.is_(None)
    )
    return list(session.scalars(members))


def _open(session: Session, actor: Actor) -> list[Invitation]:
    begun = select(Invitation).where(
        Invitation.agency_id == actor.agency_id,
        Invitation.replaces_id.is_not(None),
    )
    found = session.scalars(begun.order_by(Invitation.created_at, Invitation.id))
    return [invitation for invitation in found if _waits(invitation)]


def _waits(invitation: Invitation) -> bool:
    """Whether a second person may still vouch."""
    return (
        invitation.vouched_by_id is None
        and invitation.used_at is None
        and invitation.withdrawn_at is None
        and now() < invitation.expires_at
    )


def _shown(session: Session, actor: Actor, invitation: Invitation) -> Readmission:
    view = view_invitation(session, invitation)
    return Readmission(
        id=invitation.id,
        name=view.invited.name,
        role=invitation.role,
        begun_by=view.by or "",
        begun_at=invitation.created_at,
        until=invitation.expires_at,
        may_vouch=invitation.by_person_id != actor.person_id,
    )
