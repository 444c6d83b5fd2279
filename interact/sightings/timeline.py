"""What people say they saw, for the timeline of a case."""

from interact.cases.timeline import TimelineEntry
from interact.cases.vault import Vault
from interact.core.words import mark as _
from interact.keys.rules import Compartment
from interact.sightings.queries import list_sightings


def sighting_timeline(vault: Vault) -> list[TimelineEntry]:
    """The sightings the actor can open, at the time when the child was seen."""
    return [
        TimelineEntry(
            at=one.account.seen_at,
            title=_("Perhaps seen: %(place)s"),
            values={"place": one.account.place},
            agency=one.agency_name,
            compartment=Compartment.WHEREABOUTS,
            things=(one.account.confidence,),
            text=one.account.description,
        )
        for one in list_sightings(vault)
    ]
