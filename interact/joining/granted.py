"""What a member was given, opened when they sign in and checked each time."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Grant, Membership
from interact.agencies.rules import Role
from interact.agencies.vouching import check_group, check_member
from interact.core.errors import CannotOpen
from interact.joining.members import grant_layout, open_anchor
from interact.joining.rules import NotVouchedFor
from interact.keys.certificates import check_anchor
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


def open_grants(session: Session, membership: Membership, person: KeyPair) -> Keyring:
    """The groups a member was given, each by a custodian of the agency they joined.

    That a group has expired keeps nobody out: it only stops sealing to it. Refuses with
    NotVouchedFor what is not as the agency and its custodians signed it.
    """
    bare = Keyring.of(person, {}, "")
    try:
        anchor = open_anchor(bare, membership)
        check_membership(membership, anchor)
        givers = _custodians(session, membership)
        held = dict(_open_grant(grant, person, givers) for grant in membership.grants)
    except CannotOpen:
        raise NotVouchedFor from None
    return Keyring.of(person, held, anchor)


def check_membership(membership: Membership, anchor: str) -> None:
    """Refuse with CannotOpen an agency or a member that is not as was vouched for."""
    check_anchor(membership.agency.identity_public, anchor)
    check_member(membership)


def _custodians(session: Session, membership: Membership) -> dict[UUID, bytes]:
    """The signing keys of those who gave the grants, if they are or were custodians."""
    asked = {grant.custodian_id for grant in membership.grants}
    givers: Iterable[Membership] = session.scalars(
        select(Membership).where(
            Membership.agency_id == membership.agency_id,
            Membership.person_id.in_(asked),
        )
    )
    found = {}
    for giver in givers:
        check_member(giver)
        if giver.role is Role.CUSTODIAN:
            found[giver.person_id] = giver.person.signing_public
    return found


def _open_grant(
    grant: Grant, person: KeyPair, givers: dict[UUID, bytes]
) -> tuple[tuple[GroupName, int], GroupKeys]:
    group, membership = grant.group, grant.membership
    if grant.custodian_id not in givers:
        raise CannotOpen
    layout = grant_layout(group, membership.person_id)
    layout.check(givers[grant.custodian_id], grant.wrap, grant.signature)
    keys = layout.take(person, grant.wrap)
    check_group(membership.agency, group)
    if keys.public != group.kem_public:
        raise CannotOpen
    return (group.name, group.epoch), GroupKeys(group.id, keys)
