"""What happened in the procedures of a case, for its timeline."""

from dataclasses import dataclass

from interact.cases.timeline import TimelineEntry
from interact.cases.vault import Vault
from interact.flowcharts.queries import RESPONSE, list_procedures, list_steps_taken
from interact.keys.rules import Compartment

SIGHTING = "record_sighting"


@dataclass(frozen=True)
class Named:
    """The title of a flowchart, as a thing below a step of it."""

    label: str


def procedure_timeline(vault: Vault) -> list[TimelineEntry]:
    """The steps taken in all that is followed for the child, with what was noted.

    Sightings tell themselves. Beside a step that is not of the response stands what it
    is of, and with which country.
    """
    return [
        TimelineEntry(
            at=step.at,
            title=step.title,
            agency=step.agency_name,
            compartment=Compartment.COORDINATION if step.note else None,
            things=(
                (Named(procedure.flow.title),)
                if procedure.flowchart != RESPONSE
                else ()
            ),
            country=procedure.with_country or "",
            text=step.note,
        )
        for procedure in list_procedures(vault)
        for step in list_steps_taken(vault, procedure)
        if step.step != SIGHTING
    ]
