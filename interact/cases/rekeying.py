"""When a part of a case needs a new key: somebody who held the last one was taken out.

Taking out deletes what lies here for them and closes the newest epoch. Nothing is
sealed again: what an agency could read, it knows. Whoever writes next begins the next
epoch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.cases.models import Case, Epoch, Wrap
from interact.cases.standing import vouched_holders
from interact.core.clock import now
from interact.joining.rules import GROUP_LIFETIME
from interact.keys.rules import Compartment, GroupName


@dataclass(frozen=True)
class Newest:
    """The newest epoch of a part, who holds a half of it, who was the first to write
    in the part."""

    epoch: Epoch
    held_by: frozenset[UUID]
    begun_by: UUID

    def entitled(self, case: Case) -> frozenset[UUID]:
        """The agencies that may keep what they hold of this part."""
        return _entitled(case, self.epoch.compartment, self.begun_by)

    def is_over(self, session: Session, actor: Actor, case: Case) -> bool:
        """Whether nothing new may be sealed in it: an agency that holds it is out, or
        kept out for now, or somebody in one of them was taken out since."""
        if self.epoch.closed_at is not None:
            return True
        given = _rightly_given(
            session, actor, case, self.epoch.compartment, self.begun_by
        )
        return not self.held_by <= given or _is_older_than_group(session, self)


@dataclass(frozen=True)
class Receivers:
    """Who is given a new key of a part: the agency that makes it, the one that leads
    the case or began the investigation, and partners."""

    maker: UUID
    owner: UUID
    partners: list[UUID]


def list_newest(session: Session, case: Case) -> dict[Compartment, Newest]:
    """The newest epoch of every part that has one, as it is stored now."""
    epochs = (
        select(Epoch)
        .where(Epoch.case_id == case.id)
        .order_by(Epoch.number)
        .execution_options(populate_existing=True)
    )
    first: dict[Compartment, Epoch] = {}
    last: dict[Compartment, Epoch] = {}
    for epoch in session.scalars(epochs):
        first.setdefault(epoch.compartment, epoch)
        last[epoch.compartment] = epoch
    holding = _held_by(session, last.values())
    return {
        part: Newest(epoch, holding[epoch.id], first[part].agency_id)
        for part, epoch in last.items()
    }


def find_receivers(
    session: Session, actor: Actor, case: Case, part: Compartment, begun_by: UUID
) -> Receivers:
    """The agencies that are given a new key of a part that the actor makes.

    A partner that is suspended is given none, nor one whose share nobody entitled made.
    """
    owner = _owner(case, part, begun_by)
    given = _rightly_given(session, actor, case, part, begun_by)
    return Receivers(actor.agency_id, owner, sorted(given - {actor.agency_id, owner}))


def take_out(
    session: Session, case: Case, agency_id: UUID, parts: Iterable[Compartment]
) -> None:
    """Delete what an agency holds of these parts and close their newest epochs.

    Parts that the agency may open all the same are left as they are: those another
    share covers, and an investigation that it began itself.
    """
    newest = list_newest(session, case)
    for part in sorted(set(parts) & newest.keys()):
        if agency_id not in newest[part].entitled(case):
            close(session, case, newest[part], [agency_id])


def close(
    session: Session, case: Case, newest: Newest, out: Iterable[UUID] = ()
) -> None:
    """Let nothing more be sealed in an epoch, and drop what lies there for whoever has
    no part in it any more, and for the agencies in `out`."""
    gone = (newest.held_by - newest.entitled(case)) | set(out)
    epochs = select(Epoch.id).where(
        Epoch.case_id == case.id, Epoch.compartment == newest.epoch.compartment
    )
    groups = select(Group.id).where(Group.agency_id.in_(gone))
    session.execute(
        delete(Wrap)
        .where(Wrap.epoch_id.in_(epochs), Wrap.group_id.in_(groups))
        .execution_options(synchronize_session="fetch")
    )
    newest.epoch.closed_at = newest.epoch.closed_at or now()
    session.flush()


def _held_by(session: Session, epochs: Iterable[Epoch]) -> dict[UUID, frozenset[UUID]]:
    asked = {epoch.id: set[UUID]() for epoch in epochs}
    wraps = (
        select(Wrap.epoch_id, Group.agency_id)
        .join(Group, Group.id == Wrap.group_id)
        .where(Wrap.epoch_id.in_(asked))
    )
    for epoch_id, agency_id in session.execute(wraps):
        asked[epoch_id].add(agency_id)
    return {epoch_id: frozenset(agencies) for epoch_id, agencies in asked.items()}


def _is_older_than_group(session: Session, newest: Newest) -> bool:
    """Whether a group that holds it got a new key since: a member knew the old one.

    Goes by the moment that the group's agency signed.
    """
    renewed = select(Group.id).where(
        Group.agency_id.in_(newest.held_by),
        Group.name == GroupName(newest.epoch.compartment.value),
        Group.epoch > 1,
        Group.not_after > newest.epoch.at + GROUP_LIFETIME,
    )
    return session.scalar(renewed.limit(1)) is not None


def _rightly_given(
    session: Session, actor: Actor, case: Case, part: Compartment, begun_by: UUID
) -> frozenset[UUID]:
    """Who may hold a part: the owner, and partners whose share is vouched for."""
    vouched = vouched_holders(session, actor, case, part)
    right = {_owner(case, part, begun_by), *vouched}
    return _given(session, case, part, begun_by) & right


def _entitled(case: Case, part: Compartment, begun_by: UUID) -> frozenset[UUID]:
    """Who leads, or began the investigation, and who has a share in force."""
    return frozenset({_owner(case, part, begun_by), *_partners(case, part)})


def _given(
    session: Session, case: Case, part: Compartment, begun_by: UUID
) -> frozenset[UUID]:
    """The same without partners that are suspended."""
    active = select(Agency.id).where(
        Agency.id.in_(_partners(case, part)), Agency.suspended_at.is_(None)
    )
    return frozenset({_owner(case, part, begun_by), *session.scalars(active)})


def _owner(case: Case, part: Compartment, begun_by: UUID) -> UUID:
    return begun_by if part is Compartment.INVESTIGATION else case.lead_agency_id


def _partners(case: Case, part: Compartment) -> list[UUID]:
    return [s.agency_id for s in case.shares if s.in_force and part in s.parts]
