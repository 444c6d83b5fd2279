"""What happened in the procedures of a case, for its timeline."""

from sqlalchemy import select

from interact.cases.timeline import TimelineEntry
from interact.cases.vault import Vault
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import list_steps_taken
from interact.keys.rules import Compartment

SIGHTING = "record_sighting"


def procedure_timeline(vault: Vault) -> list[TimelineEntry]:
    """The steps taken in every episode of the case, with what was noted.

    Sightings tell themselves.
    """
    procedures = vault.session.scalars(
        select(Procedure)
        .where(Procedure.case_id == vault.case.id)
        .order_by(Procedure.created_at, Procedure.id)
    )
    return [
        TimelineEntry(
            at=step.at,
            title=step.title,
            agency=step.agency_name,
            compartment=Compartment.COORDINATION if step.note else None,
            text=step.note,
        )
        for procedure in procedures
        for step in list_steps_taken(vault, procedure)
        if step.step != SIGHTING
    ]
