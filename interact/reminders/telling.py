"""Telling an agency that something waits: a row for its page, letters for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from interact.access.permissions import CASEWORK
from interact.agencies.models import Membership
from interact.agencies.rules import Role
from interact.core.clock import now
from interact.reminders.models import Letter, Reminder, ReminderWishes
from interact.reminders.rules import ReminderKind, goes_out_at

# A worker tells people too, and may not read who they are.
NOT_WHO = joinedload(ReminderWishes.membership).lazyload(Membership.person)


class OfACase(Protocol):
    """What a reminder is about: a case, which members may be kept from."""

    @property
    def id(self) -> UUID: ...

    def admits(self, agency_id: UUID, membership_id: UUID) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Reminding:
    """What an agency is told. Nothing of the child is in it.

    `urgent` is about an immediate danger: nothing holds it back. `person_id` is the
    one person meant. `by_agency_id` learns when an e-mail could not be delivered.
    """

    kind: ReminderKind
    agency_id: UUID
    by_agency_id: UUID
    urgent: bool = False
    for_supervisors: bool = False
    person_id: UUID | None = None
    task_id: UUID | None = None
    due_at: datetime | None = None

    @classmethod
    def of_offer(cls, agency_id: UUID, by_agency_id: UUID) -> Self:
        """That one agency offers another something, which waits for an answer."""
        kind = ReminderKind.OFFER
        return cls(kind=kind, agency_id=agency_id, by_agency_id=by_agency_id)


def remind(
    session: Session, case: OfACase, said: Reminding, reminder_id: UUID | None = None
) -> Reminder:
    """Tell the caseworkers and supervisors of an agency that something waits.

    The e-mails are written down here and sent later by the worker: both or neither
    come to be. Give `reminder_id`, of what it is about, where the same must not be told
    twice or ends by itself: see `end_reminder`. Whoever calls this has asked for
    permission, and records what it is about.
    """
    reminder = Reminder(
        id=reminder_id or uuid4(), case_id=case.id, created_at=now(), **vars(said)
    )
    session.add(reminder)
    session.flush()
    for wishes in _who_wishes(session, case, said):
        session.add(_letter(reminder, wishes))
    session.flush()
    return reminder


def end_reminder(session: Session, reminder_id: UUID) -> None:
    """Nothing waits any more: an offer was answered or taken back. Where nobody was
    told, nothing is done.

    It counts as read by everybody, and what was not sent yet is not sent.
    """
    reminder = session.get(Reminder, reminder_id)
    if reminder is not None and reminder.ended_at is None:
        reminder.ended_at = now()
        session.flush()


def _who_wishes(
    session: Session, case: OfACase, said: Reminding
) -> Iterator[ReminderWishes]:
    """The wishes of everybody who is meant, may know of the case and wants e-mail."""
    roles = {Role.SUPERVISOR} if said.for_supervisors else CASEWORK
    theirs = (
        select(ReminderWishes)
        .join(ReminderWishes.membership)
        .where(
            Membership.agency_id == said.agency_id,
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.created_at, Membership.id)
        .options(NOT_WHO)
    )
    if said.person_id is not None:
        theirs = theirs.where(Membership.person_id == said.person_id)
    for wishes in session.scalars(theirs):
        admitted = case.admits(said.agency_id, wishes.membership_id)
        if admitted and said.kind.value in wishes.kinds:
            yield wishes


def _letter(reminder: Reminder, wishes: ReminderWishes) -> Letter:
    at, zone = reminder.created_at, wishes.membership.agency.time_zone
    # What it says about when to send does not depend on where to.
    later = goes_out_at(wishes.as_wishes(""), at, zone)
    return Letter(
        reminder_id=reminder.id,
        membership_id=wishes.membership_id,
        language=wishes.language,
        digest=wishes.digest_at is not None and not reminder.urgent,
        next_at=at if reminder.urgent else later,
    )
