"""Making a share: its row, signed, and the halves of the keys it lets in to."""

from datetime import datetime
from uuid import uuid4

from interact.agencies.models import Agency
from interact.cases.epochs import certified_groups, pass_on
from interact.cases.models import Share
from interact.cases.rules import ShareStatus, Terms
from interact.cases.standing import sign_share
from interact.cases.vault import Vault
from interact.core.clock import now


def add_share(
    vault: Vault,
    agency: Agency,
    terms: Terms,
    status: ShareStatus,
    *,
    with_lead: bool = False,
) -> Share:
    """Make a share in the actor's name; what it covers is sealed to the agency."""
    actor = vault.actor
    share = Share(
        id=uuid4(),
        case=vault.case,
        agency=agency,
        by_agency_id=actor.agency_id,
        by_person_id=actor.person_id,
        compartments=sorted(terms.parts),
        purpose=terms.purpose,
        basis=terms.basis,
        until=terms.until,
        granted_until=terms.until,
        may_pass_on=terms.may_pass_on,
        with_lead=with_lead,
        status=status,
        answered_at=None if status is ShareStatus.OFFERED else now(),
    )
    sign_share(vault.session, actor, share)
    vault.session.add(share)
    _hand_over(vault, agency, terms)
    return share


def end_by(share: Share, until: datetime) -> None:
    """Let a share end by a moment (UTC), and what was passed on only through it.

    What the agency gave before it had the share, as the lead it was, does not end.
    """
    share.until = min(share.until, until)
    for given in share.case.shares:
        later = given.created_at > share.created_at and given.until > until
        theirs = given.by_agency_id == share.agency_id and given.in_force
        through = later and theirs and given.parts & share.parts
        if through and not _has_other(share, given):
            end_by(given, until)


def _has_other(share: Share, given: Share) -> bool:
    """Whether what an agency gave rests on another share or on its leading."""
    case, giver = share.case, share.agency_id
    others = [one for one in case.shares_with(giver) if one.id != share.id]
    return giver == case.lead_agency_id or any(
        one.may_pass_on and one.until >= given.until and one.parts >= given.parts
        for one in others
    )


def _hand_over(vault: Vault, agency: Agency, terms: Terms) -> None:
    """Put every half that goes into the receiver's inbox."""
    for part in sorted(terms.parts):
        if not vault.holds(part):
            continue
        (group,) = certified_groups(vault.session, vault.actor, [agency.id], part)
        for epoch, half in vault.half_of(part):
            pass_on(vault.session, vault.actor, epoch, half, group)
