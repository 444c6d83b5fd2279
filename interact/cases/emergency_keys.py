"""The keys a supervisor has of a case in an emergency: of one part, for three hours.

    reason     AES-256-GCM under the emergency group's key, bound to
               LP("interact/emergency-access/v1", deployment, access, case, agency,
               membership, compartment, until, group epoch)

A row counts only if its reason opens: who writes to the database holds no emergency
key, so they can neither make a row nor give one to somebody else, to another part or
case, or more time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import may
from interact.access.permissions import Permission
from interact.agencies.models import Group
from interact.agencies.vouching import check_group
from interact.cases.models import Case, EmergencyAccess
from interact.core.clock import now
from interact.joining.custody import open_in_emergency
from interact.joining.rules import SignInAgain
from interact.keys.formats import lp, moment, u32
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys
from interact.keys.rules import NUMBERS, Compartment, GroupName
from interact.keys.sealing import seal, unseal


def open_parts(
    session: Session, actor: Actor, case: Case
) -> dict[Compartment, datetime]:
    """The parts of this case the actor has open in an emergency, each until when (UTC).

    Raises CannotOpen for a row that no supervisor of the agency made as it is.
    """
    if not actor.keyring.opens(GroupName.EMERGENCY):
        return {}
    if not may(actor, Permission.OPEN_EMERGENCY, case):
        return {}
    running = select(EmergencyAccess).where(
        EmergencyAccess.case_id == case.id,
        EmergencyAccess.membership_id == actor.membership_id,
        EmergencyAccess.until > now(),
    )
    found = list(session.scalars(running))
    for access in found:
        open_reason(session, actor, access)
    return {access.compartment: access.until for access in found}


def widened(session: Session, actor: Actor, parts: Iterable[Compartment]) -> Actor:
    """The actor with the keys of these parts' groups of their agency, as well.

    For one case and one request, and only after the emergency was checked. Raises
    CannotOpen for a group that the agency does not vouch for, and SignInAgain when the
    agency's emergency group got a new key since the actor signed in.
    """
    names = [GroupName(part.value) for part in parts]
    if not names:
        return actor
    newest = actor.keyring.latest(GroupName.EMERGENCY)
    emergency = actor.keyring.group(GroupName.EMERGENCY, newest).keypair
    groups = dict(actor.keyring.groups)
    for group in _groups(session, actor, [*names, GroupName.EMERGENCY]):
        check_group(group.agency, group)
        if group.name is GroupName.EMERGENCY:
            if group.epoch > newest:
                raise SignInAgain
            continue
        keys = GroupKeys(group.id, open_in_emergency(emergency, group))
        groups[group.name, group.epoch] = keys
    return replace(actor, keyring=replace(actor.keyring, groups=groups))


def _groups(
    session: Session, actor: Actor, names: Iterable[GroupName]
) -> Iterable[Group]:
    """Every epoch of these groups of the actor's agency, that of emergencies first."""
    wanted = select(Group).where(
        Group.agency_id == actor.agency_id, Group.name.in_(names)
    )
    found = session.scalars(wanted).all()
    return sorted(found, key=lambda group: group.name is not GroupName.EMERGENCY)


def seal_reason(
    session: Session, actor: Actor, access: EmergencyAccess, text: str
) -> None:
    """Seal the reason into a new row; it binds everything else the row says."""
    access.group_epoch = actor.keyring.latest(GroupName.EMERGENCY)
    keys = actor.keyring.group(GroupName.EMERGENCY, access.group_epoch).keypair
    bound = _bound(session, actor, access)
    access.reason_sealed = seal(keys.shelf_key, text.encode(), bound)


def open_reason(session: Session, actor: Actor, access: EmergencyAccess) -> str:
    """Why the actor opened a part. Raises CannotOpen when the row is not as it was."""
    keys = actor.keyring.group(GroupName.EMERGENCY, access.group_epoch).keypair
    bound = _bound(session, actor, access)
    return unseal(keys.shelf_key, access.reason_sealed, bound).decode()


def _bound(session: Session, actor: Actor, access: EmergencyAccess) -> bytes:
    return lp(
        b"interact/emergency-access/v1",
        Installation.of(session).deployment,
        access.id.bytes,
        access.case_id.bytes,
        actor.agency_id.bytes,
        actor.membership_id.bytes,
        u32(NUMBERS[access.compartment]),
        moment(access.until),
        u32(access.group_epoch),
    )
