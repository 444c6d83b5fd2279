"""Lets one person at a time change an assessment."""

from sqlalchemy.orm import Session

from interact.assessments.models import Assessment
from interact.checklists.rules import AlreadyFinished


def hold(session: Session, assessment: Assessment) -> None:
    """Let nobody else change it until this transaction ends; see it as it is now."""
    session.refresh(assessment, with_for_update=True)


def hold_open(session: Session, assessment: Assessment) -> None:
    """The same, refusing with AlreadyFinished when somebody finished it meanwhile."""
    hold(session, assessment)
    if assessment.finished_at is not None:
        raise AlreadyFinished
