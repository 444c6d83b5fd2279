"""Doing a form once: remembers which form of a person led where."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from interact.access.models import Submission

# What is left of a UUID is the 63 bits that PostgreSQL takes for the name of a lock.
SHIFT = 128 - 63


def find_submission(session: Session, person_id: UUID, token: UUID) -> str | None:
    """The page this form led to when the person sent it before, else None.

    Of a form that is sent twice at the same time, one waits here for the other; on
    SQLite the write lock makes it wait.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = {"lock": token.int >> SHIFT}
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), lock)
    sent = select(Submission.led_to).where(
        Submission.person_id == person_id, Submission.token == token
    )
    return session.scalar(sent)


def keep_submission(
    session: Session, person_id: UUID, token: UUID, led_to: str
) -> None:
    """Remember where this form led. `led_to` holds references only."""
    session.add(Submission(person_id=person_id, token=token, led_to=led_to))
