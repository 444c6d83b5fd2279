"""E-mails that did not arrive, as the agency that caused them reads of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.cases.models import Case, Share
from interact.cases.queries import shut_to
from interact.cases.rules import ShareStatus
from interact.core.clock import now
from interact.reminders.models import Letter, Reminder
from interact.reminders.rules import ReminderKind

NEWEST = 50


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An e-mail that did not arrive: to which agency, about what, since when (UTC).

    Never to whom: who of an agency gets e-mails is for that agency to know.
    """

    agency_name: str
    kind: ReminderKind
    urgent: bool
    failed_at: datetime


def list_failures(session: Session, actor: Actor) -> list[Failure]:
    """The e-mails of the actor's agency that did not arrive and nobody took note of."""
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    return [
        Failure(
            agency_name=letter.reminder.agency.name,
            kind=letter.reminder.kind,
            urgent=letter.reminder.urgent,
            failed_at=letter.failed_at,
        )
        for letter in session.scalars(failures_of(actor).limit(NEWEST))
        if letter.failed_at
    ]


def failures_of(actor: Actor) -> Select[Letter]:
    """What picks the failed e-mails that the actor's agency does not know of yet.

    Not those of cases that it takes no part in any more, or restricted to others.
    """
    led = select(Case.id).where(Case.lead_agency_id == actor.agency_id)
    let_in = select(Share.case_id).where(
        Share.agency_id == actor.agency_id,
        Share.status == ShareStatus.ACCEPTED,
        Share.until > now(),
    )
    return (
        select(Letter)
        .join(Letter.reminder)
        .where(
            Reminder.by_agency_id == actor.agency_id,
            Letter.failed_at.is_not(None),
            Letter.noted_at.is_(None),
            ~shut_to(actor, Reminder.case_id),
            or_(Reminder.case_id.in_(led), Reminder.case_id.in_(let_in)),
        )
        .order_by(Letter.failed_at.desc(), Letter.id)
    )
