"""What DPOs are told at once: a row on their desk beside the entry in the log."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from interact.audit.models import Notice
from interact.audit.rules import Event, Subject


def tell_dpos(
    session: Session,
    agencies: Iterable[UUID],
    event: Event,
    subject: Subject | None = None,
    *,
    about_agency: UUID | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put a notice of `event` on the desk of the DPO of each agency, once each.

    `subject` is the case it happened in, `about_agency` the partner it concerns. With
    `due_at` (UTC) the DPO must review it until then. Call it where the event is
    recorded: the entry in the log says who, when and why.
    """
    for agency_id in dict.fromkeys(agencies):
        session.add(
            Notice(
                agency_id=agency_id,
                event=event,
                case_id=subject.id if subject else None,
                reference=subject.reference if subject else None,
                about_agency_id=about_agency,
                due_at=due_at,
            )
        )
