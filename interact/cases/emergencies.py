"""Emergency access: opening a part one holds no clearance for, and its review.

Inside one agency only, and only of what the agency holds: nothing opens across agencies
that was not sealed to them. There an agency asks with an urgent request.
"""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.models import Notice
from interact.audit.notices import mark_noted, tell_dpos
from interact.audit.rules import Event
from interact.cases.emergency_keys import open_parts, seal_reason, widened
from interact.cases.emergency_rules import (
    EMERGENCY_LASTS,
    REVIEW_WITHIN,
    NoEmergencyKey,
    OpenAlready,
)
from interact.cases.epochs import list_halves
from interact.cases.locking import lock_case
from interact.cases.models import Case, EmergencyAccess
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.joining.comparing_rules import check_reason
from interact.keys.rules import Compartment, GroupName


def open_emergency(
    session: Session, actor: Actor, case: Case, compartment: Compartment, reason: str
) -> EmergencyAccess:
    """Let a supervisor open a part their agency holds, for three hours, with a reason.

    They read and write there as if they were cleared for it, in this case only. The
    DPOs of their agency and of the lead are told at once and review it within 24 hours.
    Records `emergency.opened` with the reason.

    A restricted case opens to the members named for it and to nobody else: emergency
    access goes past a clearance, not past a restriction. Refuses a part the agency does
    not hold or the actor can open already, and a reason that says nothing.
    """
    vault = open_vault(session, actor, case, Permission.OPEN_EMERGENCY)
    why = check_reason(reason)
    _check_locked(vault, compartment)

    access = EmergencyAccess(
        id=uuid4(),
        case_id=case.id,
        agency_id=actor.agency_id,
        membership_id=actor.membership_id,
        compartment=compartment,
        until=now() + EMERGENCY_LASTS,
    )
    seal_reason(session, actor, access, why)
    session.add(access)
    session.flush()
    session.info.pop("vaults", None)
    _tell(session, actor, case, access, why)
    return access


def review_emergency(
    session: Session, actor: Actor, notice: Notice, justified: bool, finding: str
) -> None:
    """Keep what a DPO found about an emergency access they were told of.

    Records `emergency.reviewed` with the finding and whether it came late; the DPO of
    the agency that opened the part may read it, and is told when it was not justified.
    """
    require(actor, Permission.NOTE_NOTICE, OWN_AGENCY)
    if notice.event is not Event.EMERGENCY_OPENED:
        raise NotFound
    found = check_reason(finding)
    mark_noted(session, actor, notice)

    case = session.get(Case, notice.case_id) if notice.case_id else None
    opened_by = [notice.about_agency_id] if notice.about_agency_id else []
    if not justified:
        others = [agency for agency in opened_by if agency != actor.agency_id]
        about = actor.agency_id
        tell_dpos(session, others, Event.EMERGENCY_REVIEWED, case, about_agency=about)
    record(
        session,
        actor,
        Event.EMERGENCY_REVIEWED,
        case,
        also=opened_by,
        about=notice.reference,
        justified=justified,
        finding=found,
        late=notice.due_at is not None and now() > notice.due_at,
    )


def list_locked(vault: Vault) -> list[Compartment]:
    """The parts the actor's agency holds and an emergency would open to the actor.

    Nobody holds any who has no emergency key.
    """
    actor = vault.actor
    if not actor.keyring.opens(GroupName.EMERGENCY):
        return []
    shut = [part for part in Compartment if not vault.holds(part)]
    reach = widened(vault.session, actor, shut)
    halves = list_halves(vault.session, reach, vault.case)
    held = {half.which.compartment for half in halves}
    return [part for part in shut if part in held]


def _check_locked(vault: Vault, part: Compartment) -> None:
    """Refuse a part that is open already, or that the agency's groups do not hold."""
    session, actor, case = vault.session, vault.actor, vault.case
    lock_case(session, case)  # two at the same moment: the second sees the first
    if vault.holds(part) or part in open_parts(session, actor, case):
        raise OpenAlready(part=part.label)
    if not actor.keyring.opens(GroupName.EMERGENCY):
        raise NoEmergencyKey
    if part not in list_locked(vault):
        raise CompartmentNotHeld(part=part.label)


def _tell(
    session: Session, actor: Actor, case: Case, access: EmergencyAccess, why: str
) -> None:
    sides: list[UUID] = [actor.agency_id, case.lead_agency_id]
    tell_dpos(
        session,
        sides,
        Event.EMERGENCY_OPENED,
        case,
        about_agency=actor.agency_id,
        due_at=now() + REVIEW_WITHIN,
    )
    record(
        session,
        actor,
        Event.EMERGENCY_OPENED,
        case,
        also=sides,
        compartments=[access.compartment],
        reason=why,
        until=access.until.isoformat(),
    )
