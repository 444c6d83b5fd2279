"""Doing a form once: remembers which form of a person led where."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from interact.access.models import Submission
from interact.core.clock import now

# What is left of a UUID is the 63 bits that PostgreSQL takes for the name of a lock.
SHIFT = 128 - 63

# Nobody is signed in for longer, and a form cannot be sent by anybody else.
REMEMBERED = timedelta(days=1)


def find_submission(session: Session, person_id: UUID, token: UUID) -> str | None:
    """The page this form led to when the person sent it before, else None."""
    sent = select(Submission.led_to).where(
        Submission.person_id == person_id, Submission.token == token
    )
    return session.scalar(sent)


def wait_for_same(session: Session, person_id: UUID, token: UUID) -> bool:
    """Wait for the same form, sent at the same time, to be done; whether it was.

    PostgreSQL waits for this one form. SQLite would make everybody wait, so there the
    later one is undone when it is kept.
    """
    if session.get_bind().dialect.name != "postgresql":
        return False
    lock = {"lock": token.int >> SHIFT}
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), lock)
    return find_submission(session, person_id, token) is not None


def keep_submission(
    session: Session, person_id: UUID, token: UUID, led_to: str
) -> None:
    """Remember for a day where this form led. `led_to` holds references only."""
    stale = Submission.created_at < now() - REMEMBERED
    session.execute(delete(Submission).where(Submission.person_id == person_id, stale))
    session.add(Submission(person_id=person_id, token=token, led_to=led_to))
