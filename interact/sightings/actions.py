"""Recording what someone says they saw."""

from uuid import uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import SealedColumn
from interact.cases.models import Case
from interact.cases.vault import open_vault
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.sightings.models import Sighting
from interact.sightings.rules import Account


def record_sighting(
    session: Session, actor: Actor, case: Case, account: Account
) -> Sighting:
    """Seal a sighting where all who search can read it. Records `sighting.recorded`."""
    require(actor, Permission.RECORD_SIGHTING, case)
    account.check(now())
    vault = open_vault(session, actor, case)

    row_id, part = uuid4(), Compartment.WHEREABOUTS
    sealed = vault.seal(part, SealedColumn.SIGHTING, row_id, account.as_value())
    sighting = Sighting(
        id=row_id,
        case_id=case.id,
        compartment=part,
        epoch=sealed.epoch,
        sealed=sealed.blob,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
    )
    session.add(sighting)
    record(session, actor, Event.SIGHTING_RECORDED, case, compartments=[part])
    return sighting
