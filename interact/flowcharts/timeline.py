"""What happened in the procedures of a case, for its timeline."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from interact.cases.timeline import TimelineEntry
from interact.cases.vault import Vault
from interact.core.words import mark as _
from interact.flowcharts.models import Procedure, ResponsibilityOffer
from interact.flowcharts.queries import RESPONSE, list_procedures, list_steps_taken
from interact.flowcharts.responsibility_rules import OfferStatus
from interact.keys.rules import Compartment

SIGHTING = "record_sighting"
ASKED = _("%(agency)s was asked to answer for the next step")
ANSWERED = {
    OfferStatus.ACCEPTED: _("%(agency)s answers for the next step from now on"),
    OfferStatus.DECLINED: _("%(agency)s declined to answer for the next step"),
    OfferStatus.LAPSED: _("%(agency)s need not answer for the next step any more"),
    OfferStatus.SETTLED: _(
        "%(agency)s did not answer: the next step went to who answers for it by law"
    ),
}


@dataclass(frozen=True)
class Named:
    """The title of a flowchart, as a thing below a step of it."""

    label: str


def procedure_timeline(vault: Vault) -> list[TimelineEntry]:
    """The steps taken in all that is followed for the child, with what was noted, and
    who was asked to answer for the next one, and said what.

    Sightings tell themselves. Beside a step that is not of the response stands what it
    is of, and with which country.
    """
    procedures = list_procedures(vault)
    steps = (entry for one in procedures for entry in _steps(vault, one))
    return [*steps, *_asked(vault, procedures)]


def _steps(vault: Vault, procedure: Procedure) -> Iterator[TimelineEntry]:
    for step in list_steps_taken(vault, procedure):
        if step.step != SIGHTING:
            yield TimelineEntry(
                at=step.at,
                title=step.title,
                agency=step.agency_name,
                compartment=Compartment.COORDINATION if step.note else None,
                things=_of(procedure),
                country=procedure.with_country or "",
                text=step.note,
            )


def _asked(vault: Vault, procedures: list[Procedure]) -> Iterator[TimelineEntry]:
    """Who was asked when, and the answer; why somebody declined is on their page."""
    known = {one.id: one for one in procedures}
    offers = vault.session.scalars(
        select(ResponsibilityOffer)
        .where(ResponsibilityOffer.procedure_id.in_(known))
        .options(joinedload(ResponsibilityOffer.by_agency))
        .order_by(ResponsibilityOffer.offered_at, ResponsibilityOffer.id)
    )
    for offer in offers:
        procedure = known[offer.procedure_id]
        yield TimelineEntry(
            at=offer.offered_at,
            title=ASKED,
            values={"agency": offer.agency.name},
            agency=offer.by_agency.name,
            things=_of(procedure),
            country=procedure.with_country or "",
        )
        if offer.answered_at and offer.status in ANSWERED:
            yield TimelineEntry(
                at=offer.answered_at,
                title=ANSWERED[offer.status],
                values={"agency": offer.agency.name},
                things=_of(procedure),
                country=procedure.with_country or "",
            )


def _of(procedure: Procedure) -> tuple[Named, ...]:
    """What an entry is of, where that is not the response."""
    if procedure.flowchart == RESPONSE:
        return ()
    return (Named(procedure.flow.title),)
