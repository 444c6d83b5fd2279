"""Reads the permission table for one actor and one subject."""

from typing import Protocol
from uuid import UUID

from interact.access.actor import Actor
from interact.access.permissions import ALLOWED, Permission, Standing
from interact.core.errors import NotFound, NotPermitted


class Guarded(Protocol):
    """Anything an agency can have a standing towards."""

    def standing_of(self, agency_id: UUID) -> Standing: ...


def may(actor: Actor, permission: Permission, subject: Guarded) -> bool:
    """Whether the table allows this; asks nothing of the person, records nothing."""
    standing = subject.standing_of(actor.agency_id)
    return actor.role in ALLOWED[permission].get(standing, frozenset())


def require(actor: Actor, permission: Permission, subject: Guarded) -> None:
    """Refuse unless permitted.

    An agency with no standing is told `NotFound`, so that nobody can learn that a
    child has a case by guessing its reference.
    """
    if may(actor, permission, subject):
        return
    if subject.standing_of(actor.agency_id) is Standing.NONE:
        raise NotFound(subject)
    raise NotPermitted


class OwnAgency:
    """The actor's own agency as a subject, for what concerns no single case."""

    def standing_of(self, _agency_id: UUID) -> Standing:
        return Standing.OWN


OWN_AGENCY = OwnAgency()
