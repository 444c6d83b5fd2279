"""Who runs the installation: brings agencies in and can keep them out, opens nothing.

The platform is an agency without a group that a case could be sealed to. It vouches
with keys made from the installation's settings, so that only who holds the settings can
make an administrator; a role written into the database makes none.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, Guarded, require
from interact.access.permissions import Permission, Standing
from interact.agencies.models import Agency, Membership
from interact.agencies.queries import list_agencies
from interact.agencies.rules import AgencyKind, Role
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.joining.founding import NewAgency
from interact.joining.recovery_codes import (
    RecoveryState,
    lock_agency,
    recovery_state,
)
from interact.joining.rules import NotSuspended, SuspendedAlready
from interact.joining.setting_up import Newcomer, found_by_invitation
from interact.keys.certificates import fingerprint
from interact.keys.installation import Installation
from interact.keys.recovery import platform_identity


class Nowhere:
    """A subject for those who have no part in running the installation."""

    def standing_of(self, _agency_id: UUID) -> Standing:
        return Standing.NONE

    def admits(self, _agency_id: UUID, _membership_id: UUID) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class AgencyState:
    """An agency as an administrator sees it: how many, since when, nothing of a case.

    `waiting` is how many came in and are not confirmed yet.
    """

    agency: Agency
    members: int
    custodians: int
    waiting: int
    recovery: RecoveryState


def create_agency(
    session: Session, actor: Actor, new: NewAgency, first: Newcomer
) -> str:
    """Bring an agency in; the token of the link its first custodian comes in by.

    The administrator gains no key by it. Records `agency.founded` for both. Refuses a
    second agency of the same name, and whom `make_invitation` refuses.
    """
    require(actor, Permission.CREATE_AGENCY, _platform_for(session, actor))
    if new.kind is AgencyKind.PLATFORM:
        raise NotFound

    founded = found_by_invitation(session, new, first)
    record(
        session,
        actor,
        Event.AGENCY_FOUNDED,
        also=[founded.agency.id],
        recipients=[new.name],
    )
    return founded.token


def suspend_agency(
    session: Session, actor: Actor, agency_id: UUID, reason: str
) -> list[UUID]:
    """Keep the members of an agency out; those whose sessions the caller ends at once.

    What they opened before they may have kept. Records `agency.suspended` with the
    reason; the agency's DPO is told. Refuses what is suspended already.
    """
    require(actor, Permission.SUSPEND_AGENCY, _platform_for(session, actor))
    agency = _of_others(session, agency_id)
    if agency.suspended_at is not None:
        raise SuspendedAlready(agency=agency.name)

    agency.suspended_at = now()
    _record(session, actor, Event.AGENCY_SUSPENDED, agency, reason)
    return [member.person_id for member in _members(session) if member.agency is agency]


def resume_agency(
    session: Session, actor: Actor, agency_id: UUID, reason: str
) -> Agency:
    """Let the members of an agency sign in again. Records `agency.resumed`.

    The agency's DPO is told. Refuses what is not suspended.
    """
    require(actor, Permission.RESUME_AGENCY, _platform_for(session, actor))
    agency = _of_others(session, agency_id)
    if agency.suspended_at is None:
        raise NotSuspended(agency=agency.name)

    agency.suspended_at = None
    _record(session, actor, Event.AGENCY_RESUMED, agency, reason)
    return agency


def check_administers(session: Session, actor: Actor) -> None:
    """Refuse whoever does not run the installation, with NotFound."""
    require(actor, Permission.OVERSEE_AGENCIES, _platform_for(session, actor))


def list_agency_states(session: Session, actor: Actor) -> list[AgencyState]:
    """Every agency but the platform, by country and name, with how it stands."""
    check_administers(session, actor)
    members = _members(session)
    confirmed = [member for member in members if member.certificate is not None]
    present = Counter(member.agency_id for member in confirmed)
    keepers = Counter(
        member.agency_id for member in confirmed if member.role is Role.CUSTODIAN
    )
    everybody = Counter(member.agency_id for member in members)
    return [
        AgencyState(
            agency=agency,
            members=present[agency.id],
            custodians=keepers[agency.id],
            waiting=everybody[agency.id] - present[agency.id],
            recovery=recovery_state(session, agency),
        )
        for agency in list_agencies(session)
    ]


def find_agency_state(session: Session, actor: Actor, agency_id: UUID) -> AgencyState:
    """How one agency stands, or NotFound."""
    states = list_agency_states(session, actor)
    found = next((one for one in states if one.agency.id == agency_id), None)
    if found is None:
        raise NotFound
    return found


def _platform_for(session: Session, actor: Actor) -> Guarded:
    """The platform as a subject; nothing for whom its own keys do not vouch for."""
    own = fingerprint(platform_identity(Installation.of(session)).public)
    if actor.keyring.anchor == own:
        return OWN_AGENCY
    return Nowhere()


def _of_others(session: Session, agency_id: UUID) -> Agency:
    """An agency that is not the platform, kept by this transaction, or NotFound."""
    agency = lock_agency(session, agency_id)
    if agency.kind is AgencyKind.PLATFORM:
        raise NotFound
    return agency


def _members(session: Session) -> list[Membership]:
    return list(
        session.scalars(select(Membership).where(Membership.ended_at.is_(None)))
    )


def _record(
    session: Session, actor: Actor, event: Event, agency: Agency, reason: str
) -> None:
    record(
        session,
        actor,
        event,
        also=[agency.id],
        recipients=[agency.name],
        reason=reason,
    )
    tell_dpos(session, [agency.id], event)
