"""Reading sightings."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from interact.cases.fields import SealedColumn
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.sightings.models import Sighting
from interact.sightings.rules import Account


@dataclass(frozen=True)
class SightingView:
    """One sighting, opened, with when and by which agency it was recorded (UTC)."""

    id: UUID
    account: Account = field(repr=False)
    at: datetime
    agency_name: str
    agency_country: str


def list_sightings(vault: Vault) -> list[SightingView]:
    """The sightings the actor can open, newest first."""
    found = vault.session.scalars(
        select(Sighting)
        .where(Sighting.case_id == vault.case.id, Sighting.compartment.in_(vault.held))
        .order_by(Sighting.created_at.desc(), Sighting.id)
    )
    return [_open(vault, sighting) for sighting in found]


def count_sightings(vault: Vault) -> int:
    """How many sightings the case has. Opens none."""
    counted = select(func.count(Sighting.id)).where(Sighting.case_id == vault.case.id)
    return vault.session.scalar(counted) or 0


def _open(vault: Vault, row: Sighting) -> SightingView:
    sealed = Sealed(row.epoch, row.sealed)
    value = vault.unseal(row.compartment, SealedColumn.SIGHTING, row.id, sealed)
    return SightingView(
        id=row.id,
        account=Account.from_value(value),
        at=row.created_at,
        agency_name=row.agency.name,
        agency_country=row.agency.country,
    )
