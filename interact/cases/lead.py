"""Who leads a case, as only somebody who holds its key can say.

The agency that leads stands in clear, or no case could be found; it also stands sealed
in the coordination part. Where the two differ the database was changed, and nothing is
written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from uuid import UUID, uuid4

from interact.cases.fields import SealedColumn
from interact.cases.rules import LeadUnvouched
from interact.cases.sealed import Sealed
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment

if TYPE_CHECKING:
    from interact.cases.vault import Vault

PART = Compartment.COORDINATION


class Said(TypedDict):
    """What is sealed: the agency, and a number for having said so."""

    agency: str
    number: str


def say_lead(vault: Vault) -> None:
    """Seal the lead agency of the case as it stands in clear now.

    What was said before is void from then on, also if its row were put back.
    """
    case = vault.case
    if case.lead_sealed:
        vault.installation.salts.note_ended([UUID(_said(vault)["number"])])
    said: Said = {"agency": str(case.lead_agency_id), "number": str(uuid4())}
    vault.lead_changes = True
    sealed = vault.seal(PART, SealedColumn.LEAD, case.id, said)
    vault.lead_changes = False
    case.lead_epoch, case.lead_sealed = sealed.epoch, sealed.blob


def check_lead(vault: Vault) -> None:
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
    number = UUID(said["number"])
    if UUID(said["agency"]) != vault.case.lead_agency_id:
        raise LeadUnvouched
    if vault.installation.salts.find_ended([number]):
        raise LeadUnvouched


def _said(vault: Vault) -> Said:
    case = vault.case
    sealed = Sealed(case.lead_epoch, case.lead_sealed)
    said: Said = vault.unseal(PART, SealedColumn.LEAD, case.id, sealed)
    return said
