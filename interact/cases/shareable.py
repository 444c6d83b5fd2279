"""What an agency may share of a case, and until when."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import select

from interact.cases.epochs import list_begun
from interact.cases.models import Epoch, Share
from interact.cases.rules import (
    NotYoursToShare,
    ShareOutlastsYours,
    ShareStatus,
    Terms,
)
from interact.cases.vault import Vault
from interact.keys.rules import Compartment


def list_shareable(vault: Vault) -> frozenset[Compartment]:
    """The parts the actor's agency may share: what it leads, began, or may pass on."""
    case, agency_id = vault.case, vault.actor.agency_id
    began = set(
        vault.session.scalars(
            select(Epoch.compartment).where(
                Epoch.case_id == case.id,
                Epoch.agency_id == agency_id,
                Epoch.compartment == Compartment.INVESTIGATION,
                Epoch.number == 1,
            )
        )
    )
    shut = list_begun(vault.session, case) - vault.held
    if agency_id == case.lead_agency_id:
        own = frozenset(Compartment) - {Compartment.INVESTIGATION}
    else:
        passed = {part for share in _passing(vault) for part in share.parts}
        own = frozenset(passed) - {Compartment.INVESTIGATION}
    return (own - shut) | (began & vault.held)


def find_latest_end(vault: Vault, parts: AbstractSet[Compartment]) -> datetime | None:
    """Until when (UTC) the actor's agency may share these parts; None: no such limit.

    What was passed on ends with the share it came by.
    """
    if vault.actor.agency_id == vault.case.lead_agency_id:
        return None
    ends = [
        max(share.until for share in _passing(vault) if part in share.parts)
        for part in parts
        if any(part in share.parts for share in _passing(vault))
    ]
    return min(ends, default=None)


def _passing(vault: Vault) -> list[Share]:
    """The shares that let the actor's agency pass on what it was given."""
    return [
        share
        for share in vault.case.shares_with(vault.actor.agency_id)
        if share.status is ShareStatus.ACCEPTED and share.may_pass_on
    ]


def check_yours(vault: Vault, terms: Terms) -> None:
    """Refuse terms that give what is not the agency's to give, or for too long."""
    refuse_foreign(terms.compartments - list_shareable(vault))
    latest = find_latest_end(vault, terms.compartments)
    if latest is not None and terms.until > latest:
        raise ShareOutlastsYours(day=f"{latest:%Y-%m-%d}")


def refuse_foreign(foreign: AbstractSet[Compartment]) -> None:
    """Refuse to pass on parts that are not the agency's to give."""
    if foreign:
        raise NotYoursToShare(parts=", ".join(sorted(p.label for p in foreign)))
