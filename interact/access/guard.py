"""Reads the permission table for one actor and one subject."""

from typing import Protocol
from uuid import UUID

from interact.access.actor import Actor
from interact.access.permissions import ALLOWED, Permission, Standing
from interact.core.errors import NotFound, NotPermitted


class Guarded(Protocol):
    """Anything an agency can have a standing towards."""

    def standing_of(self, agency_id: UUID) -> Standing: ...

    def admits(self, agency_id: UUID, membership_id: UUID) -> bool:
        """Whether the agency left it to all its members, or to this one too."""


def standing_for(actor: Actor, subject: Guarded) -> Standing:
    """How the actor stands: as their agency does, or not at all when it is restricted
    to other members."""
    if not subject.admits(actor.agency_id, actor.membership_id):
        return Standing.NONE
    return subject.standing_of(actor.agency_id)


def may(actor: Actor, permission: Permission, subject: Guarded) -> bool:
    """Whether the table allows this; asks nothing of the person, records nothing."""
    standing = standing_for(actor, subject)
    return actor.role in ALLOWED[permission].get(standing, frozenset())


def require(actor: Actor, permission: Permission, subject: Guarded) -> None:
    """Refuse unless permitted.

    An agency with no standing, and a member who was not named for a restricted case,
    are told `NotFound`, so that nobody can learn that a child has a case by guessing
    its reference.
    """
    if may(actor, permission, subject):
        return
    if standing_for(actor, subject) is Standing.NONE:
        raise NotFound(subject)
    raise NotPermitted


class OwnAgency:
    """The actor's own agency as a subject, for what concerns no single case."""

    def standing_of(self, _agency_id: UUID) -> Standing:
        return Standing.OWN

    def admits(self, _agency_id: UUID, _membership_id: UUID) -> bool:
        return True


OWN_AGENCY = OwnAgency()
