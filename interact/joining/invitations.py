"""Invitations: a link by which one person may come in, once and for 72 hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Agency, Invitation, Membership, Person
from interact.agencies.queries import name_of
from interact.agencies.rules import AgencyKind, Role, groups_for
from interact.core.clock import now
from interact.joining.rules import (
    INVITATION_LIFETIME,
    InvitationGone,
    PersonExists,
)
from interact.keys.directory import email_token, open_name, seal_name
from interact.keys.installation import Installation
from interact.keys.links import new_token, seal_custody, token_hash
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair

CASEWORK = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
PARTS = {part.value for part in Compartment}


@dataclass(frozen=True)
class Invited:
    """Who may come in, in which role, and the groups they will belong to."""

    name: str
    email: str
    role: Role
    clearance: frozenset[GroupName]


@dataclass(frozen=True)
class InvitationView:
    """An invitation in clear. `by` is who invites, None for a first custodian."""

    id: UUID
    agency: Agency
    invited: Invited
    by: str | None
    expires_at: datetime


def make_invitation(
    session: Session,
    agency: Agency,
    invited: Invited,
    *,
    by: UUID | None,
    custody: KeyPair | None = None,
    replaces: UUID | None = None,
) -> tuple[Invitation, str]:
    """An invitation, and the token of its link, which is kept nowhere.

    `by` is the person who invites, `replaces` the membership whose keys were lost.
    With `custody` whoever comes by the link is let into the agency's own keys at once:
    for a first custodian, whom nobody could confirm. Asks nobody for permission and
    records nothing. Refuses with PersonExists an address in use by somebody else.
    """
    installation = Installation.of(session)
    _check_address(session, invited.email, replaces)
    token, invitation_id = new_token(), uuid4()
    directory = installation.directory_key
    sealed = custody and seal_custody(token, custody, invitation_id, agency.id)
    invitation = Invitation(
        id=invitation_id,
        agency=agency,
        agency_id=agency.id,
        role=invited.role,
        clearance=sorted(invited.clearance),
        token_hash=token_hash(token),
        expires_at=now() + INVITATION_LIFETIME,
        by_person_id=by,
        name_sealed=seal_name(directory, invitation_id, "name", invited.name),
        email_sealed=seal_name(directory, invitation_id, "email", invited.email),
        custody_sealed=sealed,
        replaces_id=replaces,
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def clearance_for(
    kind: AgencyKind, role: Role, parts: Iterable[Compartment]
) -> frozenset[GroupName]:
    """The groups of a new member: what their role always has, and the parts chosen."""
    every = groups_for(kind, role)
    if role not in CASEWORK:
        return every
    chosen = {GroupName(part.value) for part in parts} | {GroupName.COORDINATION}
    return frozenset(chosen | {name for name in every if name.value not in PARTS})


def find_invitation(session: Session, token: str) -> Invitation:
    """The invitation of a link that can still be used. Changes nothing.

    Raises InvitationGone alike for a link that was used, withdrawn, too old or never
    given out, and where the agency is suspended.
    """
    wanted = select(Invitation).where(Invitation.token_hash == token_hash(token))
    return _usable(session.scalar(wanted))


def hold_invitation(session: Session, token: str) -> Invitation:
    """The same, kept from everybody else until the transaction ends."""
    wanted = (
        select(Invitation)
        .where(Invitation.token_hash == token_hash(token))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    return _usable(session.scalar(wanted))


def is_open(invitation: Invitation) -> bool:
    """Whether its link works: not used, withdrawn, too old, or waiting for a second
    person to vouch for whoever comes back."""
    vouched = invitation.vouched_by_id or invitation.by_person_id is None
    return (
        invitation.used_at is None
        and invitation.withdrawn_at is None
        and now() < invitation.expires_at
        and invitation.agency.suspended_at is None
        and bool(invitation.replaces_id is None or vouched)
    )


def view_invitation(session: Session, invitation: Invitation) -> InvitationView:
    """An invitation with its name and e-mail address in clear."""
    key = Installation.of(session).directory_key
    by = invitation.by_person_id and session.get(Person, invitation.by_person_id)
    return InvitationView(
        invitation.id,
        invitation.agency,
        Invited(
            open_name(key, invitation.id, "name", invitation.name_sealed),
            open_name(key, invitation.id, "email", invitation.email_sealed),
            invitation.role,
            frozenset(GroupName(name) for name in invitation.clearance),
        ),
        name_of(session, by) if by else None,
        invitation.expires_at,
    )


def open_invitations(session: Session, agency_id: UUID) -> Iterator[Invitation]:
    """The invitations into an agency that can still be used, oldest first."""
    made = (
        select(Invitation)
        .where(
            Invitation.agency_id == agency_id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now(),
        )
        .order_by(Invitation.created_at, Invitation.id)
    )
    return (found for found in session.scalars(made) if is_open(found))


def _usable(invitation: Invitation | None) -> Invitation:
    if invitation is None or not is_open(invitation):
        raise InvitationGone
    return invitation


def _check_address(session: Session, email: str, replaces: UUID | None) -> None:
    token = email_token(Installation.of(session).directory_key, email)
    holder = session.scalar(select(Person.id).where(Person.email_token == token))
    if holder is None:
        return
    replaced = replaces and session.get(Membership, replaces)
    if not replaced or replaced.person_id != holder:
        raise PersonExists
