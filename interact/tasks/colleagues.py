"""Who of an agency can do its tasks."""

from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.permissions import CASEWORK
from interact.agencies.models import Membership
from interact.agencies.queries import name_of
from interact.agencies.rules import Role
from interact.cases.models import Case
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import CannotOpenTask, NotNamedForCase


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A member of the reader's agency who works on cases."""

    membership_id: UUID
    person_id: UUID
    agency_id: UUID
    name: str
    role: Role
    clearance: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, session: Session, member: Membership) -> Self:
        return cls(
            membership_id=member.id,
            person_id=member.person_id,
            agency_id=member.agency_id,
            name=name_of(session, member.person),
            role=member.role,
            clearance=frozenset(member.clearance),
        )

    def sees(self, case: Case) -> bool:
        """Whether the agency left the case to all its members, or to this one too."""
        return case.admits(self.agency_id, self.membership_id)

    def opens(self, task: Task) -> bool:
        """Whether they are cleared for the part of the case that a task tells of."""
        return _part_of(task).value in self.clearance

    def check_can_do(self, task: Task) -> None:
        """Refuse with NotNamedForCase or CannotOpenTask who could not do a task."""
        if not self.sees(task.case):
            raise NotNamedForCase(name=self.name)
        if not self.opens(task):
            raise CannotOpenTask(name=self.name, part=_part_of(task).label)


def list_colleagues(session: Session, actor: Actor) -> list[Colleague]:
    """The members of the actor's agency who work on cases now, by name; themselves
    among them."""
    working = select(Membership).where(
        Membership.agency_id == actor.agency_id,
        Membership.role.in_(CASEWORK),
        Membership.ended_at.is_(None),
        Membership.certificate.is_not(None),
    )
    found = [Colleague.of(session, member) for member in session.scalars(working)]
    return sorted(found, key=lambda one: (one.name, one.membership_id))


def get_colleague(session: Session, actor: Actor, membership_id: UUID) -> Colleague:
    """One of `list_colleagues`, or NotFound."""
    for one in list_colleagues(session, actor):
        if one.membership_id == membership_id:
            return one
    raise NotFound


def list_able(session: Session, actor: Actor, task: Task) -> list[Colleague]:
    """The members of the actor's agency who could do a task, by name."""
    found = list_colleagues(session, actor)
    return [one for one in found if one.sees(task.case) and one.opens(task)]


def find_taker(session: Session, actor: Actor, task: Task) -> Colleague | None:
    """Who of the actor's agency has a task and can do it still, if anybody.

    Who left the agency, or was not named for a restricted case, has it no longer.
    """
    found = (
        one
        for one in list_colleagues(session, actor)
        if one.person_id == task.person_id and one.sees(task.case)
    )
    return next(found, None)


def _part_of(task: Task) -> Compartment:
    """What says everything in clear is coordination."""
    return task.compartment or Compartment.COORDINATION
