"""A custodian takes a member out, or changes what they may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Grant, Group, Membership, Rotation
from interact.agencies.queries import email_of, name_of
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.errors import NotFound
from interact.joining.invitations import Invited
from interact.joining.inviting import check_clearance
from interact.joining.members import grant_groups
from interact.joining.recovery_codes import lock_agency
from interact.joining.replacing import check_not_last, end_replaced
from interact.joining.rotation import Kept, list_holders, rotate_groups, within_reach
from interact.joining.rules import (
    AlreadyLeft,
    ClearanceUnchanged,
    ConfirmFirst,
    LeavingReasonNeeded,
    NotWithOwnHands,
)
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class TakenOut:
    """What follows from taking somebody out.

    The sessions of `people` must end at once: they were made with keys that are not the
    newest any more. `rotations` say which groups got new ones.
    """

    people: frozenset[UUID]
    rotations: list[Rotation]


def end_membership(
    session: Session, actor: Actor, membership: Membership, reason: str
) -> TakenOut:
    """Take a member out of the custodian's agency, for good and at once.

    Their grants go, and every group they could have opened gets a new key. What they
    wrote and did stays under their name; what they read, they know. Records
    `member.left` with the reason, and the DPO is told. Refuses to take out oneself and
    the last custodian.
    """
    require(actor, Permission.END_MEMBERSHIP, OWN_AGENCY)
    agency = _hold(session, actor, membership)
    plain = _check_reason(reason)
    check_not_last(session, membership)
    kept = Kept.open(session, actor, agency)
    name = name_of(session, membership.person)
    held = _held(session, membership)

    end_replaced(session, membership.id)
    taken = _rotate(session, actor, kept, held, membership)
    record(
        session,
        actor,
        Event.MEMBER_LEFT,
        member=name,
        groups=sorted({group.name for group in held}),
        reason=plain,
    )
    tell_dpos(session, [agency.id], Event.MEMBER_LEFT)
    return taken


def change_clearance(
    session: Session,
    actor: Actor,
    membership: Membership,
    clearance: frozenset[GroupName],
) -> TakenOut:
    """Change which groups of the agency a member belongs to.

    Groups they leave get new keys, as when a member leaves; of groups they join they
    are given the key, the earlier ones too. Records `clearance.changed`, and the DPO is
    told. Refuses with ClearanceImpossible what does not go with the role, and oneself.
    """
    require(actor, Permission.CHANGE_CLEARANCE, OWN_AGENCY)
    agency = _hold(session, actor, membership)
    name = name_of(session, membership.person)
    email = email_of(session, membership.person)
    check_clearance(agency.kind, Invited(name, email, membership.role, clearance))
    if clearance == {GroupName(held) for held in membership.clearance}:
        raise ClearanceUnchanged
    if membership.certificate is None:
        raise ConfirmFirst
    kept = Kept.open(session, actor, agency)

    membership.clearance = sorted(clearance)
    lost = [g for g in _held(session, membership) if g.name not in clearance]
    _take_grants(session, membership, lost)
    _give_missing(session, actor, kept, membership)
    taken = _rotate(session, actor, kept, lost, membership)
    record(
        session,
        actor,
        Event.CLEARANCE_CHANGED,
        member=name,
        groups=membership.clearance,
    )
    tell_dpos(session, [agency.id], Event.CLEARANCE_CHANGED)
    return taken


def _hold(session: Session, actor: Actor, membership: Membership) -> Agency:
    """Let nobody else change who is in the agency until this transaction ends."""
    if membership.agency_id != actor.agency_id:
        raise NotFound
    agency = lock_agency(session, actor.agency_id)
    session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_at is not None:
        raise AlreadyLeft
    if membership.person_id == actor.person_id:
        raise NotWithOwnHands
    return agency


def _check_reason(reason: str) -> str:
    plain = reason.strip()
    if not plain:
        raise LeavingReasonNeeded
    return plain


def _held(session: Session, membership: Membership) -> list[Group]:
    """The groups, each epoch of them, that a member was given."""
    given = select(Grant.group_id).where(Grant.membership_id == membership.id)
    return list(session.scalars(select(Group).where(Group.id.in_(given))))


def _take_grants(
    session: Session, membership: Membership, groups: Iterable[Group]
) -> None:
    session.execute(
        delete(Grant)
        .where(
            Grant.membership_id == membership.id,
            Grant.group_id.in_([group.id for group in groups]),
        )
        .execution_options(synchronize_session="fetch")
    )
    session.expire(membership, ["grants"])


def _give_missing(
    session: Session, actor: Actor, kept: Kept, membership: Membership
) -> None:
    """Grant what the clearance says and the member was not given yet."""
    held = {group.id for group in _held(session, membership)}
    missing: dict[Group, KeyPair] = {
        group: keys
        for group, keys in kept.seeds.items()
        if group.name in set(membership.clearance) and group.id not in held
    }
    signer = actor.keyring.signing
    if signer is not None:
        grant_groups(session, signer, actor.person_id, membership, missing)


def _rotate(
    session: Session,
    actor: Actor,
    kept: Kept,
    lost: Iterable[Group],
    membership: Membership,
) -> TakenOut:
    """New keys for what was lost; whose sessions hold the old ones."""
    names = within_reach({group.name for group in lost}) & kept.names
    holders = {
        member.person_id
        for name in names
        for member in list_holders(session, kept, kept.newest(name))
    }
    rotations = rotate_groups(session, actor, kept, names) if names else []
    return TakenOut(frozenset({membership.person_id, *holders}), rotations)
