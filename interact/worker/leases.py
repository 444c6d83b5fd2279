"""Claiming rows: each is one worker's for a while, and another's when that one died."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from interact.core.clock import now
from interact.reminders.models import Letter
from interact.tasks.models import Deadline

# Longer than it takes to do a batch, or to give up on a mail server.
LEASE = timedelta(minutes=5)

Claimed = type[Deadline] | type[Letter]


def is_free(model: Claimed) -> ColumnElement[bool]:
    """Picks rows that no worker has, or one that has not been heard of for too long."""
    return or_(model.claimed_until.is_(None), model.claimed_until < now())


def claim(
    session: Session, model: Claimed, wanted: Select[UUID], lease: timedelta
) -> UUID | None:
    """Take the rows that `wanted` picks and nobody has; None when there are none.

    What another worker is taking at this moment is skipped (PostgreSQL), or it waits
    (SQLite: the session holds the write lock).
    """
    free = wanted.where(is_free(model)).with_for_update(skip_locked=True, of=model)
    found = list(session.scalars(free))
    if not found:
        return None
    number = uuid4()
    session.execute(
        update(model)
        .where(model.id.in_(found))
        .values(claim=number, claimed_until=now() + lease)
    )
    return number


def claimed_by(model: Claimed, number: UUID) -> Select[UUID]:
    """What a claim took, as far as no other worker has taken it since."""
    return select(model.id).where(model.claim == number).order_by(model.id)
