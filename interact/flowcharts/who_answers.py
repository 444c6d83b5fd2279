"""Reading who answers for the next step of each track, and who is asked to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Agency
from interact.cases.reasons import open_text
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.asked import still
from interact.flowcharts.models import (
    Procedure,
    Responsibility,
    ResponsibilityOffer,
)
from interact.flowcharts.responsibility_rows import legal_holder
from interact.flowcharts.responsibility_rules import (
    OfferStatus,
    Stretch,
    without_owner,
)
from interact.tasks.holders import may_hold


@dataclass(frozen=True, kw_only=True)
class OfferView:
    """An agency that is asked to answer for the next step; times are UTC.

    `by_law` is who would when it stays silent. `reason` says why it declined, to who
    answered for the step then.
    """

    id: UUID
    agency_name: str
    is_own: bool
    status: OfferStatus
    offered_at: datetime
    answer_by: datetime
    is_silent: bool
    by_law: str
    may_settle: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResponsibilityView:
    """Who answers for the next step of one track since when (UTC), and who is asked.

    `unowned` is how long nobody who should did. `may_offer` says that the reader may
    ask another agency.
    """

    track: str
    title: str
    agency_name: str
    is_own: bool
    since: datetime
    stands_in: bool
    may_offer: bool
    offer: OfferView | None
    unowned: timedelta


def list_responsibilities(
    vault: Vault, procedure: Procedure
) -> list[ResponsibilityView]:
    """One for each open track, in the order of the file."""
    held = _rows(vault.session, procedure)
    offers = _offers(vault.session, procedure)
    tracks = [t for t in procedure.flow.tracks if any(_open(h, t) for h in held)]
    return [_view(vault, procedure, track, (held, offers)) for track in tracks]


def get_responsibility_offer(
    vault: Vault, procedure: Procedure, offer_id: UUID
) -> ResponsibilityOffer:
    """One offer of this procedure; or NotFound, also once its track is gone."""
    offer = vault.session.get(ResponsibilityOffer, offer_id)
    if offer is None or offer.procedure_id != procedure.id:
        raise NotFound(vault.case)
    if offer.track not in procedure.stands.places:
        raise NotFound(vault.case)
    return offer


def others_taking_part(vault: Vault, view: ResponsibilityView) -> list[Agency]:
    """Every agency that could be asked instead of the one that answers now."""
    case = vault.case
    known = {case.lead_agency_id: case.lead_agency}
    known |= {share.agency_id: share.agency for share in case.shares}
    return sorted(
        (
            one
            for one in known.values()
            if may_hold(case, one.id, None) and one.name != view.agency_name
        ),
        key=lambda agency: (agency.country, agency.name),
    )


def time_without_owner(session: Session, procedure: Procedure) -> dict[str, timedelta]:
    """For each track that was ever open, how long nobody who should answered for it."""
    held, offers = _rows(session, procedure), _offers(session, procedure)
    return {
        track: without_owner(_stretches(track, held, offers))
        for track in procedure.flow.tracks
        if any(one.track == track for one in held)
    }


def _view(
    vault: Vault,
    procedure: Procedure,
    track: str,
    rows: tuple[list[Responsibility], list[ResponsibilityOffer]],
) -> ResponsibilityView:
    held, offers = rows
    case, own = procedure.case, vault.actor.agency_id
    row = next(one for one in held if _open(one, track))
    gone = not may_hold(case, row.agency_id, None)
    agency = case.lead_agency if gone else row.agency
    entered = procedure.stands.places[track].since
    asked = [one for one in offers if one.track == track and still(one, entered)]
    return ResponsibilityView(
        track=track,
        title=procedure.flow.tracks[track].title,
        agency_name=agency.name,
        is_own=agency.id == own,
        since=row.since,
        stands_in=row.stands_in or gone,
        may_offer=own in {agency.id, case.lead_agency_id},
        offer=_offer_view(vault, asked[-1]) if asked else None,
        unowned=without_owner(_stretches(track, held, offers)),
    )


def _offer_view(vault: Vault, offer: ResponsibilityOffer) -> OfferView | None:
    """The newest offer of a track, while it waits or was declined."""
    shown = {OfferStatus.OFFERED, OfferStatus.DECLINED}
    if offer.status not in shown:
        return None
    case, own = offer.procedure.case, vault.actor.agency_id
    silent = offer.status is OfferStatus.OFFERED and offer.answer_by <= now()
    legal = vault.session.get_one(Agency, legal_holder(offer.procedure, offer.track))
    sealed = offer.reason_sealed if offer.reason_for_agency_id == own else None
    return OfferView(
        id=offer.id,
        agency_name=offer.agency.name,
        is_own=offer.agency_id == own,
        status=offer.status,
        offered_at=offer.offered_at,
        answer_by=offer.answer_by,
        is_silent=silent,
        by_law=legal.name,
        may_settle=silent and case.lead_agency_id == own,
        reason=open_text(vault.actor, offer.id, sealed) if sealed else "",
    )


def _rows(session: Session, procedure: Procedure) -> list[Responsibility]:
    return list(
        session.scalars(
            select(Responsibility)
            .where(Responsibility.procedure_id == procedure.id)
            .order_by(Responsibility.since, Responsibility.id)
        )
    )


def _offers(session: Session, procedure: Procedure) -> list[ResponsibilityOffer]:
    return list(
        session.scalars(
            select(ResponsibilityOffer)
            .where(ResponsibilityOffer.procedure_id == procedure.id)
            .order_by(ResponsibilityOffer.offered_at, ResponsibilityOffer.id)
        )
    )


def _open(row: Responsibility, track: str) -> bool:
    return row.track == track and row.until is None


def _stretches(
    track: str,
    held: Iterable[Responsibility],
    offers: Iterable[ResponsibilityOffer],
) -> list[Stretch]:
    """When somebody only stood in, and when an offer stayed unanswered too long."""
    stood = [
        (one.since, one.until or now())
        for one in held
        if one.track == track and one.stands_in
    ]
    late = [
        (one.answer_by, one.answered_at or now())
        for one in offers
        if one.track == track and (one.answered_at or now()) > one.answer_by
    ]
    return stood + late
