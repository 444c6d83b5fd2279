"""Who leads a case, as only somebody who holds its key can say.

The agency that leads stands in clear, or no case could be found; it also stands sealed
in the coordination part. Where the two differ the database was changed, and nothing is
written.
"""

from functools import partial
from typing import Any, Protocol, TypedDict
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from interact.cases.fields import SealedColumn
from interact.cases.models import Case
from interact.cases.rules import LeadUnvouched
from interact.cases.sealed import Sealed
from interact.core.db import after_commit
from interact.core.errors import CannotOpen
from interact.keys.installation import Installation
from interact.keys.rules import Compartment

PART = Compartment.COORDINATION


class Opener(Protocol):
    """The vault of the case; it asks here before it writes."""

    session: Session
    case: Case

    @property
    def installation(self) -> Installation: ...
    def holds(self, compartment: Compartment) -> bool: ...
    def seal(
        self, compartment: Compartment, field_id: int, row_id: UUID, value: Any
    ) -> Sealed: ...
    def unseal(
        self, compartment: Compartment, field_id: int, row_id: UUID, sealed: Sealed
    ) -> Any: ...


class Said(TypedDict):
    """What is sealed: the agency, and a number for having said so."""

    agency: str
    number: str


def say_lead(vault: Opener) -> None:
    """Seal the lead agency of the case as it stands in clear now.

    What was said before is void once this is committed, also if its row were put back.
    The vault must have begun the coordination part before the lead was changed.
    """
    case, salts = vault.case, vault.installation.salts
    if case.lead_sealed:
        former = UUID(_said(vault)["number"])
        after_commit(vault.session, partial(salts.end_lead, case.id, former))
    number = uuid4()
    salts.keep_lead(case.id, number)
    said: Said = {"agency": str(case.lead_agency_id), "number": str(number)}
    sealed = vault.seal(PART, SealedColumn.LEAD, case.id, said)
    case.lead_epoch, case.lead_sealed = sealed.epoch, sealed.blob


def check_lead(vault: Opener) -> None:
    """Refuse with LeadUnvouched unless the agency that leads is the one that is sealed.

    Nothing can be said of a case that has no key yet. A member who does not hold the
    coordination part goes by what stands in clear.
    """
    if not vault.holds(PART):
        return
    try:
        said = _said(vault)
    except CannotOpen:
        raise LeadUnvouched from None
    if UUID(said["agency"]) != vault.case.lead_agency_id:
        raise LeadUnvouched
    if not vault.installation.salts.is_lead(vault.case.id, UUID(said["number"])):
        raise LeadUnvouched


def _said(vault: Opener) -> Said:
    case = vault.case
    sealed = Sealed(case.lead_epoch, case.lead_sealed)
    said: Said = vault.unseal(PART, SealedColumn.LEAD, case.id, sealed)
    return said
