"""Doing a form once: remembers which form of a person led where."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.models import Submission


def find_submission(session: Session, person_id: UUID, token: UUID) -> str | None:
    """The page this form led to when the person sent it before, else None."""
    sent = select(Submission.led_to).where(
        Submission.person_id == person_id, Submission.token == token
    )
    return session.scalar(sent)


def keep_submission(
    session: Session, person_id: UUID, token: UUID, led_to: str
) -> None:
    """Remember where this form led. `led_to` holds references only."""
    session.add(Submission(person_id=person_id, token=token, led_to=led_to))
