"""Restricting a case to named members: their agency's others see it nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import CASEWORK, Permission, Standing
from interact.agencies.models import Membership
from interact.agencies.queries import name_of
from interact.agencies.rules import Role
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.cases.models import Case, Restriction
from interact.cases.queries import find_case
from interact.cases.rules import NobodyNamed, NotNameable, NotRestricted
from interact.core.errors import NotFound
from interact.keys.rules import Compartment


@dataclass(frozen=True)
class ForNaming:
    """A case towards supervisors who say which members see it, themselves or not.

    Somebody must be able to name others when those who were named have left. It says
    which case it is also when the case itself can no longer be asked.
    """

    case: Case
    id: UUID
    reference: str
    lead_agency_id: UUID

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(case, case.id, case.reference, case.lead_agency_id)

    def standing_of(self, agency_id: UUID) -> Standing:
        return self.case.standing_of(agency_id)

    def admits(self, _agency_id: UUID, _membership_id: UUID) -> bool:
        return True


@dataclass(frozen=True)
class MemberView:
    """A member who may be named for a case, and whether they are."""

    id: UUID
    name: str
    role: Role
    opens: bool
    named: bool


@dataclass(frozen=True)
class RestrictedCase:
    """A case that the agency restricted: to whom, of those who are still members."""

    reference: str
    names: tuple[str, ...]


def restrict_case(
    session: Session, actor: Actor, case: Case, memberships: Iterable[UUID]
) -> None:
    """Name the members of the actor's agency who see this case; nobody else there does.

    Whoever was named before and is not now is out. Other agencies are not concerned.
    Records `case.restricted`, and tells the agency's DPO. Refuses with NobodyNamed
    when none of them could open the case.
    """
    require(actor, Permission.RESTRICT_CASE, ForNaming.of(case))
    lock_case(session, case)
    members = _check_nameable(session, actor, frozenset(memberships))

    _take_out(session, actor, case)
    case.restrictions.extend(
        Restriction(
            agency_id=actor.agency_id,
            membership_id=member.id,
            by_person_id=actor.person_id,
        )
        for member in members
    )
    names = [name_of(session, member.person) for member in members]
    _record(session, actor, Event.CASE_RESTRICTED, case, names)


def lift_restriction(session: Session, actor: Actor, case: Case) -> None:
    """Let all members of the actor's agency see the case again, as far as cleared.

    Records `restriction.lifted`, and tells the DPO. Refuses with NotRestricted.
    """
    require(actor, Permission.RESTRICT_CASE, ForNaming.of(case))
    lock_case(session, case)
    if not _of_agency(case, actor.agency_id):
        raise NotRestricted

    _take_out(session, actor, case)
    _record(session, actor, Event.RESTRICTION_LIFTED, case, [])


def find_for_naming(session: Session, actor: Actor, reference: str) -> Case:
    """The case whose members this supervisor names, or NotFound; nothing is opened."""
    case = find_case(session, reference)
    if case is None:
        raise NotFound
    require(actor, Permission.RESTRICT_CASE, ForNaming.of(case))
    return case


def list_nameable(session: Session, actor: Actor, case: Case) -> list[MemberView]:
    """The members of the actor's agency who work on cases, by name."""
    require(actor, Permission.RESTRICT_CASE, ForNaming.of(case))
    named = {row.membership_id for row in _of_agency(case, actor.agency_id)}
    views = [
        MemberView(
            id=member.id,
            name=name_of(session, member.person),
            role=member.role,
            opens=_opens(member),
            named=member.id in named,
        )
        for member in _members(session, actor)
    ]
    return sorted(views, key=lambda view: view.name)


def list_restricted(session: Session, actor: Actor) -> list[RestrictedCase]:
    """The cases that the actor's agency restricted, for its supervisors.

    Also those they were not named for: the reference, and who was. Nothing is opened.
    """
    require(actor, Permission.RESTRICT_CASE, OWN_AGENCY)
    restricted = select(Restriction.case_id).where(
        Restriction.agency_id == actor.agency_id
    )
    cases = session.scalars(
        select(Case).where(Case.id.in_(restricted)).order_by(Case.reference)
    )
    names = {m.id: name_of(session, m.person) for m in _members(session, actor)}
    return [
        RestrictedCase(
            case.reference,
            tuple(
                sorted(
                    names[row.membership_id]
                    for row in _of_agency(case, actor.agency_id)
                    if row.membership_id in names
                )
            ),
        )
        for case in cases
        if case.standing_of(actor.agency_id) is not Standing.NONE
    ]


def _members(session: Session, actor: Actor) -> list[Membership]:
    """The members of the actor's agency who work on cases now."""
    working = select(Membership).where(
        Membership.agency_id == actor.agency_id,
        Membership.role.in_(CASEWORK),
        Membership.ended_at.is_(None),
        Membership.certificate.is_not(None),
    )
    return list(session.scalars(working.order_by(Membership.created_at, Membership.id)))


def _check_nameable(
    session: Session, actor: Actor, named: frozenset[UUID]
) -> list[Membership]:
    members = [one for one in _members(session, actor) if one.id in named]
    if len(members) != len(named):
        raise NotNameable
    if not any(map(_opens, members)):
        raise NobodyNamed
    return members


def _opens(member: Membership) -> bool:
    """Whether the member is cleared for the part that goes with every share."""
    return Compartment.COORDINATION.value in member.clearance


def _of_agency(case: Case, agency_id: UUID) -> list[Restriction]:
    return [row for row in case.restrictions if row.agency_id == agency_id]


def _take_out(session: Session, actor: Actor, case: Case) -> None:
    for row in _of_agency(case, actor.agency_id):
        case.restrictions.remove(row)
        session.delete(row)
    session.flush()
    session.info.pop("vaults", None)


def _record(
    session: Session, actor: Actor, event: Event, case: Case, names: list[str]
) -> None:
    record(session, actor, event, case, recipients=names)
    tell_dpos(session, [actor.agency_id], event, case)
