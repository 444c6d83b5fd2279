"""Letting other agencies into a case: offered, answered, withdrawn."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.epochs import certified_groups, list_begun, pass_on
from interact.cases.models import Case, Epoch, Share
from interact.cases.reasons import seal_reason
from interact.cases.rules import (
    AlreadyShared,
    CannotShareWithLead,
    CannotShareWithOwnAgency,
    NotYoursToShare,
    ReasonNeeded,
    ShareNotOpen,
    ShareOutlastsYours,
    ShareStatus,
    Terms,
)
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
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


def share_case(
    session: Session, actor: Actor, case: Case, agency: Agency, terms: Terms
) -> Share:
    """Offer `agency` some compartments of `case`, for a purpose, until a date.

    Sharing cannot be undone: what an agency has read, it knows. That is why a share
    names its purpose and legal basis and ends by itself. Nothing opens until the
    agency accepts. Records `case.shared`; both DPOs may read the entry.
    """
    require(actor, Permission.SHARE_CASE, case)
    terms.check(now())
    _check_receiver(actor, case, agency, terms)
    vault = open_vault(session, actor, case)
    _check_yours(vault, terms)

    share = _add_share(vault, agency, terms, ShareStatus.OFFERED)
    _record(session, actor, Event.CASE_SHARED, share)
    return share


def let_in(
    session: Session, actor: Actor, case: Case, agency: Agency, terms: Terms
) -> Share:
    """Let an agency in at once, because an alert tells it that a child is missing.

    As `share_case`, but nobody waits for an answer, and whoever may open a part may
    pass it on: a report is taken from anyone. An agency that opens as much for as long
    already keeps the share it has. Records `case.shared`.
    """
    require(actor, Permission.ISSUE_ALERT, case)
    terms.check(now())
    for held in case.shares_with(agency.id):
        if _gives_as_much(held, terms):
            return held
    vault = open_vault(session, actor, case)
    _refuse_foreign(terms.parts - case.opens_to(actor.agency_id))

    share = _add_share(vault, agency, terms, ShareStatus.ACCEPTED)
    _record(session, actor, Event.CASE_SHARED, share)
    return share


def _add_share(
    vault: Vault, agency: Agency, terms: Terms, status: ShareStatus
) -> Share:
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
        may_pass_on=terms.may_pass_on,
        status=status,
        answered_at=None if status is ShareStatus.OFFERED else now(),
    )
    vault.session.add(share)
    _hand_over(vault, agency, terms)
    return share


def accept_share(session: Session, actor: Actor, share: Share) -> None:
    """Take up an offered share: from now on the agency can open what it covers."""
    require(actor, Permission.ANSWER_SHARE, share.case)
    _check_offered(actor, share)

    share.status = ShareStatus.ACCEPTED
    share.answered_at = now()
    session.info.pop("vaults", None)
    _record(session, actor, Event.SHARE_ACCEPTED, share)


def decline_share(session: Session, actor: Actor, share: Share, reason: str) -> None:
    """Refuse an offered share, with a reason that lands on the sharer's desk."""
    require(actor, Permission.ANSWER_SHARE, share.case)
    _check_offered(actor, share)
    if not reason.strip():
        raise ReasonNeeded

    share.status = ShareStatus.DECLINED
    share.answered_at = now()
    sharer = session.get_one(Agency, share.by_agency_id)
    share.reason_sealed = seal_reason(session, actor, share, sharer, reason.strip())
    _record(session, actor, Event.SHARE_DECLINED, share)


def withdraw_share(session: Session, actor: Actor, share: Share, reason: str) -> None:
    """End a share now. The agency is told why; what it read, it knows."""
    require(actor, Permission.WITHDRAW_SHARE, share.case)
    if not share.in_force:
        raise ShareNotOpen
    if actor.agency_id not in {share.by_agency_id, share.case.lead_agency_id}:
        raise NotYoursToShare(parts=", ".join(sorted(share.compartments)))
    if not reason.strip():
        raise ReasonNeeded

    share.status = ShareStatus.WITHDRAWN
    share.answered_at = now()
    share.reason_sealed = seal_reason(
        session, actor, share, share.agency, reason.strip()
    )
    _record(session, actor, Event.SHARE_WITHDRAWN, share)


def note_refusal(session: Session, actor: Actor, share: Share) -> None:
    """Take a declined share off the desk of the agency that offered it."""
    require(actor, Permission.SHARE_CASE, share.case)
    if share.by_agency_id != actor.agency_id:
        raise ShareNotOpen

    share.seen_at = now()
    _record(session, actor, Event.HEADER_READ, share)


def _check_receiver(actor: Actor, case: Case, agency: Agency, terms: Terms) -> None:
    if agency.id == case.lead_agency_id:
        raise CannotShareWithLead
    if agency.id == actor.agency_id:
        raise CannotShareWithOwnAgency
    covered = {p for share in case.shares_with(agency.id) for p in share.parts}
    if terms.parts <= covered:
        raise AlreadyShared(agency=agency.name)


def _gives_as_much(share: Share, terms: Terms) -> bool:
    return (
        share.status is ShareStatus.ACCEPTED
        and share.parts >= terms.parts
        and share.until >= terms.until
        and share.may_pass_on >= terms.may_pass_on
    )


def _check_yours(vault: Vault, terms: Terms) -> None:
    _refuse_foreign(terms.compartments - list_shareable(vault))
    latest = find_latest_end(vault, terms.compartments)
    if latest is not None and terms.until > latest:
        raise ShareOutlastsYours(day=f"{latest:%Y-%m-%d}")


def _refuse_foreign(foreign: AbstractSet[Compartment]) -> None:
    if foreign:
        raise NotYoursToShare(parts=", ".join(sorted(p.label for p in foreign)))


def _check_offered(actor: Actor, share: Share) -> None:
    offered = share.in_force and share.status is ShareStatus.OFFERED
    if not offered or share.agency_id != actor.agency_id:
        raise ShareNotOpen


def _hand_over(vault: Vault, agency: Agency, terms: Terms) -> None:
    """Put every half that goes into the receiver's inbox."""
    for part in sorted(terms.parts):
        if not vault.holds(part):
            continue
        (group,) = certified_groups(vault.session, vault.actor, [agency.id], part)
        for epoch, half in vault.half_of(part):
            pass_on(vault.session, vault.actor, epoch, half, group)


def _record(session: Session, actor: Actor, event: Event, share: Share) -> None:
    also: list[UUID] = [share.agency_id, share.by_agency_id]
    record(
        session,
        actor,
        event,
        share.case,
        also=also,
        recipients=[share.agency.name],
        compartments=sorted(share.parts),
        purpose=share.purpose.value,
        legal_basis=share.basis.value,
        until=share.until.isoformat(),
    )
