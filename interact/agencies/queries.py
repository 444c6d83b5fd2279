"""Reading agencies and their groups. Their names are known to every member."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Agency, Group, Membership, Person
from interact.agencies.rules import AgencyKind, Role
from interact.agencies.vouching import check_group
from interact.core.errors import NotFound
from interact.keys.directory import open_name
from interact.keys.installation import Installation
from interact.keys.rules import GroupName


def get_agency(session: Session, agency_id: UUID) -> Agency:
    """The agency, or NotFound."""
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


def list_agencies(
    session: Session, *, kind: AgencyKind | None = None, country: str | None = None
) -> list[Agency]:
    """Agencies by country, kind and name; of one kind or country only if asked.

    Who runs the installation is no partner: they are listed only when asked for.
    """
    wanted = select(Agency).order_by(Agency.country, Agency.name, Agency.id)
    if kind:
        wanted = wanted.where(Agency.kind == kind)
    else:
        wanted = wanted.where(Agency.kind != AgencyKind.PLATFORM)
    if country:
        wanted = wanted.where(Agency.country == country)
    return list(session.scalars(wanted))


def find_agency_of(
    session: Session, kind: AgencyKind, country: str, place: str | None = None
) -> Agency | None:
    """The agency of this kind that answers for a place, else the country's first.

    One that is suspended answers for nothing.
    """
    there = list_agencies(session, kind=kind, country=country)
    there = [agency for agency in there if agency.suspended_at is None]
    near = [agency for agency in there if agency.place == place]
    return next(iter(near + there), None)


def current_group(session: Session, agency_id: UUID, name: GroupName) -> Group:
    """The newest group of an agency under this name, or NotFound."""
    newest = (
        select(Group)
        .where(Group.agency_id == agency_id, Group.name == name)
        .order_by(Group.epoch.desc())
        .limit(1)
    )
    group = session.scalar(newest)
    if group is None:
        raise NotFound
    return group


def audit_group_of(session: Session, agency_id: UUID) -> tuple[UUID, int, bytes]:
    """The group that reads an agency's audit entries: its id, epoch and public key.

    Raises CannotOpen for a key the agency does not vouch for: somebody else would read.
    """
    group = current_group(session, agency_id, GroupName.AUDIT)
    check_group(get_agency(session, agency_id), group)
    return group.id, group.epoch, group.kem_public


def name_of(session: Session, person: Person) -> str:
    """A person's name in clear."""
    key = Installation.of(session).directory_key
    return open_name(key, person.id, "name", person.name_sealed)


def email_of(session: Session, person: Person) -> str:
    """A person's e-mail address in clear."""
    key = Installation.of(session).directory_key
    return open_name(key, person.id, "email", person.email_sealed)


def list_memberships(session: Session) -> list[Membership]:
    """Everyone who takes part now, by country, agency and role."""
    current = (
        select(Membership)
        .join(Agency)
        .where(Membership.ended_at.is_(None))
        .order_by(Agency.country, Agency.name, Membership.created_at, Membership.id)
    )
    return list(session.scalars(current))


@dataclass(frozen=True, kw_only=True)
class TrainingPerson:
    """A fictional person of a training installation, for the sign-in page."""

    id: UUID
    name: str
    email: str
    role: Role
    agency: Agency


def list_training_people(session: Session) -> list[TrainingPerson]:
    """Everyone who can be chosen with one click; empty unless this is training."""
    if not Installation.of(session).training:
        return []
    return [
        TrainingPerson(
            id=member.person_id,
            name=name_of(session, member.person),
            email=email_of(session, member.person),
            role=member.role,
            agency=member.agency,
        )
        for member in list_memberships(session)
        if member.certificate is not None
    ]
